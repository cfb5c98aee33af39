"""What experts take on.

Stream of made, extended, reminded, spared and signed: ``engagement/<programme>/<round>/<track>/<expert>``; of the others:
``case/<application id>``.
"""

from __future__ import annotations

from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.events.parties import Contact, Officer
from contracts.events.scoring.draw import Why
from contracts.events.scoring.review import Agency
from contracts.events.values import ApplicationId, Count, DivisionCode, ExpertId, Instant, Position, Sha256, Words


class AssignmentMade(Event):
    """An expert was drawn for these cases: for all at the draw, for one later."""

    type = "lianzhu.scoring.assignment.made.v1"
    review: Call
    expert: ExpertId
    contact: Contact
    cases: tuple[ApplicationId, ...]
    due: Instant
    remind: Instant
    """When an expert whose sheets are missing is reminded, by the programme."""


class AssignmentExtended(Event):
    """The city gave more time: all of the expert's sheets of this review are due before ``due``."""

    type = "lianzhu.scoring.assignment.extended.v1"
    review: Call
    expert: ExpertId
    contact: Contact
    due: Instant
    remind: Instant


class AssignmentReminded(Event):
    """The due date comes near, and ``cases`` sheets (one at least) are still missing."""

    type = "lianzhu.scoring.assignment.reminded.v1"
    review: Call
    expert: ExpertId
    contact: Contact
    cases: Count
    due: Instant


class AssignmentSpared(Event):
    """The time of the reminder came, and no sheet was missing: nobody is reminded."""

    type = "lianzhu.scoring.assignment.spared.v1"
    review: Call
    expert: ExpertId


class UndertakingSigned(Event):
    """The expert undertook to have no conflict and to keep secrecy, before the first case was opened. ``text``: digest of the words."""

    type = "lianzhu.scoring.undertaking.signed.v1"
    review: Call
    expert: ExpertId
    text: Sha256
    by: Officer


class AssignmentAccepted(Event):
    """The expert takes the case on."""

    type = "lianzhu.scoring.assignment.accepted.v1"
    review: Call
    application: ApplicationId
    expert: ExpertId
    by: Officer


class AssignmentDeclined(Event):
    """The expert does not take the case on; the place is drawn again in the same commit."""

    type = "lianzhu.scoring.assignment.declined.v1"
    review: Call
    region: DivisionCode
    agency: Agency
    application: ApplicationId
    expert: ExpertId
    contact: Contact
    conflict: bool
    """Whether the expert declares a conflict with the case."""
    reason: Words
    by: Officer


class AssignmentReplaced(Event):
    """A place changed hands. ``expert`` null: it was vacant or is an extra one; ``successor`` null: nobody could take it yet."""

    type = "lianzhu.scoring.assignment.replaced.v1"
    review: Call
    application: ApplicationId
    expert: ExpertId | None
    contact: Contact | None
    """Of ``expert``."""
    successor: ExpertId | None
    n: Position
    """The continuation of the seed that drew the successor."""
    why: Why
    reason: Words
