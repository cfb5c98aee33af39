"""专项审计 of an award: ordered by the bureau, done by the firm; a failed one ends the award, and the waiting list moves up."""

from __future__ import annotations

from typing import Any, BinaryIO

from contracts.days import after
from contracts.events.funding.award import Firm
from contracts.refusal import Refusal, Text
from services.funding.domain import audit as rules
from services.funding.domain.audit import Assignment, Report
from services.funding.domain.award import Award
from services.funding.handlers import reports
from services.funding.handlers.awards import Task, fall, record
from services.funding.handlers.ledger import Ledger
from services.funding.handlers.reports import Place
from services.funding.views import AWARDS


async def order(task: Task, firm: Firm, reason: str | None = None) -> dict[str, Any]:
    """Order the special audit from a firm, for as long as the programme gives. ``reason``: why it replaces another one."""

    def rule(state: Award, ledger: Ledger) -> None:
        required = ledger.track.audit
        if required is None:
            raise Refusal("wrong-status", Text("该类别没有专项审计", "The track has no special audit"))
        region = task.desk.programme_of(state).authority.region
        assignment = Assignment(firm, after(ledger.now, required.within), reason)
        record(ledger, state, *rules.order(state, ledger.track, assignment, region, task.officer))

    return await task.take("order_audit", rule)


async def keep_report(task: Task, file: BinaryIO) -> dict[str, Any]:
    """Keep the report for the result that the firm records."""
    state = await task.desk.state(AWARDS, task.application, Award) or Award()
    task.may(state)
    if (first := await task.desk.answered(task.asked)) is not None:
        return first
    rules.under_way(state)
    return await reports.keep(task.desk, task.asked, _place(task), file)


async def record_result(task: Task, report: Report) -> dict[str, Any]:
    """The firm's result; where it fails, the award falls, and the next of the waiting list moves up."""
    task.may(await task.desk.state(AWARDS, task.application, Award) or Award())
    await reports.require_kept(task.desk, _place(task), report.file)

    def rule(state: Award, ledger: Ledger) -> None:
        record(ledger, state, *rules.record(state, report, task.officer))
        if report.reason is not None:
            fall(state, ledger, "audit-failed", f"专项审计未通过：{report.reason}")

    return await task.take("record_audit", rule)


def _place(task: Task) -> Place:
    """The report is the firm's own: another firm's is not taken for it."""
    return Place(task.stream, f"{task.application}/{task.asked.caller.organisation}")
