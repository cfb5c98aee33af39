"""Consuming events: each takes effect once and in the order of its stream, or ends among the dead letters with its reason; none is lost.

The position of each upstream stream is itself a stream (``inbox/<service>/<stream>``) in the same commit as the effect. So a redelivery, an
old version and a gap all show as a version that does not fit, whatever process dies when.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pymongo.errors import PyMongoError

from contracts.envelope import CloudEvent, InvalidEventData, MalformedEvent, RawEvent, UnknownEventType, decode, typed
from contracts.events.catalogue import EVENTS
from contracts.events.event import Event
from contracts.refusal import Refusal
from services.chassis import logs, metrics
from services.chassis.aggregates import INBOX, EventTypes
from services.chassis.backoff import Backoff
from services.chassis.breaker import Breaker
from services.chassis.causes import EventCause
from services.chassis.clock import Clock
from services.chassis.commits import Actor
from services.chassis.deadletters import DeadLetters, Kind, Reason, Received
from services.chassis.decisions import Command, Decision, Outcome, Streams
from services.chassis.failures import Duplicate, Gap, PermanentError
from services.chassis.group import GroupCommit
from services.chassis.settings import Consumer as Pace
from services.chassis.unavailable import is_away

log = logs.get(__name__)

_LOOK = 0.5

React = Callable[[CloudEvent[Any], Streams], Decision]
"""What a service does about an event: the decision, made on the streams it reads."""

Reads = Callable[[CloudEvent[Any]], Sequence[str]]
"""The streams that a reaction will read, as far as the event tells: they are loaded for many events at once."""


@dataclass(slots=True)
class Item:
    """An event on its way: ``attempts`` counts the tries that failed."""

    record: Received
    event: CloudEvent[Any]
    attempts: int = 0
    inbox: str = field(init=False)

    def __post_init__(self) -> None:
        self.inbox = inbox_of(self.event.source, self.event.subject)

    def reason(self, kind: Kind, text: str) -> Reason:
        trace = self.event.traceparent or ""
        return Reason(kind, text, max(self.attempts, 1), self.inbox, self.event.sequence, trace)


def inbox_of(source: str, stream: str) -> str:
    """The stream that holds how far an upstream stream was consumed."""
    return INBOX.stream(source.strip("/"), stream)


@dataclass(eq=False)
class Inbox:
    """A service's consumer, whatever brings it the records.

    ``beats`` are its last signs of life about each (topic, partition), by the event loop's clock.
    """

    service: str
    reactions: Mapping[type[Event], React]
    group: GroupCommit
    dead: DeadLetters
    clock: Clock
    pace: Pace
    events: EventTypes = field(default_factory=lambda: EVENTS)
    reads: Mapping[type[Event], Reads] = field(default_factory=dict)
    breaker: Breaker = field(init=False)
    beats: dict[tuple[str, int], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.breaker = Breaker(self.pace.breaker, self.clock)

    async def handle(self, records: Sequence[Received]) -> None:
        """Return when each record has taken effect or is among the dead letters. Nothing escapes; what is away is waited for."""
        backoff = Backoff(self.pace.backoff, self.pace.backoff_limit)
        items = await self._sound(records)
        while items:
            await self._wait_for_breaker(records)
            items, away = await self._attempt(items)
            if items:
                metrics.RETRIES.labels(self.service).inc(len(items))
                await backoff.pause(away=away)

    async def redrive(self) -> int:
        """Handle again what somebody asked for, and what was parked behind an event that has been handled since; returns how many."""
        waiting = {parked["_id"]: parked["sequence"] - 1 for parked in await self.dead.waiting()}
        for stream in await self.group.store.reached(waiting):
            await self.dead.release(stream)
        handled = 0
        async for record in self.dead.asked():
            item = await self._read(record)
            if item is not None and await self._redriven(item):
                await self.dead.remove(record.origin)
                handled += 1
        metrics.PARKED.labels(self.service).set(await self.dead.count(Kind.PARKED))
        return handled

    async def _sound(self, records: Sequence[Received]) -> list[Item]:
        """The events in the records; what is none goes to the dead letters, but no faster than the breaker lets it."""
        items: list[Item] = []
        self._alive(records)
        for record in records:
            if self.breaker.open:
                await self._wait_for_breaker(records)
            item = await self._read(record)
            if item is None:
                self.breaker.failure()
            else:
                items.append(item)
        return items

    async def _wait_for_breaker(self, records: Sequence[Received]) -> None:
        """Return when the breaker is closed; waiting for it is a sign of life."""
        self._alive(records)
        while self.breaker.open:
            await asyncio.sleep(_LOOK)
            self._alive(records)

    def _alive(self, records: Sequence[Received]) -> None:
        now = asyncio.get_running_loop().time()
        self.beats |= {(record.topic, record.partition): now for record in records}

    async def _redriven(self, item: Item) -> bool:
        try:
            await self.group.execute(self._command(item))
        except Exception as error:
            if isinstance(error, Duplicate):
                return True
            await self._put(item.record, item.reason(*_verdict(error)))
            return False
        return True

    async def _read(self, record: Received) -> Item | None:
        """The event in a record, or None where the record went to the dead letters."""
        raw: RawEvent | None = None
        try:
            raw = decode(record.key, record.value, record.headers)
            return Item(record, typed(raw, self.events))
        except MalformedEvent as error:
            reason = Reason(Kind.MALFORMED, str(error))
        except UnknownEventType as error:
            reason = _reason_of(raw, Kind.UNKNOWN, str(error))
        except InvalidEventData as error:
            reason = _reason_of(raw, Kind.INVALID, str(error))
        await self._put(record, reason)
        return None

    async def _attempt(self, items: Sequence[Item]) -> tuple[list[Item], bool]:
        """Try all at once, in order; those to try again, and whether the store is away."""
        results = await self.group.execute_all([self._command(item) for item in items])
        again: list[Item] = []
        away = False
        for item, result in zip(items, results, strict=True):
            if isinstance(result, BaseException):
                away = away or is_away(result)
                if await self._failed(item, result, behind={other.inbox for other in again}):
                    again.append(item)
            else:
                self._done(item, result)
        return again, away

    def _command(self, item: Item) -> Command:
        event, record = item.event, item.record
        cause = EventCause(
            event.id, event.source, event.subject, event.sequence, event.digest, record.topic, record.partition, record.offset
        )
        reads = self.reads.get(type(event.data))
        streams = (item.inbox, *(reads(event) if reads else ()))
        return Command(cause, Actor(self.service), self._decide(item), streams, event.traceparent or "")

    def _decide(self, item: Item) -> Callable[[Streams], Decision]:
        def decide(streams: Streams) -> Decision:
            position = streams.head(item.inbox).version
            if item.event.sequence <= position:
                raise Duplicate(item.event.id)
            if item.event.sequence > position + 1:
                raise Gap(position + 1, item.event.sequence)
            react = self.reactions.get(type(item.event.data))
            return (react(item.event, streams) if react else Decision()).on(item.inbox)

        return decide

    def _done(self, item: Item, _: Outcome) -> None:
        metrics.HANDLED.labels(self.service, item.event.type).inc()

    async def _failed(self, item: Item, error: BaseException, behind: set[str]) -> bool:
        """What becomes of an event that was not handled; True: it is tried again."""
        if isinstance(error, Duplicate):
            metrics.DUPLICATES.labels(self.service, "event").inc()
            return False
        if is_away(error) or (isinstance(error, Gap) and item.inbox in behind):
            return True
        item.attempts += 1
        reason = item.reason(*_verdict(error))
        if reason.kind is Kind.EXHAUSTED and item.attempts < self.pace.attempts:
            log.warning("inbox.failed", service=self.service, type=item.event.type, id=item.event.id, error=reason.text)
            return True
        await self._put(item.record, reason)
        if reason.kind is not Kind.PARKED:
            self.breaker.failure()
        return False

    async def _put(self, record: Received, reason: Reason) -> None:
        backoff = Backoff(self.pace.backoff, self.pace.backoff_limit)
        while True:
            self._alive([record])
            try:
                await self.dead.put(record, reason, self.clock.now())
                break
            except PyMongoError:
                await backoff.pause(away=True)
        metrics.DEAD_LETTERS.labels(self.service, reason.kind.value).inc()
        log.error("inbox.dead_letter", service=self.service, origin=record.origin, kind=reason.kind.value, reason=reason.text)


def _verdict(error: BaseException) -> tuple[Kind, str]:
    """The kind of dead letter that an error leads to, in the end or at once."""
    if isinstance(error, Gap):
        return Kind.PARKED, str(error)
    if isinstance(error, PermanentError | Refusal):
        return Kind.PERMANENT, str(error)
    return Kind.EXHAUSTED, f"{type(error).__name__}: {error}"


def _reason_of(raw: RawEvent | None, kind: Kind, text: str) -> Reason:
    """With the stream and the position that could be read although the data could not."""
    if raw is None:
        return Reason(kind, text)
    return Reason(kind, text, stream=inbox_of(raw.source, raw.subject), sequence=raw.sequence, trace=raw.traceparent or "")
