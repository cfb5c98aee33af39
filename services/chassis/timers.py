"""Timers: what falls due (the end of a notice, a reminder) is a row of a view with a ``due`` instant; when it has come, a command is sent.

The command is like anybody else's: it is decided on the present state, and its idempotency key is the row and its version, so that a
timer that fires twice acts once. When the decision has changed the stream, its new row has another due instant, or none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from pymongo import IndexModel
from pymongo.errors import PyMongoError

from contracts.refusal import Refusal
from services.chassis import logs, metrics
from services.chassis.causes import RequestCause
from services.chassis.clock import Clock
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decide
from services.chassis.group import GroupCommit
from services.chassis.lease import Lease
from services.chassis.mongo import Database, Document
from services.chassis.settings import Timers as Pace
from services.chassis.views import View

log = logs.get(__name__)

DUE_INDEX = IndexModel([("due", 1)], name="due", partialFilterExpression={"due": {"$type": "date"}})
"""The index that a view needs so that its rows can fall due."""

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Timer:
    """The rows of ``view`` fall due at their field ``due``; ``fire`` gives the decision to make about such a row."""

    view: View
    fire: Callable[[Document], Decide]


@dataclass(frozen=True, slots=True)
class Timers:
    """Fires the timers of one service. Several processes may run it: a lease keeps each row to one of them at a time."""

    service: str
    database: Database
    timers: tuple[Timer, ...]
    group: GroupCommit
    clock: Clock
    holder: str
    pace: Pace

    async def run(self) -> None:
        """Fire what is due until cancelled."""
        while self.timers:
            try:
                await self.round()
            except PyMongoError as error:
                log.warning("timers.timers_wait", service=self.service, error=str(error))
            await asyncio.sleep(self.pace.poll)

    async def round(self) -> int:
        """Fire all that is due now; returns how many commands were accepted."""
        now = self.clock.now()
        due = [await timer.view.collection(self.database).count_documents({"due": {"$lte": now}}) for timer in self.timers]
        metrics.TIMERS_DUE.labels(self.service).set(sum(due))
        return sum([await self._fire_all(timer, now) for timer in self.timers])

    async def _fire_all(self, timer: Timer, now: datetime) -> int:
        """All of them, since those that are refused stay due and would keep the others out."""
        fired = 0
        found = timer.view.collection(self.database).find({"due": {"$lte": now}}).sort("due", 1)
        while rows := await found.to_list(_BATCH):
            fired += sum(await asyncio.gather(*(self._fire(timer, row) for row in rows)))
        return fired

    async def _fire(self, timer: Timer, row: Document) -> bool:
        """Whether it was accepted. If not, its lease runs out by itself: until then the row is left alone, by this process too."""
        key = f"{timer.view.name}/{row['_id']}@{row['version']}"
        lease = Lease(self.database, f"timer/{key}", f"{self.holder}/{token_hex(4)}", self.pace.lease)
        if not await lease.acquire():
            return False
        actor = Actor(f"{self.service}/timer")
        try:
            outcome = await self.group.execute(Command(RequestCause(actor.subject, key, ""), actor, timer.fire(row)))
        except PyMongoError:
            raise
        except Exception as error:
            reason = {"reason": str(error)} if isinstance(error, Refusal) else {"exc_info": error}
            log.warning("timers.timer_failed", service=self.service, timer=key, **reason)
            return False
        if outcome.commit:
            await lease.remove()
        return bool(outcome.commit)
