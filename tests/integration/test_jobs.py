"""What takes more than one command is done whatever else fails, is tried again with growing pauses, and is ended when it fails for ever."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.errors import AutoReconnect

from services.chassis.clock import ManualClock
from services.chassis.jobs import Job, Jobs
from services.chassis.lease import LEASES
from services.chassis.settings import Timers as Pace
from tests.support.counter import COUNTERS, schedule
from tests.support.instances import Platform

NOON = datetime(2024, 8, 1, 4, tzinfo=UTC)
LEASE = 60.0


@dataclass
class Work:
    """What was worked on, and what was given up for which reason; what is named ``bad`` fails with ``error``."""

    error: Exception = field(default_factory=lambda: ValueError("row 1000001"))
    done: list[str] = field(default_factory=list)
    ended: list[tuple[str, Exception]] = field(default_factory=list)

    async def work(self, _desk: Any, key: str) -> None:
        if key.startswith("bad"):
            raise self.error
        self.done.append(key)

    async def give_up(self, _desk: Any, key: str, why: Exception) -> None:
        self.ended.append((key, why))

    def jobs(self, counters: Platform) -> Jobs:
        job = Job(COUNTERS, self.work, self.give_up)
        return Jobs("counter", counters.database, (job,), None, counters.clock, "one", Pace(lease=LEASE))


async def due(counters: Platform, *names: str) -> None:
    """These are due, in this order."""
    counters.clock = ManualClock(NOON)
    instance = counters.instance()
    await asyncio.gather(*(instance.do(schedule(name, NOON - timedelta(minutes=len(names) - n))) for n, name in enumerate(names)))


async def pause(counters: Platform) -> float:
    """For how many seconds the one lease still lasts, by the store's clock."""
    (row,) = await counters.database[LEASES].aggregate([{"$project": {"left": {"$subtract": ["$until", "$$NOW"]}}}]).to_list(2)
    return float(row["left"]) / 1000


async def pauses_end(counters: Platform) -> None:
    await counters.database[LEASES].update_many({}, [{"$set": {"until": "$$NOW"}}])


async def test_jobs_that_fail_keep_no_other_out(counters: Platform) -> None:
    await due(counters, "bad 1", "bad 2", "bad 3", "bad 4", "good")
    work = Work()
    await work.jobs(counters).round()
    assert await work.jobs(counters).round() == 1
    assert work.done == ["good"]


async def test_a_job_that_fails_is_tried_again_with_growing_pauses_and_ended_with_its_reason(counters: Platform) -> None:
    await due(counters, "bad")
    work, pauses = Work(), []
    for _ in range(9):
        assert await work.jobs(counters).round() == 0
        pauses.append(await pause(counters))
        await pauses_end(counters)
    assert [round(each / LEASE) for each in pauses] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert work.ended == []
    await work.jobs(counters).round()
    assert work.ended == [("bad", work.error)]
    assert await counters.database[LEASES].count_documents({}) == 0


async def test_a_job_is_not_ended_for_what_is_away(counters: Platform) -> None:
    await due(counters, "bad")
    work = Work(AutoReconnect("no primary"))
    for _ in range(12):
        await work.jobs(counters).round()
        await pauses_end(counters)
    assert work.ended == []
