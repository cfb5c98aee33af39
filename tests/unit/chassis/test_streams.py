"""A worker whose partition stands still is ended, one that waits for what is away is not; only one process has a number."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from services.chassis import streams
from services.chassis.bus import Progress
from services.chassis.deadletters import Received
from services.chassis.inbox import Inbox
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


async def test_a_fault_of_ours_lets_no_batch_out_of_the_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faust acknowledges what is let out: the batch is handed over until it is handled."""
    monkeypatch.setattr(streams, "_LOOK", 0)
    handed_over: list[Sequence[Received]] = []

    class Faulty:
        async def handle(self, records: Sequence[Received]) -> None:
            handed_over.append(records)
            if len(handed_over) < 3:
                raise ZeroDivisionError

    @asynccontextmanager
    async def opening() -> AsyncIterator[Inbox]:
        yield cast(Inbox, Faulty())

    worker = Worker("tally", ["t"], Settings(consumer=Consumer(folder=tmp_path)), opening)
    message = SimpleNamespace(topic="t", partition=1, offset=7, key=b"k", value=None, headers=[("a", b"1"), ("b", None)])
    with capture_logs():
        await worker._handle([cast(Any, SimpleNamespace(message=message))])
    assert handed_over == [[Received("t", 1, 7, b"k", None, (("a", b"1"), ("b", None)))]] * 3


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
