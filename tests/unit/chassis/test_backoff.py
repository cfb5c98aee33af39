"""Pauses double up to a limit, differ between those who wait, and stay short while something is away."""

from __future__ import annotations

from services.chassis.backoff import Backoff


def test_pauses_double_up_to_the_limit_with_jitter() -> None:
    backoff = Backoff(0.1, 30)
    pauses = [backoff.next() for _ in range(40)]
    for tries, pause in enumerate(pauses):
        full = min(30.0, 0.1 * 2.0 ** min(tries, 30))
        assert full / 2 <= pause <= full


def test_those_who_wait_do_not_come_back_at_once() -> None:
    assert len({Backoff(1, 30).next() for _ in range(50)}) > 40


def test_while_something_is_away_no_pause_is_long() -> None:
    backoff = Backoff(0.1, 30)
    assert max(backoff.next(away=True) for _ in range(2000)) <= 2.0
    assert backoff.next() >= 15


def test_a_small_limit_holds_while_something_is_away_too() -> None:
    backoff = Backoff(0.001, 0.01)
    assert max(backoff.next(away=True) for _ in range(50)) <= 0.01
