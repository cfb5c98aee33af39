"""Strangers are counted by address: so many a minute, whoever else comes."""

from __future__ import annotations

from services.chassis.api.visits import Visits, network_of
from tests.unit.intake.cases import refused


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_more_than_a_minute_allows_is_refused_and_a_part_of_a_minute_later_there_is_room_again() -> None:
    seconds = Seconds()
    visits = Visits(3, seconds)
    for _ in range(3):
        visits.require("10.0.0.1")
    refused("too-many-requests", lambda: visits.require("10.0.0.1"))
    seconds.now = 19.9
    refused("too-many-requests", lambda: visits.require("10.0.0.1"))
    seconds.now = 20.1
    visits.require("10.0.0.1")
    refused("too-many-requests", lambda: visits.require("10.0.0.1"))


def test_who_was_refused_does_not_wait_the_longer_for_trying() -> None:
    seconds = Seconds()
    visits = Visits(1, seconds)
    visits.require("10.0.0.1")
    for second in range(1, 60):
        seconds.now = float(second)
        refused("too-many-requests", lambda: visits.require("10.0.0.1"))
    seconds.now = 60.1
    visits.require("10.0.0.1")


def test_nobody_waits_for_somebody_else() -> None:
    visits = Visits(1, Seconds())
    for host in range(1, 200):
        visits.require(f"10.0.0.{host}")


def test_nobody_saves_up_more_than_a_minute_allows() -> None:
    seconds = Seconds()
    visits = Visits(2, seconds)
    visits.require("10.0.0.1")
    seconds.now = 10_000.0
    for _ in range(2):
        visits.require("10.0.0.1")
    refused("too-many-requests", lambda: visits.require("10.0.0.1"))


def test_a_household_is_one_network_however_many_addresses_it_has() -> None:
    assert network_of("2001:db8:1:2:3::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:10.0.0.1") == network_of("10.0.0.1") != network_of("10.0.0.2")
    assert network_of("testclient") == "testclient"


def test_what_is_remembered_has_an_end() -> None:
    visits = Visits(1, Seconds())
    visits.require("10.0.0.1")
    for number in range(10_000):
        visits.require(f"stranger-{number}")
    visits.require("10.0.0.1")
