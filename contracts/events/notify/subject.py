"""What notify knows of an application, from intake's events, and what its applicant was told. Stream: ``subject/<application>``.

What is held waits on the stream of the application, or on that of the expert (``expert/<id>``) whom it is for.
"""

from __future__ import annotations

from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.events.notify.values import EventRef, Held, Saying
from contracts.events.parties import Contact, Division
from contracts.events.values import ApplicationId, Code, Uscc, Words


class SubjectKnown(Event):
    """An application as it now is, as far as texts and addresses need it; ``case`` and ``contact`` are null for a draft."""

    type = "lianzhu.notify.subject.known.v1"
    application: ApplicationId
    call: Call
    applicant: Words
    uscc: Uscc | None
    county: Division
    filer: Words
    """Who began it: a person's or a system's subject."""
    case: Words | None
    contact: Contact | None
    accepted: bool
    direct: bool = False
    """Filed directly, on a list of its filer's own: no bureau has it to check."""


class SubjectTold(Event):
    """A step on the application's timeline, in both languages, as its applicant may know it."""

    type = "lianzhu.notify.subject.told.v1"
    event: EventRef
    zh: Saying
    en: Saying


class EventHeld(Event):
    """It came before what is known of its application or expert: told of as soon as that is here."""

    type = "lianzhu.notify.event.held.v1"
    held: Held


class EventReleased(Event):
    """What was held has been told of."""

    type = "lianzhu.notify.event.released.v1"
    event: Code
    """The event's id."""
