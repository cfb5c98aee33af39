"""The review of a round's cases in one track. Stream: ``review/<programme>/<round>/<track>``."""

from __future__ import annotations

from typing import Literal

from contracts.events.event import Event, Record
from contracts.events.intake.content import Call
from contracts.events.parties import Officer
from contracts.events.values import ApplicationId, Count, DivisionCode, Instant, Sha256, Uscc, Words


class Agency(Record):
    """第三方服务机构: hired by the city, it runs the review."""

    name: Words
    uscc: Uscc


class CaseFacts(Record):
    """What draw and ranking need of a case. No reviewer may work for its applicant, for one of its SMEs or for its platform's builder."""

    application: ApplicationId
    region: DivisionCode
    mode: Words | None
    industry: Words | None
    applicant: Uscc | None
    smes: tuple[Uscc, ...]
    builder: Uscc | None
    submitted_at: Instant


class ReviewEntered(Event):
    """An accepted case came from intake."""

    type = "lianzhu.scoring.review.entered.v1"
    review: Call
    case: CaseFacts


class ReviewConvened(Event):
    """Intake closed the round: ``cases`` is the set that the review is over, also where some of them are still on their way."""

    type = "lianzhu.scoring.review.convened.v1"
    review: Call
    region: DivisionCode
    cases: tuple[ApplicationId, ...]


class ReviewOpened(Event):
    """The city opened the review and named the agency that runs it; all sheets are due before ``due``."""

    type = "lianzhu.scoring.review.opened.v1"
    review: Call
    region: DivisionCode
    agency: Agency
    cases: Count
    due: Instant
    by: Officer


class ReviewExtended(Event):
    """The city gave more time."""

    type = "lianzhu.scoring.review.extended.v1"
    review: Call
    due: Instant
    reason: Words
    by: Officer


class ReviewProgressed(Event):
    """A case moved on, told to its review in the same commit: ``scored`` all its sheets are in and agree or the panel has met; ``reopened``
    no longer so; ``withdrawn`` out of the review."""

    type = "lianzhu.scoring.review.progressed.v1"
    review: Call
    application: ApplicationId
    to: Literal["scored", "reopened", "withdrawn"]


class ReviewClosed(Event):
    """The agency filed its report: the review is over."""

    type = "lianzhu.scoring.review.closed.v1"
    review: Call
    region: DivisionCode
    agency: Agency
    cases: Count
    """Cases that were scored."""
    report: Sha256
    by: Officer
