"""Consuming from Kafka on Faust, which does nothing but bring records to an inbox.

Each setting below answers a way in which Faust loses messages. Nothing escapes the agent, because Faust acknowledges a record whose handler
raised; one record at a time per partition, because a commit can pass one in flight; the stream is emptied before it stops.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import faust
import uvloop
from faust.types import EventT

from services.chassis import logs, metrics
from services.chassis.arrivals import arrivals
from services.chassis.bus import Admin, BusAway, Progress
from services.chassis.deadletters import Received
from services.chassis.inbox import Inbox
from services.chassis.settings import Settings
from services.chassis.transport import Transport

log = logs.get(__name__)

_LOOK = 1.0
_WATCH = 5.0
"""Seconds between two looks at what is to be redriven, and at how far the group has come."""
_LAST_TURNS = 0.1  # seconds that what is under way has to end by itself when the process stops


class AlreadyRunning(Exception):
    """Another live process holds this consumer's instance number; two with one number would take the group from each other without end."""


@dataclass(slots=True)
class Worker:
    """One service's consumer process: ``open_inbox`` is entered once, in the worker's event loop, and stays open."""

    service: str
    topics: Sequence[str]
    settings: Settings
    open_inbox: Callable[[], AbstractAsyncContextManager[Inbox]]
    _inbox: Inbox | None = None
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    def run(self) -> NoReturn:
        """Consume until SIGTERM or SIGINT. Raises AlreadyRunning where the instance number is taken."""
        lock = self._exclusive()
        loop = uvloop.new_event_loop()
        asyncio.set_event_loop(loop)
        app = self._app()
        app.agent(self._channel(app), concurrency=1, isolated_partitions=True)(self._consume)
        # Not tasks of the app: these have to go on where the app has come to a standstill.
        beside = [loop.create_task(self._redrive()), loop.create_task(self._watch(app))]
        try:
            _Program(app, beside, loop=loop, override_logging=False, redirect_stdouts=False).execute_from_commandline()
        finally:
            lock.close()

    def _app(self) -> faust.App:
        settings, pace = self.settings, self.settings.consumer
        servers = ";".join(f"kafka://{server}" for server in settings.bus.servers.split(","))
        app = faust.App(
            f"{settings.namespace}.{self.service}",
            broker=servers,
            store="memory://",
            datadir=str(pace.folder / f"{settings.namespace}-{self.service}-{pace.instance}"),
            key_serializer="raw",
            value_serializer="raw",
            processing_guarantee="at_least_once",
            stream_wait_empty=True,
            stream_recovery_delay=0,
            broker_commit_interval=0.5,
            broker_commit_every=1000,
            broker_max_poll_records=pace.batch,
            broker_session_timeout=10,
            broker_heartbeat_interval=3,
            consumer_auto_offset_reset="earliest",
            consumer_group_instance_id=f"{self.service}-{pace.instance}",
            topic_disable_leader=True,
            topic_allow_declare=False,
            web_enabled=False,
        )
        app.transport = Transport(app.conf.broker_consumer, app)
        return app

    def _channel(self, app: faust.App) -> Any:
        return app.topic(*self.topics, key_serializer="raw", value_serializer="raw", acks=True)

    async def _consume(self, stream: Any) -> None:
        pace = self.settings.consumer
        async for events in arrivals(stream, pace.batch, pace.within):
            await self._handle(events)

    async def _handle(self, events: Sequence[EventT[Any]]) -> None:
        """Hand a batch to the inbox; a fault of ours is tried again rather than let out, since an error let out would lose the batch."""
        records = [_received(event) for event in events]
        while True:
            try:
                inbox = await self._opened()
                return await inbox.handle(records)
            except Exception:
                log.exception("consumer.batch_failed", service=self.service, size=len(records))
                await asyncio.sleep(_LOOK)

    async def _opened(self) -> Inbox:
        async with self._opening:
            if self._inbox is None:
                self._inbox = await self._stack.enter_async_context(self.open_inbox())
            return self._inbox

    async def _redrive(self) -> None:
        """Handle again what was asked for, and what no longer has to wait."""
        while True:
            await asyncio.sleep(_LOOK)
            try:
                inbox = await self._opened()
                metrics.BREAKER_OPEN.labels(self.service).set(inbox.breaker.open)
                await inbox.redrive()
            except Exception as error:
                log.warning("consumer.redrive_waits", service=self.service, exc_info=error)

    async def _watch(self, app: faust.App) -> None:
        """The lag and the watchdog, from what the broker says of the group, since a Faust that stands still would say that all is well."""
        bus, watchdog = Admin(self.settings.bus.servers), Watchdog(self.settings.consumer.watchdog)
        while True:
            await asyncio.sleep(_WATCH)
            try:
                progress = await bus.progress(app.conf.id, self.topics)
            except BusAway:
                progress = {}
            for (topic, partition), place in progress.items():
                metrics.LAG.labels(self.service, topic, str(partition)).set(place.lag)
            ours = {(place.topic, place.partition) for place in app.consumer.assignment()} or progress.keys()
            beats = self._inbox.beats if self._inbox else {}
            watchdog.look({place: progress[place] for place in ours & progress.keys()}, beats, asyncio.get_running_loop().time())

    def _exclusive(self) -> Any:
        """An exclusive lock on the instance number, held while the process lives."""
        folder: Path = self.settings.consumer.folder
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / f"{self.settings.namespace}-{self.service}-{self.settings.consumer.instance}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise AlreadyRunning(f"instance {self.settings.consumer.instance} of {self.service} is running already") from None
        return lock


class _Program(faust.Worker):
    """Faust's own process; what runs beside the app ends when it stops."""

    def __init__(self, app: faust.App, beside: Sequence[asyncio.Task[None]], **options: Any) -> None:
        super().__init__(app, **options)
        self._beside = beside

    def on_worker_shutdown(self) -> None:
        for task in self._beside:
            task.cancel()
        super().on_worker_shutdown()

    def _gather_all(self) -> None:
        """End what goes on for ever (who waits for commits, for changes): mode would look on for a second before it does."""
        unfinished = asyncio.all_tasks(self.loop)
        for seconds in (_LAST_TURNS, _LOOK):
            if unfinished:
                _, unfinished = self.loop.run_until_complete(asyncio.wait(unfinished, timeout=seconds))
            for task in unfinished:
                task.cancel()

    async def _sentinel_task(self) -> None:
        """All has ended by then: mode would wait one more second."""


class Watchdog:
    """Ends the process when a partition has lag, its committed offset stands still, and the inbox shows no sign of life about it for
    ``limit`` seconds.

    Waiting for a store that is away is a sign of life; while the bus is away nobody can come any further. The supervisor starts the process
    again, and it reads on from what was committed.
    """

    def __init__(self, limit: float, end: Callable[[], None] = lambda: os._exit(70)) -> None:
        self._limit = limit
        self._end = end
        self._seen: dict[tuple[str, int], tuple[int, float]] = {}

    def look(self, progress: Mapping[tuple[str, int], Progress], beats: Mapping[tuple[str, int], float], now: float) -> None:
        """``progress`` is of this process's partitions (none while the bus is away); ``beats`` and ``now`` are of one clock, in seconds."""
        seen: dict[tuple[str, int], tuple[int, float]] = {}
        for place, standing in progress.items():
            committed, since = self._seen.get(place, (-1, now))
            moved = standing.lag == 0 or standing.committed != committed
            seen[place] = (standing.committed, now if moved else since)
            if not moved and now - max(since, beats.get(place, since)) > self._limit:
                log.error("consumer.stuck", place=place, lag=standing.lag, seconds=int(now - since))
                self._end()
        self._seen = seen


def _received(event: EventT[Any]) -> Received:
    message = event.message
    headers = message.headers or ()
    pairs = tuple(headers.items() if isinstance(headers, Mapping) else headers)
    return Received(message.topic, message.partition, message.offset, message.key, message.value, pairs)
