"""专项审计 over a whole fund, where the programme asks for it beside the audits of the awards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from contracts.events.funding.award import Firm
from contracts.events.funding.fund import FundAudited, FundAuditOrdered
from contracts.events.parties import Officer
from contracts.programme.oversight import Audit as Rule
from contracts.refusal import Refusal, Text
from services.funding.domain.fund import Fund, FundAudit


def order(state: Fund, rule: Rule | None, task: tuple[Firm, datetime], by: Officer) -> FundAuditOrdered:
    """Order a report over the fund; ``task``: the firm, and when it is due. One at a time."""
    if rule is None or not rule.fund_report:
        raise Refusal("wrong-status", Text("该项目没有资金专项审计报告", "The programme asks for no report over the fund"))
    if state.document is None:
        raise Refusal("wrong-status", Text("资金总额尚未确定", "The fund has no cap yet"))
    if state.audits and state.audits[-1].result is None:
        raise Refusal("conflict", Text("已有一项资金专项审计在进行", "An audit of the fund is under way already"))
    firm, due = task
    return FundAuditOrdered(programme=state.programme, round=state.round, audit=len(state.audits) + 1, firm=firm, due=due, by=by)


@dataclass(frozen=True, slots=True)
class FundReport:
    """What the firm found; ``file`` is the report's SHA-256."""

    result: Literal["passed", "failed"]
    findings: str
    file: str


def record(state: Fund, number: int, report: FundReport, by: Officer) -> FundAudited:
    """The firm's report, recorded once, with the sums that it found."""
    audit = find(state, number)
    if audit.result is not None:
        raise Refusal("conflict", Text("专项审计结果已提交", "The result of the special audit is in already"))
    return FundAudited(
        programme=state.programme,
        round=state.round,
        audit=number,
        firm=audit.firm,
        result=report.result,
        findings=report.findings,
        report=report.file,
        held=state.held,
        paid=state.paid,
        by=by,
    )


def find(state: Fund, number: int) -> FundAudit:
    """A 404 where the fund has no such audit."""
    if not 1 <= number <= len(state.audits):
        raise Refusal("not-found", Text("没有这项资金专项审计", "There is no such audit of the fund"))
    return state.audits[number - 1]
