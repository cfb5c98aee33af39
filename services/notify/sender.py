"""The sender: takes what is due from the ledger, sends it over its channel, and records what came of it.

A notification is claimed at its version before it is sent. Whoever dies between sending and recording has it sent again, by another sender
or by itself when it is back, as soon as the claim has run out: at least once, always under the one id.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from pymongo.errors import PyMongoError

from services.chassis import logs, metrics
from services.chassis.backoff import Backoff
from services.chassis.batching import Batcher
from services.chassis.changes import changes
from services.chassis.clock import Clock
from services.chassis.mongo import Collection, Document
from services.chassis.settings import Sender as Pace
from services.chassis.unavailable import is_away
from services.notify.channels.channel import Answer, Channel
from services.notify.channels.claims import Claims
from services.notify.channels.lanes import Lanes
from services.notify.channels.ledger import Besides, Due, Ledger
from services.notify.channels.waiting import Waiting

log = logs.get(__name__)

_SLOW = 5.0  # seconds after which an address that did not take it counts as slow
_TOGETHER = 0.03  # seconds in which what falls due is taken together
_RECORDED = 0.1  # seconds in which what came of attempts is recorded together: nobody waits for it
_LAST_ATTEMPTS = 10.0  # seconds that attempts under way have to end after SIGTERM


@dataclass(eq=False)
class Sender:
    """One sender; several may run. ``watched`` is the collection whose changes are the hint that something may be due."""

    ledger: Ledger
    channels: Mapping[str, Channel]
    claims: Claims
    clock: Clock
    watched: Collection
    pace: Pace
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _more: bool = True
    _following: datetime | None = None
    _knows_following: bool = False

    def __post_init__(self) -> None:
        self._recording = Batcher[tuple[Due, Answer], None](self.ledger.attempted, gathers=_RECORDED)
        self.lanes = Lanes(self.pace.at_once, self.pace.each)
        self.waiting = Waiting(self.pace.batch, self.pace.lease / 2)

    async def run(self) -> None:
        """Send until cancelled; then let what is under way come to its end."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen())
                tasks.create_task(self._send_all())
                tasks.create_task(self._measure())
        finally:
            await self._finish()

    async def round(self) -> int:
        """Read what is due, where there may be more than is known, and start all that has room; returns how many."""
        if self._more:
            self._more = False
            besides = Besides((*self._under_way, *self.waiting.ids), self.waiting.crowded)
            found = await self.ledger.due(self.clock.now(), besides, self.pace.batch)
            self.waiting.put(found)
            self._more = len(found) == self.pace.batch
        return await self._start(self.waiting.take(self.lanes))

    def wake(self) -> None:
        """Look at once for what is due."""
        self._more = True
        self._wake.set()

    async def _start(self, admitted: Sequence[Due]) -> int:
        ours: set[str] = set()
        try:
            ours = await self.claims.take([_claim(due) for due in admitted])
        finally:
            for due in admitted:
                if _claim(due) not in ours:
                    self.lanes.leave(due.lane, slow=False)
        mine = [due for due in admitted if _claim(due) in ours]
        for due in mine:
            self._under_way[due.outgoing.id] = asyncio.create_task(self._handle(due))
        return len(mine)

    async def _handle(self, due: Due) -> None:
        try:
            await self._record(due, await self._in_its_lane(due))
        finally:
            del self._under_way[due.outgoing.id]

    async def _in_its_lane(self, due: Due) -> Answer:
        """Send it; then its place is free for the next, which may wait in memory or in the store."""
        begun, slow = time.monotonic(), False
        try:
            answer = await self._attempt(due)
            slow = answer.outcome == "retry" and time.monotonic() - begun > _SLOW
            return answer
        finally:
            self._more = self._more or due.lane in self.waiting.crowded
            self.lanes.leave(due.lane, slow=slow)
            if self._more or self.waiting.ids:
                self._wake.set()

    async def _attempt(self, due: Due) -> Answer:
        """A fault of ours is an attempt that may go better later."""
        channel = self.channels.get(due.outgoing.channel)
        if channel is None:
            return Answer("refused", f"there is no channel {due.outgoing.channel}")
        with metrics.ATTEMPT_SECONDS.labels(due.outgoing.channel).time():
            try:
                answer = await channel.send(due.outgoing)
            except Exception as error:
                log.error("sender.attempt_failed", notification=due.outgoing.id, channel=due.outgoing.channel, exc_info=error)
                answer = Answer("retry", f"{type(error).__name__} in the sender")
        metrics.ATTEMPTS.labels(due.outgoing.channel, answer.outcome).inc()
        return answer

    async def _record(self, due: Due, answer: Answer) -> None:
        """Record it, however long the store is away: what was sent should not be sent again only for want of a record."""
        backoff = Backoff(0.2, 2.0)
        while True:
            try:
                await self._recording.ask((due, answer))
                break
            except Exception as error:
                if not is_away(error):
                    log.error("sender.not_recorded", notification=due.outgoing.id, exc_info=error)
                    return
                log.warning("sender.record_waits", notification=due.outgoing.id, error=str(error))
                await backoff.pause(away=True)
        if answer.outcome == "delivered":
            metrics.DELIVERY_SECONDS.labels(due.outgoing.channel).observe(max(0.0, (self.clock.now() - due.since).total_seconds()))

    async def _send_all(self) -> None:
        backoff = Backoff(0.2, 2.0)
        while True:
            self._wake.clear()
            try:
                await self.round()
                if not self._more:
                    await self.idle()
            except PyMongoError as error:
                log.warning("sender.waits", error=str(error))
                self._more = True
                await backoff.pause(away=True)
                continue
            backoff = Backoff(0.2, 2.0)
            await asyncio.sleep(_TOGETHER)

    async def idle(self) -> None:
        """Until somebody wakes it, or the next falls due; no longer than a sweep."""
        if not self._knows_following:
            self._expect(await self.ledger.next_due(self.clock.now()))
            self._knows_following = True
        seconds = (self._following - self.clock.now()).total_seconds() if self._following else self.pace.sweep
        try:
            async with asyncio.timeout(min(max(seconds, 0.0), self.pace.sweep)):  # wait_for may swallow a cancellation before Python 3.12
                await self._wake.wait()
        except TimeoutError:
            self._more, self._following, self._knows_following = True, None, False

    async def _listen(self) -> None:
        """A hint that something falls due, now or later; what it misses, the sweep finds."""
        names, falls_due = ("fullDocument.due", "updateDescription.updatedFields.due"), {"$type": "date"}
        stages: list[Document] = [
            {"$match": {"$or": [{name: falls_due} for name in names]}},
            {"$project": {"due": {"$ifNull": [f"${name}" for name in names]}}},
        ]
        while True:
            with suppress(PyMongoError):
                async for found in changes(self.watched, stages, apart=_TOGETHER):
                    self._hinted([change["due"] for change in found])
            await Backoff(1.0, 1.0).pause()

    def _hinted(self, instants: Sequence[datetime]) -> None:
        """At these instants something falls due; none are named where all may have been missed."""
        earliest = min(instants, default=None)
        if earliest is None or earliest <= self.clock.now():
            self.wake()
        else:
            self._expect(earliest)

    def _expect(self, instant: datetime | None) -> None:
        """Look again at this instant at the latest."""
        if instant and (self._following is None or instant < self._following):
            self._following = instant
            self._wake.set()

    async def _measure(self) -> None:
        while True:
            with suppress(PyMongoError):
                now = self.clock.now()
                oldest = await self.ledger.due(now, Besides(tuple(self._under_way)), 1)
                metrics.NOTIFICATION_WAITS.set((now - oldest[0].since).total_seconds() if oldest else 0.0)
            await asyncio.sleep(self.pace.sweep)

    async def _finish(self) -> None:
        """Attempts under way have a while to end; one that has not is made again when its claim has run out."""
        if self._under_way:
            _, unfinished = await asyncio.wait(self._under_way.values(), timeout=_LAST_ATTEMPTS)
            for task in unfinished:
                task.cancel()


def _claim(due: Due) -> str:
    return f"{due.outgoing.id}@{due.version}"
