"""One application's way through funding: proposed or waiting, audited, decided, noticed, confirmed, paid, evaluated, archived."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.funding.award import (
    AuditCancelled,
    AuditFailed,
    AuditOrdered,
    AuditPassed,
    AwardArchived,
    AwardClawedBack,
    AwardConfirmed,
    AwardDecided,
    AwardDeclined,
    AwardNoticed,
    AwardPromoted,
    AwardProposed,
    AwardRecovered,
    AwardRevoked,
    AwardWaiting,
    AwardWithdrawn,
    Candidate,
    CandidateReceived,
    CandidateWithdrawn,
    Firm,
)
from contracts.events.funding.notice import ObjectionLodged, ObjectionResolved
from contracts.events.funding.payment import (
    AccountAmended,
    EvaluationDue,
    EvaluationFiled,
    EvaluationRecorded,
    EvaluationReminded,
    PaymentMade,
    PaymentOrdered,
    PaymentReturned,
    PaymentStopped,
)
from contracts.events.funding.proposal import Minutes, Why
from contracts.events.intake.content import Call
from contracts.events.parties import BankAccount
from contracts.events.values import Instant

T = TypeVar("T")


class Status(StrEnum):
    """Where an application stands in funding. A place in the programme's money is held from ``proposed`` on."""

    NONE = "none"
    CANDIDATE = "candidate"  # 已评审待建议
    PROPOSED = "proposed"  # 拟奖补
    WAITING = "waiting"  # 候补
    DECLINED = "declined"  # 未列入
    WITHDRAWN = "withdrawn"  # 已撤回
    CONFIRMED = "confirmed"  # 已确认
    ORDERED = "ordered"  # 待拨付
    PAID = "paid"  # 已拨付
    RETURNED = "returned"  # 银行退回
    REVOKING = "revoking"  # 撤销待止付
    REVOKED = "revoked"  # 已撤销
    CLAWED_BACK = "clawed-back"  # 追回中
    RECOVERED = "recovered"  # 已追回


_HOLDING = frozenset({Status.PROPOSED, Status.CONFIRMED, Status.ORDERED, Status.PAID, Status.RETURNED, Status.REVOKING, Status.CLAWED_BACK})


class Relieved(BaseModel):
    """A firm that another has replaced before it reported, and why."""

    model_config = ConfigDict(frozen=True)
    firm: Firm
    reason: str | None
    at: Instant


class Audit(BaseModel):
    """专项审计: ``result`` None while it is under way; ``relieved`` whom it was ordered from before."""

    model_config = ConfigDict(frozen=True)
    firm: Firm
    due: Instant
    result: str | None = None
    findings: str | None = None
    report: str | None = None
    relieved: tuple[Relieved, ...] = ()


class Objection(BaseModel):
    """``outcome`` None: open, and the award waits for it."""

    model_config = ConfigDict(frozen=True)
    id: str
    lodged: ObjectionLodged
    at: Instant
    outcome: str | None = None
    reasons: str | None = None


class Notice(BaseModel):
    """The public notice in which the award stands."""

    model_config = ConfigDict(frozen=True)
    number: int
    ends: Instant
    link: str


class Payment(BaseModel):
    """One attempt to pay: ordered, ``made`` when it was paid, ``returned`` the bank's reason; each with the instant of its record.

    ``stopped``: the award was revoked while it was out.
    """

    model_config = ConfigDict(frozen=True)
    order: PaymentOrdered
    ordered_at: Instant
    made: PaymentMade | None = None
    made_at: Instant | None = None
    returned: str | None = None
    returned_at: Instant | None = None
    stopped: bool = False


class Evaluation(BaseModel):
    """绩效评价. ``remind``: when an enterprise that has filed nothing is still to be reminded."""

    model_config = ConfigDict(frozen=True)
    due: Instant
    remind: tuple[Instant, ...] = ()
    form: dict[str, Any] | None = None
    outcome: str | None = None
    findings: str | None = None
    consequence: str | None = None


class Award(BaseModel):
    """``account`` is where it is paid: the application's, or what the enterprise mended. ``fen`` is 0 until an award is proposed.

    ``filer`` is the system that filed the application; None where its own people did. ``call`` names the version that it was filed under;
    from the proposal on that of its round, by whose rules all its awards are made.
    """

    model_config = ConfigDict(frozen=True)
    id: str = ""
    status: Status = Status.NONE
    call: Call | None = None
    candidate: Candidate | None = None
    filer: str | None = None
    rank: int | None = None
    total: str | None = None
    position: int | None = None
    fen: int = 0
    why: Why | None = None
    reason: str | None = None
    audit: Audit | None = None
    decision: int | None = None
    minutes: Minutes | None = None
    notice: Notice | None = None
    objections: tuple[Objection, ...] = ()
    account: BankAccount | None = None
    payments: tuple[Payment, ...] = ()
    evaluation: Evaluation | None = None
    clawback_due: Instant | None = None
    archive: str | None = None
    confirmed_at: Instant | None = None

    @property
    def uscc(self) -> str | None:
        return self.candidate.applicant.uscc if self.candidate else None

    @property
    def holds(self) -> bool:
        """Whether its sum counts against the cap."""
        return self.status in _HOLDING

    @property
    def open_objections(self) -> tuple[Objection, ...]:
        return tuple(objection for objection in self.objections if objection.outcome is None)

    @property
    def reminder(self) -> datetime | None:
        """When its enterprise is reminded of the evaluation next; None where nothing is missing."""
        waits = self.status is Status.PAID and self.evaluation and self.evaluation.form is None and self.evaluation.outcome is None
        return min(self.evaluation.remind, default=None) if self.evaluation and waits else None


def known(value: T | None) -> T:
    """A part that an award has in its present status. LookupError: a rule asked for it too early."""
    if value is None:
        raise LookupError("the award has no such part in its present status")
    return value


def _received(state: Award, event: CandidateReceived, _at: datetime) -> dict[str, Any]:
    status = Status.CANDIDATE if state.status is Status.NONE else state.status
    account = event.candidate.applicant.account
    known = {"id": event.application, "status": status, "call": event.call, "candidate": event.candidate, "account": account}
    return known | {"filer": event.filer}


def _left(_state: Award, event: CandidateWithdrawn, _at: datetime) -> dict[str, Any]:
    """Its acceptance may still be on its way: the order between two topics is not given."""
    return {"id": event.application, "status": Status.WITHDRAWN, "call": event.call, "why": "withdrawn", "reason": event.reason}


def _proposed(_state: Award, event: AwardProposed, _at: datetime) -> dict[str, Any]:
    return {"status": Status.PROPOSED, "call": event.call, "rank": event.rank, "total": event.total, "fen": event.fen}


def _waiting(_state: Award, event: AwardWaiting, _at: datetime) -> dict[str, Any]:
    return {"status": Status.WAITING, "call": event.call, "rank": event.rank, "total": event.total, "position": event.position}


def _lodged(state: Award, event: ObjectionLodged, at: datetime) -> dict[str, Any]:
    return {"objections": (*state.objections, Objection(id=event.objection, lodged=event, at=at))}


def _resolved(state: Award, event: ObjectionResolved, _at: datetime) -> dict[str, Any]:
    answer = {"outcome": event.outcome, "reasons": event.reasons}
    return {"objections": tuple(each.model_copy(update=answer) if each.id == event.objection else each for each in state.objections)}


def _audit_ordered(state: Award, event: AuditOrdered, _at: datetime) -> dict[str, Any]:
    relieved = state.audit.relieved if state.audit else ()
    return {"audit": Audit(firm=event.firm, due=event.due, relieved=relieved)}


def _relieved(state: Award, event: AuditCancelled, at: datetime) -> dict[str, Any]:
    if event.why != "replaced":
        return {}
    before = known(state.audit)
    gone = Relieved(firm=event.firm, reason=event.reason, at=at)
    return {"audit": before.model_copy(update={"relieved": (*before.relieved, gone)})}


def _audited(state: Award, event: AuditPassed | AuditFailed, _at: datetime) -> dict[str, Any]:
    passed = isinstance(event, AuditPassed)
    result = {"result": "passed" if passed else "failed", "findings": event.findings, "report": event.report}
    return {"audit": known(state.audit).model_copy(update=result)}


def _last_payment(state: Award, **change: Any) -> tuple[Payment, ...]:
    *before, last = state.payments
    return (*before, last.model_copy(update=change))


def _revoked(state: Award, event: AwardRevoked, _at: datetime) -> dict[str, Any]:
    """With an order out nobody knows yet whether the bank pays: the sum is held until that is reported."""
    why = {"why": "revoked", "reason": event.reason}
    if event.stops is None:
        return why | {"status": Status.REVOKED}
    return why | {"status": Status.REVOKING, "payments": _last_payment(state, stopped=True)}


def _evaluation(state: Award, **change: Any) -> dict[str, Any]:
    return {"evaluation": known(state.evaluation).model_copy(update=change)}


_FOLDS: dict[type[Event], Callable[[Award, Any, datetime], dict[str, Any]]] = {
    CandidateReceived: _received,
    CandidateWithdrawn: _left,
    AwardProposed: _proposed,
    AwardWaiting: _waiting,
    AwardPromoted: lambda _s, e, _a: {"status": Status.PROPOSED, "fen": e.fen, "position": None},
    AwardDeclined: lambda _s, e, _a: {"status": Status.DECLINED, "why": e.why, "reason": e.reason, "position": None},
    AwardDecided: lambda _s, e, _a: {"decision": e.decision, "minutes": e.minutes},
    AwardNoticed: lambda _s, e, _a: {"notice": Notice(number=e.notice, ends=e.ends, link=e.link)},
    AuditOrdered: _audit_ordered,
    AuditCancelled: _relieved,
    AuditPassed: _audited,
    AuditFailed: _audited,
    ObjectionLodged: _lodged,
    ObjectionResolved: _resolved,
    AwardConfirmed: lambda _s, e, a: {"status": Status.CONFIRMED, "fen": e.fen, "confirmed_at": a},
    AwardWithdrawn: lambda _s, e, _a: {"status": Status.WITHDRAWN, "why": "withdrawn", "reason": e.reason, "position": None},
    AwardRevoked: _revoked,
    AwardClawedBack: lambda _s, e, _a: {"status": Status.CLAWED_BACK, "why": "clawed-back", "reason": e.reason, "clawback_due": e.due},
    AwardRecovered: lambda _s, _e, _a: {"status": Status.RECOVERED},
    AwardArchived: lambda _s, e, _a: {"archive": e.archive},
    AccountAmended: lambda _s, e, _a: {"account": e.account},
    PaymentOrdered: lambda s, e, a: {"status": Status.ORDERED, "payments": (*s.payments, Payment(order=e, ordered_at=a))},
    PaymentMade: lambda s, e, a: {"status": Status.PAID, "payments": _last_payment(s, made=e, made_at=a)},
    PaymentReturned: lambda s, e, a: {"status": Status.RETURNED, "payments": _last_payment(s, returned=e.reason, returned_at=a)},
    PaymentStopped: lambda s, e, a: {"status": Status.REVOKED, "payments": _last_payment(s, returned=e.reason, returned_at=a)},
    EvaluationDue: lambda _s, e, _a: {"evaluation": Evaluation(due=e.due, remind=e.remind)},
    EvaluationReminded: lambda s, _e, a: _evaluation(s, remind=tuple(at for at in known(s.evaluation).remind if at > a)),
    EvaluationFiled: lambda s, e, _a: _evaluation(s, form=e.form),
    EvaluationRecorded: lambda s, e, _a: _evaluation(s, outcome=e.outcome, findings=e.findings, consequence=e.consequence),
}


def fold(state: Award, event: Event, at: datetime) -> Award:
    change = _FOLDS.get(type(event))
    return state.model_copy(update=change(state, event, at)) if change else state
