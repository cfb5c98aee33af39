"""Notify without a store: events go through its reactions, and what they decide is folded, as the group commit does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from contracts.events.notify.notification import NotificationDue
from contracts.programme.programmes import Programmes
from services.chassis.aggregates import Aggregate, Standing, category_of
from services.chassis.commits import Head
from services.chassis.decisions import Decision, Streams, Unread
from services.notify.domain.happening import Happening
from services.notify.reactions.book import Book
from services.notify.reactions.broadcasting import tell_page_of_register, tell_page_of_roll
from services.notify.reactions.making import Telling, prepare
from services.notify.reactions.table import REACTIONS
from services.notify.streams import ALL, REGISTER

AT = datetime(2024, 7, 1, 1, tzinfo=UTC)
KINDS: dict[str, Aggregate[Any]] = {aggregate.category: aggregate for aggregate in ALL}
State = TypeVar("State", bound=BaseModel)


@dataclass
class World:
    """``heard`` counts the events, each a minute after the one before."""

    standings: dict[str, Standing] = field(default_factory=dict)
    decided: list[Event] = field(default_factory=list)
    heard: int = 0

    def event(self, data: Event, name: str | None = None, minutes: int | None = None) -> CloudEvent[Any]:
        """An event as it comes from the bus; ``minutes`` after the first, where it came late. One with a name has it in any order."""
        self.heard += 1
        after = minutes if minutes is not None else 0 if name else self.heard
        stream, at = f"{data.type}/{self.heard}", AT + timedelta(minutes=after)
        return CloudEvent(name or f"event-{self.heard}", "/lianzhu/x", data.type, stream, at, 1, "commit", "0" * 64, None, data)

    def hear(self, data: Event, minutes: int | None = None) -> CloudEvent[Any]:
        """It happened, and reaches notify."""
        event = self.event(data, minutes=minutes)
        self.consume(event)
        return event

    def consume(self, event: CloudEvent[Any]) -> None:
        """It reaches notify, perhaps once more."""
        if react := REACTIONS.get(type(event.data)):
            self.decide(lambda streams: react(event, streams))

    def decide(self, decide: Callable[[Streams], Decision]) -> Decision:
        """As the planner does: load what is missing, decide again, fold."""
        while True:
            try:
                decision = decide(Streams(AT + timedelta(hours=1), self.standings))
            except Unread as need:
                self.standings |= {stream: Standing(Head(), KINDS[category_of(stream)].initial) for stream in need.streams}
                continue
            for stream, events in decision.changes.items():
                self._fold(stream, events)
            return decision

    def prepared(self, data: Event) -> Telling:
        """An event with what is known for it."""
        happening, made = Happening("prepared", data.type, AT, data), []

        def decide(streams: Streams) -> Decision:
            made.append(prepare(Book(streams), happening, Programmes.all_published()))
            return Decision()

        self.decide(decide)
        return made[-1]

    def happen(self, stream: str, *events: Event) -> None:
        """Somebody decided this over the API."""
        self._fold(stream, events)

    def _fold(self, stream: str, events: Iterable[Event]) -> None:
        kind = KINDS[category_of(stream)]
        state = self.standings.get(stream, Standing(Head(), kind.initial)).state
        for event in events:
            state = kind.fold(state, event, AT)
            self.decided.append(event)
        self.standings[stream] = Standing(Head(), state)

    def state(self, aggregate: Aggregate[State], *key: str) -> State:
        found = self.standings.get(aggregate.stream(*key))
        return aggregate.initial if found is None else found.state  # type: ignore[return-value]

    def broadcast(self) -> None:
        """The timers fire until nobody is left to be told."""
        while rows := [stream for stream, standing in self.standings.items() if getattr(standing.state, "open", None)]:
            for stream in rows:
                category, key = stream.split("/", 1)
                page = tell_page_of_register if category == REGISTER.category else tell_page_of_roll
                self.decide(page({"_id": key}))

    @property
    def sent(self) -> list[NotificationDue]:
        """In the order in which they were made."""
        return [event for event in self.decided if isinstance(event, NotificationDue)]

    def told(self, name: str, channel: str | None = None) -> dict[str, NotificationDue]:
        """Who was told of this event, over this channel."""
        return {one.recipient: one for one in self.sent if one.event.type == f"lianzhu.{name}.v1" and channel in {None, one.channel}}
