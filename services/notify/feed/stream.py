"""Server-sent events (the HTML standard's text/event-stream): the journal as it grows, resumed by Last-Event-ID."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from contracts.refusal import Refusal, Text
from services.chassis import metrics
from services.chassis.settings import Feed as Limits
from services.notify.feed.hub import Hub
from services.notify.feed.journal import Entry, Journal
from services.notify.feed.shown import shown

_BATCH = 100
_RETRY = 2000  # ms after which a browser opens the stream again
_BEAT = b": heartbeat\n\n"
_GRACE = 5.0  # seconds beyond its length after which a stream that its reader does not read is cut off


@dataclass(eq=False)
class Seats:
    """How many streams are open, in all and for each caller."""

    limits: Limits
    _taken: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def taken(self, caller: str) -> Iterator[None]:
        """Take a seat; a Refusal (429) where there is none."""
        if self._taken[caller] >= self.limits.each or self._taken.total() >= self.limits.streams:
            raise Refusal("too-many-requests", Text("同时打开的事件流过多", "Too many streams are open at the same time"))
        self._taken[caller] += 1
        metrics.STREAMS_OPEN.inc()
        try:
            yield
        finally:
            self._taken[caller] -= 1
            self._taken += Counter()  # forgets those who have none
            metrics.STREAMS_OPEN.dec()


@dataclass(frozen=True, slots=True)
class Stream:
    """One reader's stream. ``leaving`` is set when the process is about to stop."""

    journal: Journal
    hub: Hub
    limits: Limits
    leaving: asyncio.Event

    async def events(self, audiences: Sequence[str], after: int) -> AsyncGenerator[bytes, None]:
        """What stands behind the position, then what comes; a heartbeat where nothing comes."""
        ends = time.monotonic() + self.limits.longest
        yield b"retry: %d\nid: %d\n\n" % (_RETRY, after)
        with self.hub.listening(audiences) as news:
            while time.monotonic() < ends and not self.leaving.is_set():
                news.clear()
                entries, reached = await self.journal.read(audiences, after, _BATCH)
                for entry in entries:
                    yield framed(entry)
                after = reached
                if not entries and not await self._something(news, ends - time.monotonic()):
                    yield _BEAT

    async def _something(self, news: asyncio.Event, left: float) -> bool:
        """Wait for news or the process's end; False where there was neither for as long as a stream may be silent."""
        waits = [asyncio.create_task(event.wait()) for event in (news, self.leaving)]
        try:
            done, _ = await asyncio.wait(waits, timeout=min(self.limits.heartbeat, left), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return bool(done)


def framed(entry: Entry) -> bytes:
    """One event on the wire; JSON in one line, so that no text of ours can end it early."""
    return b"id: %d\nevent: notification\ndata: %b\n\n" % (entry.position, shown(entry).model_dump_json().encode())


class EventStream(StreamingResponse):
    """The response; whatever ends it, its seat is free afterwards."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes, None], seats: Seats, caller: str) -> None:
        super().__init__(events, headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        self._events, self._seats, self._caller = events, seats, caller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._seats.taken(self._caller), suppress(TimeoutError):
            async with asyncio.timeout(self._seats.limits.longest + _GRACE), aclosing(self._events):
                await super().__call__(scope, receive, send)
