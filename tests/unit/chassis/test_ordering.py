"""Ids of commits sort in the order of cause and effect, whatever the clocks say."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.ordering import CausalIds, settled


def test_every_id_is_later_than_the_one_before() -> None:
    ids = CausalIds()
    given_out = [ids.next(()) for _ in range(5000)]
    assert given_out == sorted(given_out)
    assert len(set(given_out)) == 5000


@given(st.lists(st.integers(0, 2**62), max_size=5))
def test_an_id_is_later_than_all_that_it_follows(times: list[int]) -> None:
    after = [f"{at:016x}-ffffffffff-ffff" for at in times]
    assert all(CausalIds().next([*after, ""]) > one for one in after)


def test_a_process_whose_clock_is_behind_continues_a_stream_later_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead, behind = CausalIds(), CausalIds()
    first = ahead.next(())
    monkeypatch.setattr(time, "time_ns", lambda: 1)
    second = behind.next([first])
    assert first < second < behind.next(())


def test_two_processes_never_give_the_same_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 10**18)
    assert len({CausalIds().next(()) for _ in range(500)}) == 500


def test_looking_back_starts_before_the_newest_commit_and_before_now() -> None:
    newest = CausalIds().next(())
    assert settled(newest) == f"{int(newest[:16], 16) - 300_000_000:016x}"
    assert settled(f"{2**62:016x}-ahead") < f"{time.time_ns() // 1000:016x}"
    assert settled("") == "0" * 16
