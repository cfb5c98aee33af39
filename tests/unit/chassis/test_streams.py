"""A worker whose partition stands still is ended, one that waits for what is away is not; only one process has a number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from services.chassis.bus import Progress
from services.chassis.settings import Consumer, Settings
from services.chassis.streams import AlreadyRunning, Watchdog, Worker

HERE, THERE = ("t", 0), ("t", 1)


class Ended(Exception):
    """The watchdog would have ended the process."""


def end() -> None:
    raise Ended


@pytest.fixture
def watchdog() -> Watchdog:
    return Watchdog(60, end)


def test_a_partition_with_lag_whose_offset_stands_still_ends_the_process(watchdog: Watchdog) -> None:
    watchdog.look({HERE: Progress(5, 9)}, {}, now=0)
    watchdog.look({HERE: Progress(5, 12)}, {}, now=60)
    with pytest.raises(Ended):
        watchdog.look({HERE: Progress(5, 12)}, {}, now=61)


def test_one_partition_that_stands_still_is_enough(watchdog: Watchdog) -> None:
    for now in range(0, 61, 5):
        watchdog.look({HERE: Progress(5, 9), THERE: Progress(now, 1000)}, {THERE: now}, now)
    with pytest.raises(Ended):
        watchdog.look({HERE: Progress(5, 9), THERE: Progress(61, 1000)}, {THERE: 61}, 61)


Progresses = Callable[[int], dict[tuple[str, int], Progress]]


@pytest.mark.parametrize(
    ("progress", "beat"),
    [
        pytest.param(lambda now: {HERE: Progress(now, 1000)}, None, id="it comes on"),
        pytest.param(lambda _now: {HERE: Progress(9, 9)}, None, id="there is nothing to do"),
        pytest.param(lambda _now: {HERE: Progress(5, 9)}, 30.0, id="it waits for what is away"),
        pytest.param(lambda now: {HERE: Progress(5, 9)} if now % 50 else {}, None, id="the bus is away now and then"),
    ],
)
def test_a_worker_that_does_what_it_can_goes_on(watchdog: Watchdog, progress: Progresses, beat: float | None) -> None:
    for now in range(0, 1000, 5):
        watchdog.look(progress(now), {} if beat is None else {HERE: now - beat}, now)


def test_an_old_sign_of_life_does_not_help(watchdog: Watchdog) -> None:
    watchdog.look({HERE: Progress(5, 9)}, {HERE: 10.0}, now=20)
    with pytest.raises(Ended):
        watchdog.look({HERE: Progress(5, 9)}, {HERE: 10.0}, now=81)


def test_what_a_partition_lags_behind_is_never_negative() -> None:
    assert Progress(9, 7).lag == 0


def test_a_number_belongs_to_one_process_at_a_time(tmp_path: Path) -> None:
    def worker(instance: int) -> Worker:
        settings = Settings(consumer=Consumer(instance=instance, folder=tmp_path))
        return Worker("tally", ["t"], settings, open_inbox=lambda: pytest.fail("nothing is consumed here"))

    first = worker(0)._exclusive()
    with pytest.raises(AlreadyRunning, match="instance 0 of tally"):
        worker(0)._exclusive()
    worker(1)._exclusive().close()
    first.close()
    worker(0)._exclusive().close()
