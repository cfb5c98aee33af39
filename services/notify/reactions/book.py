"""What a reaction reads and decides: states as they are with what it has decided itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from contracts.events.event import Event
from contracts.events.notify.notification import NotificationDue
from services.chassis.aggregates import Aggregate
from services.chassis.decisions import Decision, Streams
from services.notify.domain.notification import State as Standing
from services.notify.streams import NOTIFICATION

State = TypeVar("State", bound=BaseModel)


@dataclass(slots=True)
class Book:
    """``due`` are the notifications to make, by their ids."""

    streams: Streams
    changes: dict[str, list[Event]] = field(default_factory=dict)
    due: dict[str, NotificationDue] = field(default_factory=dict)

    def state(self, aggregate: Aggregate[State], *key: str) -> State:
        """A stream's state, with what was decided here."""
        state = self.streams.state(aggregate, *key)
        for event in self.changes.get(aggregate.stream(*key), ()):
            state = aggregate.fold(state, event, self.streams.now)
        return state

    def expect(self, streams: Iterable[str]) -> None:
        """These will be read."""
        self.streams.expect(streams)

    def on(self, stream: str, *events: Event) -> None:
        self.changes.setdefault(stream, []).extend(events)

    def notify(self, notification: NotificationDue) -> None:
        """Make a notification; the same one a second time is the same."""
        self.due.setdefault(notification.notification, notification)

    def decision(self) -> Decision:
        """All of it. A notification that was made before is not made again."""
        for key, notification in self.due.items():
            if self.streams.presumed_new(NOTIFICATION, key).state is Standing.NONE:
                self.on(NOTIFICATION.stream(key), notification)
        return Decision(changes=self.changes)
