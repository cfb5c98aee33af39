"""Ten attempts within 75 hours and a half, and room for everybody while some hang."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.notify.channels.lanes import Lanes
from services.notify.domain.schedule import ATTEMPTS, PAUSES, next_try

NOW = datetime(2024, 7, 1, 1, tzinfo=UTC)


def test_there_are_ten_attempts_over_75_hours_35_minutes_and_5_seconds() -> None:
    assert ATTEMPTS == 10 and sum(PAUSES, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


def test_the_pauses_only_grow() -> None:
    assert list(PAUSES) == sorted(PAUSES)


@pytest.mark.parametrize("failed", range(1, 10))
def test_each_failure_but_the_last_is_followed_by_another_try(failed: int) -> None:
    assert next_try(failed, NOW) == NOW + PAUSES[failed - 1]


def test_after_the_tenth_there_is_none_whatever_the_receiver_asks_for() -> None:
    assert next_try(10, NOW) is None and next_try(10, NOW, timedelta(hours=1)) is None


@given(failed=some.integers(1, 9), wish=some.timedeltas(min_value=timedelta(), max_value=timedelta(days=999)))
def test_a_receiver_puts_off_and_never_brings_forward_nor_puts_off_for_ever(failed: int, wish: timedelta) -> None:
    following = next_try(failed, NOW, wish)
    assert following is not None
    assert PAUSES[failed - 1] <= following - NOW <= max(PAUSES[failed - 1], timedelta(hours=24))
    assert following - NOW >= min(wish, timedelta(hours=24))


def test_an_address_takes_so_many_at_once_and_others_are_not_concerned() -> None:
    lanes = Lanes(at_once=100, each=2)
    assert [lanes.enter(("webhook", "a")) for _ in range(3)] == [True, True, False]
    assert lanes.enter(("webhook", "b")) and lanes.enter(("email", "a"))
    assert lanes.full == [("webhook", "a")]


def test_a_channel_takes_so_many_at_once_and_others_are_not_concerned() -> None:
    lanes = Lanes(at_once=2, each=9)
    assert [lanes.enter(("webhook", name)) for name in "abc"] == [True, True, False]
    assert lanes.enter(("email", "a"))


def test_who_was_slow_is_tried_one_at_a_time_until_it_is_quick_again() -> None:
    lanes, lane = Lanes(at_once=100, each=3), ("webhook", "a")
    lanes.enter(lane)
    lanes.leave(lane, slow=True)
    assert [lanes.enter(lane) for _ in range(2)] == [True, False]
    lanes.leave(lane, slow=False)
    assert [lanes.enter(lane) for _ in range(4)] == [True, True, True, False]


@given(some.lists(some.tuples(some.sampled_from("abc"), some.booleans(), some.booleans()), max_size=60))
def test_places_come_back_whatever_the_order(steps: list[tuple[str, bool, bool]]) -> None:
    lanes, inside = Lanes(at_once=5, each=2), list[tuple[str, str]]()
    for name, enters, slow in steps:
        lane = ("webhook", name)
        if enters and lanes.enter(lane):
            inside.append(lane)
        elif not enters and lane in inside:
            inside.remove(lane)
            lanes.leave(lane, slow=slow)
        assert len(inside) <= 5 and all(inside.count(one) <= 2 for one in inside)
    for lane in inside:
        lanes.leave(lane, slow=False)
    assert lanes.full == [] and [lanes.enter(("webhook", f"{number}")) for number in range(6)] == [True] * 5 + [False]
