"""The relay: what was decided goes to the bus, in the order of each stream, and then the commit is no longer pending.

It may publish an event twice (a crash between the bus and the store); it never leaves one out and never turns two of a stream around.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from pymongo.errors import PyMongoError

from services.chassis import logs, metrics
from services.chassis.backoff import Backoff
from services.chassis.bus import BusAway, Message, Producer
from services.chassis.changes import changes
from services.chassis.lease import Lease
from services.chassis.mongo import SNAPSHOT, WITHOUT_ZONES, Document
from services.chassis.outbox import Outbox
from services.chassis.settings import Relay as Pace
from services.chassis.store import CommitStore
from services.chassis.views import Views

log = logs.get(__name__)

_PENDING = {"pending": True}
_SAID = {"at": 1, "trace": 1, "parts": 1}
"""What of a commit is published."""

_ABOUT_TO = 0.05
"""Seconds between a commit and its rows, in a process that lives and is busy."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A commit by its id, the versions to which it brought its streams, and its events as messages, each with its stream."""

    commit: str
    versions: dict[str, int]
    messages: tuple[tuple[str, Message], ...]


@dataclass(eq=False)
class Relay:
    """One service's relay. Several processes may run one; the lease makes one of them active."""

    outbox: Outbox
    store: CommitStore
    views: Views
    producer: Producer
    lease: Lease
    pace: Pace
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _active: bool = False

    @property
    def active(self) -> bool:
        """Whether this process holds the lease."""
        return self._active

    async def run(self) -> None:
        """Relay until cancelled; what is away (the store, the bus) is waited for."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_lease())
            tasks.create_task(self._listen())
            tasks.create_task(self._measure())
            tasks.create_task(self._relay())

    async def round(self) -> int:
        """Publish what is pending, show it in the views, then let go of it; returns how many commits.

        While the bus is at work on a full batch, the next is read and the one before it let go of. Where a stream is held back, or another
        process has become the active one, what was read ahead is left for the next round.
        """
        moved, active = 0, self._active
        batch, published = await self._read(()), list[Outgoing]()
        while batch:
            reading = self._read_ahead([*published, *batch], batch)
            ahead, _, sent = await asyncio.gather(reading, self._let_go(published), self._publish(batch))
            moved, published = moved + len(sent), sent
            held_back = len(sent) < len(batch)
            batch = [] if held_back or self._active != active else ahead
        await self._let_go(published)
        return moved

    async def _let_go(self, published: Sequence[Outgoing]) -> None:
        """What was published is shown, and waits no longer."""
        if published:
            await self._show(published)
            published_ids = {"_id": {"$in": [outgoing.commit for outgoing in published]}}
            await self.store.collection.update_many(published_ids, {"$unset": {"pending": ""}})

    async def _read_ahead(self, besides: Sequence[Outgoing], batch: Sequence[Outgoing]) -> list[Outgoing]:
        """What comes behind a batch; nothing yet where it was all that there was: of what comes later there is a hint."""
        return await self._read(besides) if len(batch) == self.pace.batch else []

    async def _read(self, besides: Sequence[Outgoing]) -> list[Outgoing]:
        """The oldest pending commits besides those that are on their way.

        The snapshot and the causal order of ids leave no gap within a stream. Not "those after the last": a slow writer's commit may come
        in before it, and its stream's next one after it.
        """
        pending = _PENDING | ({"_id": {"$nin": [outgoing.commit for outgoing in besides]}} if besides else {})
        commits = self.store.collection.with_options(codec_options=WITHOUT_ZONES, read_concern=SNAPSHOT)
        found = await commits.find(pending, _SAID).sort("_id", 1).limit(self.pace.batch).to_list(None)
        return [self._outgoing(commit) for commit in found]

    def _outgoing(self, commit: Document) -> Outgoing:
        versions = {part["stream"]: part["version"] for part in commit["parts"]}
        return Outgoing(commit["_id"], versions, tuple(self.outbox.messages(commit)))

    async def _publish(self, batch: Sequence[Outgoing]) -> list[Outgoing]:
        """Send all; a failed send holds back the rest of its stream, and no other. Rows do not wait for what is held back."""
        sent = [(outgoing.commit, stream, message) for outgoing in batch for stream, message in outgoing.messages]
        try:
            failures = await self.producer.publish([message for _, _, message in sent])
        except BusAway:
            await self._show(batch)
            raise
        stopped: set[str] = set()
        for (commit, stream, _), failure in zip(sent, failures, strict=True):
            if failure is not None:
                stopped.add(stream)
                metrics.PUBLISH_FAILURES.labels(self.outbox.service).inc()
                log.error("relay.not_published", service=self.outbox.service, commit=commit, stream=stream, error=str(failure))
        published = [outgoing for outgoing in batch if stopped.isdisjoint(outgoing.versions)]
        await self._show([outgoing for outgoing in batch if not stopped.isdisjoint(outgoing.versions)])
        metrics.PUBLISHED.labels(self.outbox.service).inc(failures.count(None))
        return published

    async def _show(self, commits: Sequence[Outgoing]) -> None:
        """Write the rows that a process did not live to write. A row that cannot be made is a fault of ours, and no reason to publish again
        and again: it is left to a rebuild."""
        if not commits:
            return
        versions = {stream: version for commit in commits for stream, version in commit.versions.items()}
        behind = await self._left_behind(versions)
        late = [commit.commit for commit in commits if not commit.versions.keys().isdisjoint(behind)]
        metrics.VIEW_LAG.labels(self.outbox.service).set(_age(min(late)) if late else 0.0)
        for stream in behind:
            try:
                await self.views.write(await self.store.load([stream]))
            except PyMongoError:
                raise
            except Exception as error:
                log.error("relay.row_not_made", service=self.outbox.service, stream=stream, exc_info=error)

    async def _left_behind(self, versions: dict[str, int]) -> list[str]:
        """The streams whose rows are older than this, after a moment for the process that committed them: it is about to write them."""
        behind = await self.views.behind(versions)
        if behind:
            await asyncio.sleep(_ABOUT_TO)
            behind = await self.views.behind({stream: versions[stream] for stream in behind})
        return behind

    async def _relay(self) -> None:
        backoff = Backoff(0.2, 2.0)
        while True:
            self._wake.clear()
            try:
                if self._active:
                    await self.round()
            except (PyMongoError, BusAway) as error:
                log.warning("relay.waits", service=self.outbox.service, error=str(error))
                await backoff.pause(away=True)
            with suppress(TimeoutError):
                async with asyncio.timeout(self.pace.sweep):  # not wait_for, which may swallow a cancellation before Python 3.12
                    await self._wake.wait()

    async def _keep_lease(self) -> None:
        """Hold the lease while this process lives, and give it back when it stops."""
        try:
            while True:
                try:
                    held = await self.lease.acquire()
                except PyMongoError:
                    held = False
                if held and not self._active:
                    self._wake.set()
                self._active = held
                metrics.RELAY_ACTIVE.labels(self.outbox.service).set(held)
                await asyncio.sleep(self.pace.lease / 3)
        finally:
            with suppress(PyMongoError):
                await self.lease.release()

    async def _listen(self) -> None:
        """A hint that something was committed; what it misses, the sweep finds. What comes one by one goes together."""
        stages: list[Document] = [{"$match": {"operationType": "insert", "fullDocument.pending": True}}, {"$project": {"_id": 1}}]
        while True:
            with suppress(PyMongoError):
                async for _ in changes(self.store.collection, stages, apart=self.pace.within):
                    self._wake.set()
            await Backoff(1.0, 1.0).pause()

    async def _measure(self) -> None:
        while True:
            with suppress(PyMongoError):
                oldest = await self.store.collection.find_one(_PENDING, {"_id": 1}, sort=[("_id", 1)])
                metrics.PENDING_AGE.labels(self.outbox.service).set(_age(oldest["_id"]) if oldest else 0.0)
                metrics.PENDING.labels(self.outbox.service).set(await self.store.collection.count_documents(_PENDING))
            await asyncio.sleep(self.pace.sweep)


def _age(commit: str) -> float:
    """Seconds since a commit was decided, by its id."""
    return max(0.0, time.time() - int(commit[:16], 16) / 1e6)
