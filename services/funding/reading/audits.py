"""Special audits: a firm is shown whom it audits, which case, by when, and what it said itself."""

from __future__ import annotations

from typing import Any

from contracts.refusal import Refusal
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.funding import access
from services.funding.api.models.audits import AuditRow, AuditShown
from services.funding.domain.award import Award, known
from services.funding.funding import Funding
from services.funding.reading.awards import stored


def audit_row(row: Document) -> AuditRow:
    return AuditRow(**_task(Award.model_validate(row["state"])))


def _task(state: Award) -> dict[str, Any]:
    audit, candidate = known(state.audit), known(state.candidate)
    return {
        "application": state.id,
        "applicant": candidate.applicant.name,
        "title": candidate.title,
        "firm": audit.firm.name,
        "due": audit.due,
        "result": audit.result,
    }


async def audit_shown(funding: Funding, caller: Principal, key: str) -> AuditShown:
    """A special audit that the caller ordered, does or watches over; a 404 for any other."""
    state, _ = await stored(funding, key)
    if not access.sees_audit(caller, state):
        raise Refusal("not-found", access.NO_AUDIT)
    audit = known(state.audit)
    return AuditShown(**_task(state), findings=audit.findings, report=audit.report)
