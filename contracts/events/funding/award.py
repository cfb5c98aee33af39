"""One application's way through funding. Stream: ``award/<application>``."""

from __future__ import annotations

from typing import Literal

from contracts.events.event import Event, Record
from contracts.events.funding.proposal import Minutes, Why
from contracts.events.intake.content import AuditFirm, Call
from contracts.events.parties import Applicant, Division, Filer, Officer
from contracts.events.values import ApplicationId, DecimalText, DivisionCode, Fen, Instant, Position, Sha256, Uscc, Words


class Candidate(Record):
    """What funding needs of an accepted application."""

    title: Words
    applicant: Applicant
    mode: Words | None
    industry: Words | None
    scope: Words | None
    auditor: AuditFirm | None
    """Of the applicant's own financial report: not to do the special audit."""


class CandidateReceived(Event):
    """Intake's city accepted the application."""

    type = "lianzhu.funding.candidate.received.v1"
    application: ApplicationId
    call: Call
    candidate: Candidate
    filer: Words | None = None
    """The system that filed it for the applicant, and may act for it; null where the applicant's own people did."""


class CandidateWithdrawn(Event):
    """The applicant withdrew it from the review: it is not ranked."""

    type = "lianzhu.funding.candidate.withdrawn.v1"
    application: ApplicationId
    call: Call
    reason: Words | None


class AwardProposed(Event):
    """Within the cap: an award of ``fen`` is proposed, and reserved."""

    type = "lianzhu.funding.award.proposed.v1"
    application: ApplicationId
    call: Call
    rank: Position
    total: DecimalText
    fen: Fen


class AwardWaiting(Event):
    """Passes the line, and the cap is used up: on the waiting list."""

    type = "lianzhu.funding.award.waiting.v1"
    application: ApplicationId
    call: Call
    rank: Position
    total: DecimalText
    position: Position


class AwardPromoted(Event):
    """Moved up from the waiting list: proposed from now on, and reserved."""

    type = "lianzhu.funding.award.promoted.v1"
    application: ApplicationId
    call: Call
    rank: Position
    fen: Fen


class AwardDeclined(Event):
    """No award (below the line, awarded before, struck, audit failed, objection upheld), with the reason."""

    type = "lianzhu.funding.award.declined.v1"
    application: ApplicationId
    call: Call
    why: Why
    reason: Words


class AwardDecided(Event):
    """The government's decision names it."""

    type = "lianzhu.funding.award.decided.v1"
    application: ApplicationId
    call: Call
    decision: Position
    minutes: Minutes | None


class AwardNoticed(Event):
    """It stands in a public notice until ``ends``."""

    type = "lianzhu.funding.award.noticed.v1"
    application: ApplicationId
    call: Call
    notice: Position
    ends: Instant
    link: Words


class Firm(Record):
    """会计师事务所."""

    name: Words
    uscc: Uscc


class AuditOrdered(Event):
    """专项审计 by a firm that is not the one of the applicant's own report, to be done before ``due``."""

    type = "lianzhu.funding.audit.ordered.v1"
    application: ApplicationId
    call: Call
    region: DivisionCode
    firm: Firm
    due: Instant
    by: Officer


class AuditCancelled(Event):
    """``firm`` need not go on with the audit: another one was ordered in the same commit, or the award fell in it."""

    type = "lianzhu.funding.audit.cancelled.v1"
    application: ApplicationId
    call: Call
    firm: Firm
    why: Literal["replaced", "award-fell"]
    reason: Words | None = None
    """Why another firm was ordered."""


class AuditPassed(Event):
    """The firm found nothing that speaks against the award."""

    type = "lianzhu.funding.audit.passed.v1"
    application: ApplicationId
    call: Call
    firm: Firm
    findings: Words
    report: Sha256
    by: Officer


class AuditFailed(Event):
    """The award falls; in the same commit the next of the waiting list moves up."""

    type = "lianzhu.funding.audit.failed.v1"
    application: ApplicationId
    call: Call
    firm: Firm
    reason: Words
    findings: Words
    report: Sha256
    by: Officer


class AwardConfirmed(Event):
    """Notice, audit and objections allow it: the award stands. Once ever for the enterprise in the programme."""

    type = "lianzhu.funding.award.confirmed.v1"
    application: ApplicationId
    call: Call
    region: Division
    """The applicant's county."""
    applicant: Words
    uscc: Uscc
    title: Words
    fen: Fen
    by: Officer


class AwardWithdrawn(Event):
    """The applicant withdrew before the decision."""

    type = "lianzhu.funding.award.withdrawn.v1"
    application: ApplicationId
    call: Call
    reason: Words | None
    by: Filer


class AwardRevoked(Event):
    """Taken back before it was paid."""

    type = "lianzhu.funding.award.revoked.v1"
    application: ApplicationId
    call: Call
    fen: Fen
    reason: Words
    by: Officer
    stops: Position | None = None
    """The payment order that was out: the sum stays held until it is reported what became of it. null: none was."""


class AwardClawedBack(Event):
    """Paid, and to be returned by the enterprise before ``due``."""

    type = "lianzhu.funding.award.clawed-back.v1"
    application: ApplicationId
    call: Call
    fen: Fen
    reason: Words
    due: Instant
    by: Officer


class AwardRecovered(Event):
    """The enterprise has returned the money: it is the fund's again."""

    type = "lianzhu.funding.award.recovered.v1"
    application: ApplicationId
    call: Call
    fen: Fen
    voucher: Words
    by: Officer | Filer


class AwardArchived(Event):
    """材料归档: the file is complete; ``archive`` is the stored file."""

    type = "lianzhu.funding.award.archived.v1"
    application: ApplicationId
    call: Call
    archive: Sha256
    outcome: Literal["paid", "none"]
    by: Officer
