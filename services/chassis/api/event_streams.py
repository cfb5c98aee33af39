"""Server-sent events (the HTML standard's text/event-stream): how they are written, and how many streams may be open."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from contracts.refusal import Refusal, Text
from services.chassis import metrics
from services.chassis.settings import Feed as Limits

BEAT = b": heartbeat\n\n"
"""Says nothing, so that who is in between does not take the stream for dead."""

_RETRY = 2000  # ms after which a browser opens the stream again
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


def opening(position: int) -> bytes:
    """The beginning of a stream that goes on behind a position."""
    return b"retry: %d\nid: %d\n\n" % (_RETRY, position)


def framed(position: int, event: str, data: str) -> bytes:
    """One event on the wire; ``data`` is JSON in one line, so that no text of ours can end it early."""
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (position, event.encode(), data.encode())


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
