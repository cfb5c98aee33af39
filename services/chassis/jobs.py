"""Jobs: what falls due and takes more than one command (a table of five thousand rows) is worked on until its row is due no more.

A row of a view with a ``due`` instant belongs to one process at a time, by a lease that is renewed while it works. A process that is killed
leaves it to the next one, which goes on where the commits stand: each command of a job has a cause of its own, so that none acts twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from pymongo.errors import PyMongoError

from contracts.refusal import Refusal
from services.chassis import logs
from services.chassis.clock import Clock
from services.chassis.lease import Lease
from services.chassis.mongo import Database
from services.chassis.settings import Timers as Pace
from services.chassis.unavailable import STORE_AWAY, Unavailable
from services.chassis.views import View

log = logs.get(__name__)

_AT_A_TIME = 4

_MOST_FAILURES = 10
"""How often a job may fail. With the pauses between, which double, that is some hours."""

_LONGEST_PAUSE = 3_600.0  # seconds

_NOT_ITS_OWN = (*STORE_AWAY, Unavailable, TimeoutError)
"""What fails because something is away, and not by the job: it is tried again as often as it takes."""


@dataclass(frozen=True, slots=True)
class Job:
    """The rows of ``view`` fall due at their field ``due``; ``work`` is given what the service's handlers need, and the row's ``_id``.

    ``give_up`` ends what fails again and again, and records why: it is given the last failure too. The row is due no more then, or is
    worked on anew in the stage that it has come to.
    """

    view: View
    work: Callable[[Any, str], Awaitable[None]]
    give_up: Callable[[Any, str, Exception], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Jobs:
    """Works on the jobs of one service, as ``holder``; ``desk`` is what its handlers need."""

    service: str
    database: Database
    jobs: tuple[Job, ...]
    desk: object
    clock: Clock
    holder: str
    pace: Pace

    async def run(self) -> None:
        """Work on what is due until cancelled."""
        while self.jobs:
            try:
                await self.round()
            except PyMongoError as error:
                log.warning("jobs.jobs_wait", service=self.service, error=str(error))
            await asyncio.sleep(self.pace.poll)

    async def round(self) -> int:
        """Work on some of what is due now, the oldest first; returns how many jobs this process worked on to their end."""
        return sum([await self._round(job) for job in self.jobs])

    async def _round(self, job: Job) -> int:
        taken = [(key, lease) async for key, lease in self._taken(job)]
        return sum(await asyncio.gather(*(self._work(job, key, lease) for key, lease in taken)))

    async def _taken(self, job: Job) -> AsyncIterator[tuple[str, Lease]]:
        """The oldest that nobody has, so many as are worked on at a time; what others work on, or has failed lately, keeps none out."""
        left = _AT_A_TIME
        async for row in job.view.collection(self.database).find({"due": {"$lte": self.clock.now()}}, {"_id": 1}).sort("due", 1):
            key = row["_id"]
            lease = Lease(self.database, f"job/{job.view.name}/{key}", f"{self.holder}/{token_hex(4)}", self.pace.lease)
            if await lease.acquire():
                yield key, lease
                left -= 1
            if not left:
                return

    async def _work(self, job: Job, key: str, lease: Lease) -> bool:
        """Whether it was done. What fails is tried again when its pause is over, by whoever comes first."""
        try:
            async with self._renewed(lease):
                await job.work(self.desk, key)
        except asyncio.CancelledError:
            with suppress(PyMongoError):
                await lease.release()  # the process stops in order: another need not wait
            raise
        except Exception as error:
            log.warning("jobs.job_failed", service=self.service, job=f"{job.view.name}/{key}", exc_info=error)
            if not _away(error):
                await self._failed(job, key, lease, error)
            return False
        await lease.remove()
        return True

    async def _failed(self, job: Job, key: str, lease: Lease, error: Exception) -> None:
        """Put it behind the others, and end it when it has failed too often."""
        failures = await lease.postpone(self.pace.lease, max(_LONGEST_PAUSE, self.pace.lease))
        if failures < _MOST_FAILURES:
            return
        try:
            await job.give_up(self.desk, key, error)
        except Exception as worse:
            log.warning("jobs.job_not_ended", service=self.service, job=f"{job.view.name}/{key}", exc_info=worse)
            return
        log.error("jobs.job_given_up", service=self.service, job=f"{job.view.name}/{key}", failures=failures)
        await lease.remove()

    @asynccontextmanager
    async def _renewed(self, lease: Lease) -> AsyncIterator[None]:
        """Keep the lease while the block lasts; a lease that was lost ends the block with a TimeoutError."""
        async with asyncio.timeout(None) as whole:
            renewing = asyncio.create_task(self._renew(lease, whole))
            try:
                yield
            finally:
                renewing.cancel()

    async def _renew(self, lease: Lease, whole: asyncio.Timeout) -> None:
        loop = asyncio.get_running_loop()
        held_until = loop.time() + self.pace.lease
        while loop.time() < held_until:
            await asyncio.sleep(self.pace.lease / 3)
            try:
                if not await lease.acquire():
                    break
                held_until = loop.time() + self.pace.lease
            except PyMongoError as error:
                log.warning("jobs.lease_not_renewed", service=self.service, error=str(error))
        whole.reschedule(loop.time())


def _away(error: Exception) -> bool:
    return isinstance(error, _NOT_ITS_OWN) or (isinstance(error, Refusal) and error.slug == "unavailable")
