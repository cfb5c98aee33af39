"""Public notices (公示) and objections. Stream of a notice: the proposal's; of an objection: its award's."""

from __future__ import annotations

from datetime import date
from typing import Literal

from contracts.events.event import Event, Record
from contracts.events.intake.content import Call
from contracts.events.parties import Division, Officer
from contracts.events.values import (
    ApplicationId,
    Code,
    Count,
    DivisionCode,
    Email,
    Fen,
    Instant,
    ObjectionId,
    PersonName,
    Phone,
    Position,
    Sha256,
    Uscc,
    Words,
)


class NoticeRow(Record):
    """One line as the public reads it; ``shown`` holds what the programme shows, masked, by the meaning of the form's field."""

    application: ApplicationId
    county: Division
    rank: Position
    fen: Fen
    shown: dict[Code, Words]


class NoticePublished(Event):
    """From ``begins`` to ``ends`` (excluded). What the public sees is frozen in ``rows``, and archived as page, paper and data."""

    type = "lianzhu.funding.notice.published.v1"
    call: Call
    region: DivisionCode
    notice: Position
    decision: Position
    applications: tuple[ApplicationId, ...]
    rows: tuple[NoticeRow, ...]
    begins: Instant
    ends: Instant
    link: Words
    """Stable address of the page."""
    page: Sha256
    """The archived page, a stored file."""
    by: Officer
    paper: Sha256 | None = None
    """The same as PDF, a stored file; null for a notice that was published without."""
    record: Sha256 | None = None
    """The same as data (canonical JSON), a stored file; null for a notice that was published without."""


class NoticeEnded(Event):
    """The period is over."""

    type = "lianzhu.funding.notice.ended.v1"
    call: Call
    region: DivisionCode
    notice: Position
    objections: Count


class Objector(Record):
    """Who objects, under the real name, to be reached by telephone or e-mail. Never shown to the applicant."""

    name: PersonName
    phone: Phone | None
    email: Email | None
    organisation: Words | None
    uscc: Uscc | None


class Evidence(Record):
    """A file of the objector."""

    name: Words
    media_type: Code
    size: Count
    sha256: Sha256


class ObjectionLodged(Event):
    """Somebody objects to one award in the notice's period; it waits for the answer, the others do not. ``via``: entered by an officer."""

    type = "lianzhu.funding.objection.lodged.v1"
    application: ApplicationId
    call: Call
    region: DivisionCode
    objection: ObjectionId
    notice: Position
    objector: Objector
    text: Words
    files: tuple[Evidence, ...]
    via: Literal["online", "letter", "call"]
    due: Instant
    by: Officer | None
    """Who entered a letter or a call."""
    received_on: date | None = None
    """The day on which the letter or call came; null: the day of the record."""


class ObjectionResolved(Event):
    """Upheld (the award falls) or dismissed, with reasons. Says nothing of the objector."""

    type = "lianzhu.funding.objection.resolved.v1"
    application: ApplicationId
    call: Call
    region: DivisionCode
    objection: ObjectionId
    outcome: Literal["upheld", "dismissed"]
    reasons: Words
    by: Officer
