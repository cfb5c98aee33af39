"""Past so many failures within a minute the breaker is open; it closes by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.chassis.breaker import Breaker
from services.chassis.clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2024, 7, 1, 8, tzinfo=UTC))


def fail(breaker: Breaker, clock: ManualClock, times: int, every: float) -> None:
    for _ in range(times):
        breaker.failure()
        clock.advance(timedelta(seconds=every))


def test_it_opens_at_the_limit_and_not_before(clock: ManualClock) -> None:
    breaker = Breaker(3, clock)
    fail(breaker, clock, 2, every=1)
    assert not breaker.open
    fail(breaker, clock, 1, every=1)
    assert breaker.open


def test_failures_that_lie_apart_do_not_open_it(clock: ManualClock) -> None:
    breaker = Breaker(3, clock)
    for _ in range(50):
        fail(breaker, clock, 1, every=31)
        assert not breaker.open


def test_it_closes_when_the_minute_is_over(clock: ManualClock) -> None:
    breaker = Breaker(3, clock)
    fail(breaker, clock, 3, every=0)
    states = []
    for seconds in (59, 1):
        clock.advance(timedelta(seconds=seconds))
        states.append(breaker.open)
    assert states == [True, False]


def test_once_closed_it_opens_at_the_limit_again(clock: ManualClock) -> None:
    breaker = Breaker(3, clock)
    fail(breaker, clock, 3, every=0)
    clock.advance(timedelta(minutes=1))
    states = []
    for _ in range(3):
        fail(breaker, clock, 1, every=0)
        states.append(breaker.open)
    assert states == [False, False, True]
