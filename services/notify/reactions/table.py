"""What notify does about each event that it consumes: keep what it says, then tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from contracts.envelope import CloudEvent
from contracts.events import funding, intake, scoring
from contracts.events.event import Event
from contracts.programme.notifications import VARIABLES
from contracts.programme.programmes import Programmes
from services.chassis.decisions import Decision, Streams
from services.chassis.inbox import React, Reads
from services.notify.domain.audience import regions_around
from services.notify.domain.happening import Happening, name_of
from services.notify.domain.scope import application_of
from services.notify.reactions.book import Book
from services.notify.reactions.learning import LEARN
from services.notify.reactions.telling import tell
from services.notify.streams import DIRECTORY, EXPERT, OFFICE, ORGANISATION, SUBJECT

_programmes = cache(Programmes.all_published)


def react(event: CloudEvent[Any], streams: Streams) -> Decision:
    """The decision about one event."""
    book, happening = Book(streams), Happening(event.id, event.type, event.time, event.data)
    learn = LEARN.get(type(event.data))
    if learn:
        learn(book, happening, _programmes())
    tell(book, happening, _programmes())
    return book.decision()


def reads(event: CloudEvent[Any]) -> Sequence[str]:
    """What the event itself tells of the streams that it touches; the rest is loaded when it is missed."""
    data, happening = event.data, Happening(event.id, event.type, event.time, event.data)
    application, expert = application_of(happening), getattr(data, "expert", None)
    named = [SUBJECT.stream(application)] if application else []
    named += [EXPERT.stream(expert)] if expert else []
    if content := happening.content:
        named += _of_applicant(content.applicant)
    return named


def _of_applicant(applicant: Any) -> list[str]:
    code = applicant.region.code
    streams = [OFFICE.stream("county", code), *(DIRECTORY.stream(around) for around in regions_around(code))]
    return [*streams, ORGANISATION.stream(applicant.uscc)] if applicant.uscc else streams


def _concerns(event: type[Event]) -> bool:
    return event in LEARN or name_of(event.type) in VARIABLES


_CONSUMED = [event for event in (*intake.EVENTS, *scoring.EVENTS, *funding.EVENTS) if _concerns(event)]

REACTIONS: dict[type[Event], React] = dict.fromkeys(_CONSUMED, react)
READS: dict[type[Event], Reads] = dict.fromkeys(_CONSUMED, reads)
