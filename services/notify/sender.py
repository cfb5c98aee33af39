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

from pymongo.errors import PyMongoError

from services.chassis import logs, metrics
from services.chassis.backoff import Backoff
from services.chassis.clock import Clock
from services.chassis.lease import Lease
from services.chassis.mongo import Collection, Document
from services.chassis.settings import Sender as Pace
from services.notify.channels.channel import Answer, Channel
from services.notify.channels.claims import Claims
from services.notify.channels.lanes import Lanes
from services.notify.channels.ledger import Besides, Due, Ledger

log = logs.get(__name__)

_SLOW = 5.0  # seconds after which an address that did not take it counts as slow
_LAST_ATTEMPTS = 10.0  # seconds that attempts under way have to end after SIGTERM


@dataclass(frozen=True, slots=True)
class Writing:
    """The channels that one sender at a time may serve, and its lease."""

    lease: Lease
    channels: frozenset[str]


@dataclass(eq=False)
class Sender:
    """One sender; several may run. ``watched`` is the collection whose changes are the hint that something may be due."""

    ledger: Ledger
    channels: Mapping[str, Channel]
    claims: Claims
    clock: Clock
    watched: Collection
    writing: Writing
    pace: Pace
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _writes: bool = False

    def __post_init__(self) -> None:
        self.lanes = Lanes(self.pace.at_once, self.pace.each)

    async def run(self) -> None:
        """Send until cancelled; then let what is under way come to its end."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep_lease())
                tasks.create_task(self._listen())
                tasks.create_task(self._send_all())
                tasks.create_task(self._measure())
        finally:
            await self._finish()

    async def round(self) -> int:
        """Start all that is due and has room; returns how many."""
        started = 0
        while True:
            now = self.clock.now()
            found = await self.ledger.due(now, self.besides(), self.pace.batch)
            begun = await self._start([due for due in found if self._admit(due)])
            started += begun
            if len(found) < self.pace.batch or not begun:
                return started

    def wake(self) -> None:
        """Look at once for what is due."""
        self._wake.set()

    def besides(self) -> Besides:
        """What this sender can take no more of now, or is not to take."""
        closed = self.lanes.full_channels | (frozenset() if self._writes else self.writing.channels)
        return Besides(tuple(self._under_way), self.lanes.full, closed)

    def _admit(self, due: Due) -> bool:
        return due.outgoing.id not in self._under_way and self.lanes.enter(due.lane)

    async def _start(self, admitted: Sequence[Due]) -> int:
        try:
            ours = await self.claims.take([_claim(due) for due in admitted])
        except PyMongoError:
            ours = set()
            raise
        finally:
            for due in admitted:
                if _claim(due) not in ours:
                    self.lanes.leave(due.lane, slow=False)
        mine = [due for due in admitted if _claim(due) in ours]
        for due in mine:
            self._under_way[due.outgoing.id] = asyncio.create_task(self._handle(due))
        return len(mine)

    async def _handle(self, due: Due) -> None:
        begun = time.monotonic()
        slow = False
        try:
            answer = await self._attempt(due)
            slow = answer.outcome == "retry" and time.monotonic() - begun > _SLOW
            await self._record(due, answer)
        finally:
            self.lanes.leave(due.lane, slow=slow)
            del self._under_way[due.outgoing.id]
            self.wake()

    async def _attempt(self, due: Due) -> Answer:
        """Send it. A fault of ours is an attempt that may go better later."""
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
                await self.ledger.attempted(due, answer)
                break
            except PyMongoError as error:
                log.warning("sender.record_waits", notification=due.outgoing.id, error=str(error))
                await backoff.pause(away=True)
            except Exception as error:
                log.error("sender.not_recorded", notification=due.outgoing.id, exc_info=error)
                return
        if answer.outcome == "delivered":
            metrics.DELIVERY_SECONDS.labels(due.outgoing.channel).observe(max(0.0, (self.clock.now() - due.since).total_seconds()))

    async def _send_all(self) -> None:
        backoff = Backoff(0.2, 2.0)
        while True:
            self._wake.clear()
            try:
                await self.round()
                waits = await self._pause()
            except PyMongoError as error:
                log.warning("sender.waits", error=str(error))
                await backoff.pause(away=True)
                continue
            backoff = Backoff(0.2, 2.0)
            with suppress(TimeoutError):
                async with asyncio.timeout(waits):  # not wait_for, which may swallow a cancellation before Python 3.12
                    await self._wake.wait()

    async def _pause(self) -> float:
        """Seconds until the next is due, and no longer than a sweep."""
        following = await self.ledger.next_due(self.clock.now())
        seconds = (following - self.clock.now()).total_seconds() if following else self.pace.sweep
        return min(max(seconds, 0.01), self.pace.sweep)

    async def _keep_lease(self) -> None:
        """Be the one who writes while this process lives, and give it back when it stops."""
        try:
            while True:
                try:
                    held = await self.writing.lease.acquire()
                except PyMongoError:
                    held = False
                if held and not self._writes:
                    self.wake()
                self._writes = held
                await asyncio.sleep(self.pace.writing / 3)
        finally:
            self._writes = False
            with suppress(PyMongoError):
                await self.writing.lease.release()

    async def _listen(self) -> None:
        """A change stream as a hint that something fell due; what it misses, the sweep finds."""
        pipeline: list[Document] = [{"$match": {"operationType": {"$in": ["insert", "replace", "update"]}}}, {"$project": {"_id": 1}}]
        while True:
            try:
                async with self.watched.watch(pipeline, max_await_time_ms=1000) as changes:
                    async for _ in changes:
                        self.wake()
            except PyMongoError:
                await Backoff(1.0, 1.0).pause()

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
