"""Score sheets (评分表). Stream: ``case/<id>``."""

from __future__ import annotations

from contracts.events.event import Event, Record
from contracts.events.intake.content import Call
from contracts.events.parties import Contact, Officer
from contracts.events.scoring.draw import Why
from contracts.events.values import ApplicationId, Code, DecimalText, ExpertId, Position, Score, Words


class Mark(Record):
    """One criterion: its score and, where the rubric asks for it, the reason."""

    criterion: Code
    score: Score
    reason: Words | None


class SheetSubmitted(Event):
    """An expert's sheet; locked from now on. ``version`` is 2 when the first was reopened; ``total`` is exact, 0 to 100."""

    type = "lianzhu.scoring.sheet.submitted.v1"
    review: Call
    application: ApplicationId
    expert: ExpertId
    version: Position
    marks: tuple[Mark, ...]
    opinion: Words | None
    """On the case as a whole."""
    total: DecimalText
    by: Officer
    late: bool = False
    """Submitted after the review's due date."""


class SheetReopened(Event):
    """The city gave a sheet back; the version that was submitted stays on record."""

    type = "lianzhu.scoring.sheet.reopened.v1"
    review: Call
    application: ApplicationId
    expert: ExpertId
    contact: Contact
    version: Position
    reason: Words
    by: Officer


class SheetExcluded(Event):
    """A sheet does not count: a conflict was found."""

    type = "lianzhu.scoring.sheet.excluded.v1"
    review: Call
    application: ApplicationId
    expert: ExpertId
    contact: Contact
    why: Why
    reason: Words
    by: Officer
