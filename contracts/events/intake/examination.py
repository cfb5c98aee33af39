"""What the county and the city do with an application. Stream: ``application/<id>``."""

from __future__ import annotations

from datetime import date
from typing import Literal

from contracts.events.event import Event, Record
from contracts.events.intake.content import Call, Content
from contracts.events.parties import Officer
from contracts.events.values import ApplicationId, Code, Count, Instant, Position, Words

Level = Literal["county", "city", "province"]


class Reason(Record):
    """Why: ``pointer`` (RFC 6901, into the content) says where it is wrong, ``clause`` what of the issuing document it offends."""

    text: Words
    pointer: str | None
    clause: Words | None


class ClauseCheck(Record):
    """The county's finding on one clause of the eligibility rules."""

    clause: Code
    met: bool
    note: Words | None


class ApplicationChecked(Event):
    """The county recorded its check of every clause."""

    type = "lianzhu.intake.application.checked.v1"
    application: ApplicationId
    clauses: tuple[ClauseCheck, ...]
    by: Officer


class ApplicationReturned(Event):
    """Given back for correction until ``due``; a city's return takes the application off its county's list."""

    type = "lianzhu.intake.application.returned.v1"
    application: ApplicationId
    level: Level
    reasons: tuple[Reason, ...]
    due: Instant
    by: Officer


class ApplicationRejected(Event):
    """Refused in this round; who lost may file again in another."""

    type = "lianzhu.intake.application.rejected.v1"
    application: ApplicationId
    level: Level
    reasons: tuple[Reason, ...]
    by: Officer


class ApplicationPrepared(Event):
    """One officer of the county prepared the recommendation; ``brief`` is the summary table's 案例简述, a field of its own (≤ 150 字)."""

    type = "lianzhu.intake.application.prepared.v1"
    application: ApplicationId
    brief: Words
    by: Officer


class Recommendation(Record):
    """The place on the county's list; ``list`` is the list's stream."""

    list: Words
    position: Position
    brief: Words


class ApplicationRecommended(Event):
    """Another officer confirmed the recommendation: the application stands on its county's list."""

    type = "lianzhu.intake.application.recommended.v1"
    application: ApplicationId
    recommendation: Recommendation
    prepared_by: Officer
    by: Officer


class PaperReceipt(Record):
    """The sealed paper copies at the city bureau."""

    on: date
    copies: Count


class ApplicationPaperReceived(Event):
    """The city received the paper copies."""

    type = "lianzhu.intake.application.paper-received.v1"
    application: ApplicationId
    receipt: PaperReceipt
    by: Officer


class ApplicationAccepted(Event):
    """The city accepted the case: it belongs to scoring from here, and this is all that scoring, funding and notify need of it."""

    type = "lianzhu.intake.application.accepted.v1"
    application: ApplicationId
    call: Call
    content: Content
    submitted_at: Instant
    """Of the first submission: where scores tie, who filed earlier may stand first."""
    recommendation: Recommendation | None
    paper: PaperReceipt | None
    by: Officer
    filer: Words | None = None
    """The system that filed it for the applicant; null where the applicant's own people did."""
