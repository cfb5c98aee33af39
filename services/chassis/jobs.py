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

from services.chassis import logs
from services.chassis.clock import Clock
from services.chassis.lease import Lease
from services.chassis.mongo import Database
from services.chassis.settings import Timers as Pace
from services.chassis.views import View

log = logs.get(__name__)

_AT_A_TIME = 4


@dataclass(frozen=True, slots=True)
class Job:
    """The rows of ``view`` fall due at their field ``due``; ``work`` is given what the service's handlers need, and the row's ``_id``."""

    view: View
    work: Callable[[Any, str], Awaitable[None]]


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
        """Work on some of what is due now, the oldest first; returns how many jobs this process took on."""
        taken = 0
        for job in self.jobs:
            due = self.database[job.view.name].find({"due": {"$lte": self.clock.now()}}, {"_id": 1}).sort("due", 1)
            keys = [row["_id"] for row in await due.to_list(_AT_A_TIME)]
            taken += sum(await asyncio.gather(*(self._work(job, key) for key in keys)))
        return taken

    async def _work(self, job: Job, key: str) -> bool:
        """Whether it was this process's turn. What fails is tried again when its lease has run out, by whoever comes first."""
        lease = Lease(self.database, f"job/{job.view.name}/{key}", f"{self.holder}/{token_hex(4)}", self.pace.lease)
        if not await lease.acquire():
            return False
        try:
            async with self._renewed(lease):
                await job.work(self.desk, key)
        except asyncio.CancelledError:
            with suppress(PyMongoError):
                await lease.release()  # the process stops in order: another need not wait
            raise
        except Exception as error:
            log.warning("jobs.job_failed", service=self.service, job=f"{job.view.name}/{key}", exc_info=error)
            return False
        await lease.remove()
        return True

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
