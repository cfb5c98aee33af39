"""What happens, as it happens: a feed to ask for, and a stream that tells. Both go on from a position, and miss nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any

from fastapi import Header, Query, Request
from pydantic import Field
from starlette.responses import StreamingResponse

from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.authentication import Caller
from services.chassis.api.event_streams import EventStream
from services.chassis.api.models import Input, Output
from services.chassis.api.openapi import problems
from services.chassis.api.routes import router
from services.notify.api.dependencies import Held
from services.notify.feed import readers
from services.notify.feed.journal import Entry
from services.notify.feed.reading import Reading
from services.notify.feed.shown import SystemEvent, shown
from services.notify.feed.stream import Stream

routes = router("/v1", "feed")
_LARGEST = 2**53 - 1
_UNKNOWN = Text(
    "没有给出过这个位置（事件永久保存，给出过的位置不会失效）",
    "No such position was ever given (events are kept for ever: a position that was given does not expire)",
)
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "Events, each with its position as `id`", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


class FeedQuery(Input):
    """``after`` is the position to go on from: ``next`` of the answer before, 0 for all from the beginning."""

    after: int = Field(default=0, ge=0, le=_LARGEST, description="Position to go on from")
    limit: int = Field(default=100, ge=1, le=500, description="Most events in the answer")
    region: str | None = Field(default=None, pattern="^([0-9]{2}){1,3}$", description="Only what happens there: within the key's regions")
    wait: float = Field(default=0, ge=0, le=60, description="Seconds to wait where there is nothing yet (at most what the platform allows)")


class Events(Output):
    """``next`` is the position to ask from the next time, also where ``items`` is empty. Events are kept for ever."""

    items: list[SystemEvent]
    next: int


@routes.get(
    "/events",
    summary="事件流水 What happened in a system's regions, in order",
    responses=problems("forbidden", "not-found", "invalid-cursor"),
)
async def events(caller: Caller, notify: Held, query: Annotated[FeedQuery, Query()]) -> Events:
    """For a system that cannot host a webhook: an API key with the scope events:read. Positions rise and are given by one writer: what has
    not been seen up to ``next`` will never come."""
    audiences, reading = readers.systems(caller, query.region), notify.reading
    await _require_position(reading, query.after)
    entries, reached = await _read(reading, audiences, query)
    return Events(items=[shown(entry) for entry in entries], next=reached)


async def _read(reading: Reading, audiences: Sequence[str], query: FeedQuery) -> tuple[list[Entry], int]:
    """What there is; where there is nothing, what comes while the caller waits."""
    ends = time.monotonic() + min(query.wait, reading.limits.wait)
    with reading.hub.listening(audiences) as news:
        while True:
            news.clear()
            entries, reached = await reading.journal.read(audiences, query.after, query.limit)
            left = ends - time.monotonic()
            if entries or left <= 0:
                return entries, reached
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await news.wait()


async def _require_position(reading: Reading, after: int) -> None:
    """Nothing is ever removed, so only a position that was never given is wrong."""
    head = await reading.journal.head()
    if after > head:
        raise Refusal("invalid-cursor", _UNKNOWN, (Fault("unknown-position", "query:after", _UNKNOWN, limit=head, actual=after),))


@routes.get(
    "/stream",
    summary="实时通知 Server-sent events: one's own notifications, or what happens in a system's regions",
    responses=_STREAM | problems("forbidden", "invalid-cursor", "too-many-requests"),
    response_class=StreamingResponse,
)
async def stream(
    request: Request,
    caller: Caller,
    notify: Held,
    after: Annotated[int | None, Query(ge=0, le=_LARGEST, description="Position to go on from; without it, from now on")] = None,
    last_event_id: Annotated[int | None, Header(ge=0, le=_LARGEST, description="Sent by a browser that opens the stream again")] = None,
) -> EventStream:
    """Each event's ``id`` is its position: opened again with Last-Event-ID, the stream goes on behind it. It ends after a while, so that
    tokens are looked at again; clients open it again by themselves."""
    audiences, reading = readers.audiences(caller), notify.reading
    begin = last_event_id if last_event_id is not None else after
    if begin is None:
        begin = await reading.journal.head()
    await _require_position(reading, begin)
    told = Stream(reading.journal, reading.hub, reading.limits, request.app.state.leaving)
    return EventStream(told.events(audiences, begin), reading.seats, caller.subject)
