"""专项审计: by a firm that has not audited the applicant before; it passes, or the award falls."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from contracts.events.event import Event
from contracts.events.funding.award import AuditCancelled, AuditFailed, AuditOrdered, AuditPassed, Firm
from contracts.events.parties import Officer
from contracts.programme.track import Track
from contracts.refusal import Fault, Refusal, Text
from services.funding.domain.award import Audit, Award, Status, known
from services.funding.domain.objection import require_unnamed
from services.funding.domain.refusals import require


@dataclass(frozen=True, slots=True)
class Assignment:
    """The firm, and when its report is due. ``reason``: why it follows another one."""

    firm: Firm
    due: datetime
    reason: str | None = None


def order(state: Award, track: Track, task: Assignment, region: str, by: Officer) -> list[Event]:
    """Order the audit of a proposed award. With a reason, another firm may replace one that is not done."""
    require(state, Status.PROPOSED)
    if state.audit is not None and state.audit.result is not None:
        raise Refusal("conflict", Text("专项审计已完成", "The special audit is done"))
    _require_independent(state, track, task.firm)
    replaces = state.audit is not None and state.audit.firm.uscc != task.firm.uscc
    _require_reason(task, replaces=replaces)
    relieved = cancel(state, "replaced", task.reason) if replaces else []
    call = known(state.call)
    return [*relieved, AuditOrdered(application=state.id, call=call, region=region, firm=task.firm, due=task.due, by=by)]


def _require_reason(task: Assignment, *, replaces: bool) -> None:
    if replaces is (task.reason is not None):
        return
    if replaces:
        code, text = "missing", Text("更换会计师事务所须说明原因", "Say why another firm replaces the one that was ordered")
    else:
        code, text = "unexpected", Text("没有更换会计师事务所，无须说明原因", "No other firm is replaced: there is no reason to give")
    raise Refusal("invalid-content", text, (Fault(code, "/reason", text),))


def cancel(state: Award, why: Literal["replaced", "award-fell"], reason: str | None = None) -> list[AuditCancelled]:
    """The firm that is at work on an award need not go on; nothing where none is."""
    if state.audit is None or state.audit.result is not None:
        return []
    return [AuditCancelled(application=state.id, call=known(state.call), firm=state.audit.firm, why=why, reason=reason)]


def _require_independent(state: Award, track: Track, firm: Firm) -> None:
    """Not the firm of the applicant's own report: by its code, or by its name where the application gives no code."""
    own = known(state.candidate).auditor
    rule = track.audit
    if rule is not None and rule.not_by and own is not None and (own.uscc == firm.uscc or _plain(own.name) == _plain(firm.name)):
        zh = f"专项审计不得由出具申报企业审计报告的会计师事务所（{own.name}）承担"
        en = "The firm that audited the applicant's own report may not do the special audit"
        fault = Fault("not-independent", "/firm/uscc", Text(zh, en), None, firm.uscc)
        raise Refusal("auditor-not-independent", Text(zh, en), (fault,), source=rule.clause("not_by"))


def _plain(name: str) -> str:
    """A name however it is spaced, and in whatever width and case it is written."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


@dataclass(frozen=True, slots=True)
class Report:
    """What the firm found; ``file`` is the report's SHA-256. ``reason``: why the award falls, None where it passes."""

    findings: str
    file: str
    reason: str | None = None


def record(state: Award, report: Report, by: Officer) -> list[Event]:
    """The firm's result. Recorded once."""
    audit = under_way(state)
    require_unnamed(state, report.findings, "/findings")
    require_unnamed(state, report.reason, "/reason")
    call = known(state.call)
    if report.reason is None:
        return [
            AuditPassed(application=state.id, call=call, firm=audit.firm, findings=report.findings, report=report.file, by=by),
        ]
    return [
        AuditFailed(
            application=state.id,
            call=call,
            firm=audit.firm,
            reason=report.reason,
            findings=report.findings,
            report=report.file,
            by=by,
        )
    ]


def under_way(state: Award) -> Audit:
    """The audit that was ordered and is not done; refused where there is none."""
    require(state, Status.PROPOSED)
    if state.audit is None:
        raise Refusal("wrong-status", Text("尚未安排专项审计", "No special audit has been ordered"))
    if state.audit.result is not None:
        raise Refusal("conflict", Text("专项审计结果已提交", "The result of the special audit is in already"))
    return state.audit
