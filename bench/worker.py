"""A worker process for the bench: ``python -m bench.worker idle|taking NAME EVENTS`` prints how many events a second it took."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from contracts.events.intake.examination import ApplicationPrepared
from services.chassis import logs
from services.chassis.aggregates import Aggregate
from services.chassis.assembly import assembled
from services.chassis.breaker import Breaker
from services.chassis.clock import SystemClock
from services.chassis.decisions import Decision, Streams
from services.chassis.roles import settle_memory
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.streams import Worker
from services.chassis.views import View


class CaseNoted(Event):
    """What the bench's service decides about each event."""

    type = "lianzhu.bench.case.noted.v1"
    brief: str


class Case(BaseModel):
    """The state of one case."""

    model_config = ConfigDict(frozen=True)
    brief: str = ""


def fold(state: Case, event: Event, _at: datetime) -> Case:
    return Case(brief=event.brief) if isinstance(event, CaseNoted) else state


CASE = Aggregate("case", Case(), fold)


def take_note(event: CloudEvent[Any], streams: Streams) -> Decision:
    """One event of the service's own for each that comes."""
    key = event.data.application
    streams.state(CASE, key)
    return Decision().on(CASE.stream(key), CaseNoted(brief=event.data.brief))


class Idle:
    """An inbox that does nothing, as far as a worker asks one."""

    def __init__(self) -> None:
        self.beats: dict[tuple[str, int], float] = {}
        self.breaker = Breaker(1, SystemClock())

    async def handle(self, _: Sequence[Any]) -> None:
        return None

    async def redrive(self) -> int:
        return 0


class Plain(Worker):
    """A Faust agent of the same settings that takes batches as Faust gives them."""

    async def _consume(self, stream: Any) -> None:
        inbox: Any = await self._opened()
        async for events in stream.take_events(self.settings.consumer.batch, within=self.settings.consumer.within):
            await inbox.handle(events)


class Counting:
    """Counts what an inbox has handled, and ends the process with the rate when all has been."""

    def __init__(self, inner: Any, events: int) -> None:
        self._inner = inner
        self._left = events
        self._events = events
        self._began = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def handle(self, records: Sequence[Any]) -> None:
        self._began = self._began or time.perf_counter()
        await self._inner.handle(records)
        self._left -= len(records)
        if self._left <= 0:
            sys.stdout.write(f"{self._events / (time.perf_counter() - self._began)}\n")
            sys.stdout.flush()
            os._exit(0)


def main(mode: str, name: str, events: int) -> None:
    """Consume as many events as there are."""
    settings = Settings()
    logs.configure(settings, name, "worker")
    service = Service(
        name=name,
        title=name,
        summary=name,
        aggregates=(CASE,),
        events=(CaseNoted,),
        views=(View("cases", CASE, lambda _, state: {"brief": state.brief}),),
        reactions={ApplicationPrepared: take_note},
        reads={ApplicationPrepared: lambda event: [CASE.stream(event.data.application)]},
    )

    @asynccontextmanager
    async def open_inbox() -> AsyncIterator[Any]:
        if mode == "idle":
            yield Counting(Idle(), events)
            return
        async with assembled(service, settings) as chassis:
            yield Counting(chassis.inbox(), events)

    settle_memory()
    kind = Plain if mode == "idle" else Worker
    kind(name, [settings.topic("intake.events")], settings, open_inbox).run()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
