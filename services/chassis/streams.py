"""Consuming from Kafka on Faust: the one file that imports it, and only to bring records to an inbox.

Each setting below answers a way in which Faust loses messages. Nothing escapes the agent, because Faust acknowledges a record whose handler
raised; one record at a time per partition, because a commit can pass one in flight; the stream is emptied before it stops.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import faust
import uvloop
from faust.types import EventT

from services.chassis import logs, metrics
from services.chassis.deadletters import Received
from services.chassis.inbox import Inbox
from services.chassis.settings import Settings

log = logs.get(__name__)

_LOOK = 1.0


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
        app.task(self._attend(app))
        worker = faust.Worker(app, loop=loop, override_logging=False, redirect_stdouts=False)
        try:
            worker.execute_from_commandline()
        finally:
            lock.close()

    def _app(self) -> faust.App:
        settings, pace = self.settings, self.settings.consumer
        servers = ";".join(f"kafka://{server}" for server in settings.bus.servers.split(","))
        return faust.App(
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

    def _channel(self, app: faust.App) -> Any:
        return app.topic(*self.topics, key_serializer="raw", value_serializer="raw", acks=True)

    async def _consume(self, stream: Any) -> None:
        pace = self.settings.consumer
        async for events in stream.take_events(pace.batch, within=pace.within):
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

    def _attend(self, app: faust.App) -> Callable[[], Awaitable[None]]:
        """Beside the agents: redrives, the consumer's metrics, and the watchdog."""

        async def attend() -> None:
            watchdog = Watchdog(self.settings.consumer.watchdog)
            while True:
                await asyncio.sleep(_LOOK)
                try:
                    inbox = await self._opened()
                    await inbox.redrive()
                    self._measure(app, inbox)
                    watchdog.look(_lag(app), _committed(app), inbox.beat)
                except Exception:
                    log.exception("consumer.attendance_failed", service=self.service)

        return attend

    def _measure(self, app: faust.App, inbox: Inbox) -> None:
        metrics.BREAKER_OPEN.labels(self.service).set(inbox.breaker.open)
        for (topic, partition), lag in _lags(app).items():
            metrics.LAG.labels(self.service, topic, str(partition)).set(lag)

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


class Watchdog:
    """Ends the process when there is lag, the committed offsets stand still, and the inbox shows no sign of life for ``limit`` seconds.

    Waiting for a store that is away is a sign of life. The supervisor starts the process again, and it reads on from what was committed.
    """

    def __init__(self, limit: float, end: Callable[[], None] = lambda: os._exit(70)) -> None:
        self._limit = limit
        self._end = end
        self._offsets: object = None
        self._since = 0.0

    def look(self, lag: int, offsets: object, beat: float) -> None:
        """``beat`` is the inbox's last sign of life, by the event loop's clock."""
        now = asyncio.get_running_loop().time()
        if lag == 0 or offsets != self._offsets:
            self._offsets, self._since = offsets, now
        elif now - max(self._since, beat) > self._limit:
            log.error("consumer.stuck", lag=lag, seconds=int(now - self._since))
            self._end()


def _received(event: EventT[Any]) -> Received:
    message = event.message
    headers = dict(message.headers or ())
    return Received(message.topic, message.partition, message.offset, message.key, message.value, tuple(headers.items()))


def _lags(app: faust.App) -> dict[tuple[str, int], int]:
    ends, committed = app.monitor.tp_end_offsets, app.monitor.tp_committed_offsets
    return {(tp.topic, tp.partition): max(0, end - committed.get(tp, 0)) for tp, end in ends.items()}


def _lag(app: faust.App) -> int:
    return sum(_lags(app).values())


def _committed(app: faust.App) -> dict[Any, int]:
    return dict(app.monitor.tp_committed_offsets)
