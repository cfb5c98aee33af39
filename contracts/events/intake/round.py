"""Rounds: the intake windows of a programme. Stream: ``round/<programme>/<round>``."""

from __future__ import annotations

from contracts.events.event import Event, Record
from contracts.events.parties import Officer
from contracts.events.values import ApplicationId, Code, Count, DivisionCode, Instant, Position, Words


class Title(Record):
    """In the platform's two languages."""

    zh: Words
    en: Words


class Window(Record):
    """From ``opens`` (included) to ``closes`` (excluded: the instant after the last day ends in Asia/Shanghai)."""

    opens: Instant
    closes: Instant


class RoundOpened(Event):
    """Applications may be filed within the window."""

    type = "lianzhu.intake.round.opened.v1"
    programme: Code
    version: Position
    round: Code
    title: Title
    region: DivisionCode
    window: Window
    by: Officer


class RoundMoved(Event):
    """The operator moved the window; ``document`` is the number of the notice that says so."""

    type = "lianzhu.intake.round.moved.v1"
    programme: Code
    round: Code
    window: Window
    reason: Words
    document: Words | None
    by: Officer


class AcceptedCase(Record):
    """One case of the closed round."""

    application: ApplicationId
    track: Code
    region: DivisionCode


class RoundAdmitted(Event):
    """A case was accepted into the round, in the commit that accepts it: so a round that closes knows its cases."""

    type = "lianzhu.intake.round.admitted.v1"
    programme: Code
    round: Code
    case: AcceptedCase


class Counts(Record):
    """How many applications of the round stood where when it closed."""

    drafted: Count
    submitted: Count
    returned: Count
    recommended: Count
    accepted: Count
    rejected: Count
    withdrawn: Count


class RoundClosed(Event):
    """Nothing is accepted in this round any more: ``cases`` is the set that the review is over."""

    type = "lianzhu.intake.round.closed.v1"
    programme: Code
    version: Position
    round: Code
    cases: tuple[AcceptedCase, ...]
    counts: Counts
    by: Officer
