"""A case in review. Stream: ``case/<application id>``."""

from __future__ import annotations

from contracts.events.event import Event, Record
from contracts.events.intake.content import Call, Material, Platform, Sme
from contracts.events.parties import Address, Division, Filer, Officer
from contracts.events.scoring.review import Agency
from contracts.events.scoring.sheet import Mark
from contracts.events.values import (
    ApplicationId,
    Code,
    Count,
    DecimalText,
    DivisionCode,
    ExpertId,
    Instant,
    Json,
    Sha256,
    Uscc,
    Words,
)


class CaseFile(Record):
    """An accepted application as reviewers need it: without bank account and, unless the programme shows them, without contacts."""

    title: Words
    applicant: Words
    uscc: Uscc | None
    region: Division
    mode: Words | None
    industry: Words | None
    scope: Words | None
    place: Address | None
    platform: Platform | None
    smes: tuple[Sme, ...]
    form: dict[str, Json]
    materials: tuple[Material, ...]
    brief: Words | None
    submitted_at: Instant
    digest: Sha256
    """Of the content that was filed."""


class CaseReceived(Event):
    """Intake's city accepted the application: it is a case here."""

    type = "lianzhu.scoring.case.received.v1"
    application: ApplicationId
    review: Call
    file: CaseFile
    filer: Words | None
    """The system that filed it for the applicant, and may withdraw it; null where the applicant's own people did."""


class CaseDrawn(Event):
    """Experts were drawn for the case."""

    type = "lianzhu.scoring.case.drawn.v1"
    application: ApplicationId
    review: Call
    experts: tuple[ExpertId, ...]


class ExtraReviewOrdered(Event):
    """The highest total minus the lowest passes the threshold: ``extra`` more experts are drawn, once."""

    type = "lianzhu.scoring.extra-review.ordered.v1"
    review: Call
    region: DivisionCode
    agency: Agency
    application: ApplicationId
    spread: DecimalText
    most: Count
    """The threshold."""
    extra: Count


class JointOpinionRecorded(Event):
    """The panel met and agreed: these marks stand for the case."""

    type = "lianzhu.scoring.joint-opinion.recorded.v1"
    review: Call
    application: ApplicationId
    marks: tuple[Mark, ...]
    opinion: Words
    present: tuple[ExpertId, ...]
    minutes: Sha256 | None
    """The signed record, a stored file."""
    by: Officer


class CriterionMean(Record):
    """The mean of the counted sheets on one criterion, exact to the stated places."""

    criterion: Code
    mean: DecimalText


class CaseScored(Event):
    """All sheets are in, and agree or the panel has met. ``total`` is the programme's aggregate, rounded as it says."""

    type = "lianzhu.scoring.case.scored.v1"
    review: Call
    application: ApplicationId
    total: DecimalText
    sheets: Count
    """Sheets that were submitted and not excluded."""
    spread: DecimalText
    joint: bool
    """Whether the panel's joint opinion stands for the sheets."""
    criteria: tuple[CriterionMean, ...]


class CaseWithdrawn(Event):
    """The applicant withdrew the case from the review; the others are not affected."""

    type = "lianzhu.scoring.case.withdrawn.v1"
    review: Call
    region: DivisionCode
    agency: Agency | None
    application: ApplicationId
    reason: Words | None
    by: Filer
