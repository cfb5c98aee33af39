"""The sequencer: gives what is told on the platform itself its positions in the journal. One process at a time does, by a lease.

What waits for its position is marked in the view of notifications. A mark that comes again (a row written anew) costs one look: what stands
in the journal keeps its position.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from pymongo.errors import PyMongoError

from services.chassis import logs
from services.chassis.backoff import Backoff
from services.chassis.changes import changes
from services.chassis.lease import Lease
from services.chassis.mongo import Collection, Document
from services.chassis.settings import Sender as Pace
from services.notify.deliveries import outgoing_of
from services.notify.feed.journal import Journal
from services.notify.views import WAITS

log = logs.get(__name__)

_BATCH = 500
_TOGETHER = 0.1  # seconds in which what is to be placed gathers


@dataclass(eq=False)
class Sequencer:
    """``notifications`` is the collection of the view."""

    notifications: Collection
    journal: Journal
    lease: Lease
    pace: Pace
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _active: bool = False

    async def run(self) -> None:
        """Until cancelled; whoever else runs stands by."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_lease())
            tasks.create_task(self._listen())
            tasks.create_task(self._place_all())

    async def round(self) -> int:
        """Place all that waits, in the order of the events that it tells of; returns how many."""
        placed = 0
        while True:
            rows = await self.notifications.find({WAITS: True}, {"state": 1}).sort("_id", 1).limit(_BATCH).to_list(_BATCH)
            if rows:
                await self.journal.append([outgoing_of(row) for row in rows])
                await self.notifications.update_many({"_id": {"$in": [row["_id"] for row in rows]}}, {"$unset": {WAITS: ""}})
            placed += len(rows)
            if len(rows) < _BATCH:
                return placed

    async def _place_all(self) -> None:
        backoff = Backoff(0.2, 2.0)
        while True:
            self._wake.clear()
            try:
                if self._active:
                    await self.round()
            except PyMongoError as error:
                log.warning("sequencer.waits", error=str(error))
                await backoff.pause(away=True)
            with suppress(TimeoutError):
                async with asyncio.timeout(self.pace.sweep):  # wait_for may swallow a cancellation before Python 3.12
                    await self._wake.wait()

    async def _keep_lease(self) -> None:
        """Be the one while this process lives, and give it back when it stops."""
        try:
            while True:
                try:
                    held = await self.lease.acquire()
                except PyMongoError:
                    held = False
                if held and not self._active:
                    self._wake.set()
                self._active = held
                await asyncio.sleep(self.pace.writing / 3)
        finally:
            with suppress(PyMongoError):
                await self.lease.release()

    async def _listen(self) -> None:
        """A hint that something waits; what it misses, the sweep finds."""
        ways: list[Document] = [{f"fullDocument.{WAITS}": True}, {f"updateDescription.updatedFields.{WAITS}": True}]
        stages: list[Document] = [{"$match": {"$or": ways}}, {"$project": {"_id": 1}}]
        while True:
            with suppress(PyMongoError):
                async for _ in changes(self.notifications, stages, apart=_TOGETHER):
                    self._wake.set()
            await Backoff(1.0, 1.0).pause()
