"""An event that somebody may be told of, as it came from upstream."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from contracts.events.catalogue import EVENTS
from contracts.events.deferred import Deferred
from contracts.events.event import Event
from contracts.events.intake.content import Content
from contracts.events.notify.values import EventRef, Held

_NAME = re.compile(r"lianzhu\.(?P<name>.+)\.v[0-9]+")


@cache
def name_of(event_type: str) -> str:
    """The event's name in a programme's texts: ``intake.application.submitted``."""
    match = _NAME.fullmatch(event_type)
    if match is None:
        raise ValueError(f"{event_type} is no type of ours")
    return match["name"]


@dataclass(frozen=True)
class Happening:
    """``data`` is the payload; its fields are read by name, since one rule reads the same field of many types."""

    id: str
    type: str
    at: datetime
    data: Any

    @property
    def name(self) -> str:
        return name_of(self.type)

    @cached_property
    def ref(self) -> EventRef:
        return EventRef(id=self.id, type=self.type, at=self.at)

    @property
    def content(self) -> Content | None:
        """What was filed, where the event carries it: made into a record only now that somebody asks."""
        content: Deferred[Content] | Content | None = getattr(self.data, "content", None)
        return content.value if isinstance(content, Deferred) else content

    def held(self) -> Held:
        """As it is kept until it can be told of."""
        return Held(event=self.ref, payload=self.data.data())

    @classmethod
    def of(cls, held: Held) -> Happening:
        """What was held, as it came."""
        payload: Event = EVENTS[held.event.type].model_validate(held.payload)
        return cls(held.event.id, held.event.type, held.event.at, payload)
