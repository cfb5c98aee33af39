"""Awards: confirmed, withdrawn, revoked, clawed back, recovered; listed and read."""

from __future__ import annotations

from datetime import date

from pydantic import computed_field

from contracts.events.funding.proposal import Minutes
from contracts.events.intake.content import Call
from contracts.events.parties import BankAccount, Division
from contracts.events.values import Instant, Json
from contracts.money import yuan
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Day, Line, Words, example
from services.funding.domain.award import Status


class Withdrawal(Input):
    """Why, if the applicant wants to say."""

    model_config = example(reason="项目计划调整")
    reason: Words | None = None


class Revocation(Input):
    """Why the award is taken back."""

    model_config = example(reason="企业已被列入严重失信主体名单")
    reason: Words


class Clawback(Input):
    """Why the money has to be returned, and the last day for it."""

    model_config = example(reason="绩效评价未通过", due="2025-12-31")
    reason: Words
    due: Day


class Recovery(Input):
    """The voucher of the returned money."""

    model_config = example(voucher="记-2025-0417")
    voucher: Line


class AwardDone(Output):
    """What a command on an award answers; the same again for the same Idempotency-Key. ``fen``: its sum."""

    id: str
    status: Status
    fen: int
    at: Instant

    @computed_field  # type: ignore[prop-decorator]
    @property
    def yuan(self) -> str:
        return yuan(self.fen)


class ArchiveDone(AwardDone):
    """An award that was archived: ``archive`` is the file's SHA-256."""

    archive: str


class AwardRow(Output):
    """An application in a list: ``fen`` is its award, 0 where none is proposed; ``position`` is its place on the waiting list."""

    id: str
    programme: str
    round: str
    track: str
    region: Division
    applicant: str
    uscc: str | None
    title: str
    status: Status
    rank: int | None
    total: str | None
    position: int | None
    fen: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def yuan(self) -> str:
        return yuan(self.fen)


class FirmRelieved(Output):
    """A firm that another has replaced, and why."""

    firm: str
    reason: str | None
    at: Instant


class AwardAudit(Output):
    """Its special audit; findings, report and which firms were replaced are for the bureau."""

    firm: str
    due: Instant
    result: str | None
    findings: str | None
    report: str | None
    relieved: tuple[FirmRelieved, ...] = ()


class AwardNotice(Output):
    """The public notice in which it stands."""

    number: int
    ends: Instant
    link: str


class AwardObjection(Output):
    """An objection, without anything of who objected: ``outcome`` null while it is open."""

    id: str
    at: Instant
    outcome: str | None
    reasons: str | None


class AwardPayment(Output):
    """One attempt to pay."""

    attempt: int
    fen: int
    through: Division
    voucher: str | None
    paid_on: date | None
    returned: str | None


class AwardEvaluation(Output):
    """绩效评价."""

    due: Instant
    form: dict[str, Json] | None
    outcome: str | None
    findings: str | None
    consequence: str | None


class AwardShown(AwardRow):
    """An application with all that the caller may know of it."""

    version: int
    call: Call
    mode: str | None
    industry: str | None
    scope: str | None
    why: str | None
    reason: str | None
    audit: AwardAudit | None
    decision: int | None
    minutes: Minutes | None
    notice: AwardNotice | None
    objections: tuple[AwardObjection, ...]
    confirmed_at: Instant | None
    account: BankAccount | None
    payments: tuple[AwardPayment, ...]
    evaluation: AwardEvaluation | None
    clawback_due: Instant | None
    archive: str | None
