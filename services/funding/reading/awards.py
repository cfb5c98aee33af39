"""Awards: an enterprise its own, an office those of its region; nobody is told of others, and nobody here of who objected."""

from __future__ import annotations

from typing import Any

from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.funding import access
from services.funding.api.models.awards import (
    AwardAudit,
    AwardEvaluation,
    AwardNotice,
    AwardObjection,
    AwardPayment,
    AwardRow,
    AwardShown,
    FirmRelieved,
)
from services.funding.domain.award import Audit, Award, Payment, known
from services.funding.funding import Funding
from services.funding.views import AWARDS


async def award(funding: Funding, caller: Principal, key: str) -> tuple[Award, int]:
    """An award that the caller may see, and its version; a 404 for any other."""
    state, version = await stored(funding, key)
    access.require_seen(caller, state)
    return state, version


async def stored(funding: Funding, key: str) -> tuple[Award, int]:
    """An award whoever asks, and its version."""
    row = await AWARDS.collection(funding.database).find_one({"_id": key}, {"state": 1, "version": 1})
    return (Award.model_validate(row["state"]), row["version"]) if row else (Award(), 0)


def award_row(row: Document) -> AwardRow:
    return AwardRow(**_row(Award.model_validate(row["state"])))


def _row(state: Award) -> dict[str, Any]:
    call, candidate = known(state.call), known(state.candidate)
    return {
        "id": state.id,
        "programme": call.programme,
        "round": call.round,
        "track": call.track,
        "region": candidate.applicant.region,
        "applicant": candidate.applicant.name,
        "uscc": candidate.applicant.uscc,
        "title": candidate.title,
        "status": state.status,
        "rank": state.rank,
        "total": state.total,
        "position": state.position,
        "fen": state.fen,
    }


async def award_shown(funding: Funding, caller: Principal, key: str) -> AwardShown:
    """An award with what the caller may know of it: who objected is told to nobody here, what the auditors found to the authority only."""
    state, version = await award(funding, caller, key)
    candidate = known(state.candidate)
    authority = funding.programme_of(state).authority.region
    office = access.reads_everything(caller, authority) and access.oversees(caller, candidate.applicant.region.code)
    return AwardShown(
        **_row(state),
        version=version,
        call=known(state.call),
        mode=candidate.mode,
        industry=candidate.industry,
        scope=candidate.scope,
        why=state.why,
        reason=state.reason,
        audit=_audit(state.audit, office=office) if state.audit else None,
        decision=state.decision,
        minutes=state.minutes,
        notice=AwardNotice(**state.notice.model_dump()) if state.notice else None,
        objections=tuple(AwardObjection(id=each.id, at=each.at, outcome=each.outcome, reasons=each.reasons) for each in state.objections),
        confirmed_at=state.confirmed_at,
        account=state.account if office or access.owns(caller, state) else None,
        payments=tuple(map(_payment, state.payments)),
        evaluation=AwardEvaluation(**state.evaluation.model_dump(exclude={"remind"})) if state.evaluation else None,
        clawback_due=state.clawback_due,
        archive=state.archive if office else None,
    )


def _audit(state: Audit, *, office: bool) -> AwardAudit:
    shown = AwardAudit(firm=state.firm.name, due=state.due, result=state.result, findings=None, report=None)
    if not office:
        return shown
    relieved = tuple(FirmRelieved(firm=each.firm.name, reason=each.reason, at=each.at) for each in state.relieved)
    return shown.model_copy(update={"findings": state.findings, "report": state.report, "relieved": relieved})


def _payment(state: Payment) -> AwardPayment:
    made = state.made
    return AwardPayment(
        attempt=state.order.attempt,
        fen=state.order.fen,
        through=state.order.through,
        voucher=made.voucher if made else None,
        paid_on=made.paid_on if made else None,
        returned=state.returned,
    )
