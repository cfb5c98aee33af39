"""What callers see of intake: rows of the views, within their rights, in the shape that the API shows."""

from __future__ import annotations

from typing import Any

from contracts.events.intake.examination import Reason
from contracts.events.parties import Organisation
from contracts.form import form_warnings
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.intake import access
from services.intake.api.models.applications import ApplicationRow, ApplicationShown, Overlap
from services.intake.api.models.drafts import Check, DraftShown, MaterialShown
from services.intake.api.models.faults import FaultShown
from services.intake.api.models.lists import ListRow, ListShown
from services.intake.api.models.organisations import OrganisationRow, OrganisationShown
from services.intake.api.models.rounds import RoundShown
from services.intake.domain.application import Application, Status, known
from services.intake.domain.organisation import Registration
from services.intake.domain.round import Round
from services.intake.domain.summary_list import SummaryList
from services.intake.domain.verdict import Verdict
from services.intake.drafts import Draft
from services.intake.intake import Intake
from services.intake.views import APPLICATIONS, LISTS, ORGANISATIONS, ROUNDS

_INACTIVE = [Status.DRAFT.value, Status.WITHDRAWN.value, Status.REJECTED.value]


async def application(intake: Intake, caller: Principal, key: str) -> tuple[Application, int]:
    """An application that the caller may see, and its version; a 404 for any other."""
    state, version = await intake.standing(key)
    access.require_seen(caller, state)
    return state, version


async def application_shown(intake: Intake, caller: Principal, key: str) -> ApplicationShown:
    """An application with all that the caller may know of it: what concerns other applicants is for officers."""
    state, version = await application(intake, caller, key)
    officer = access.examines(caller)
    overlaps = await _overlaps(intake, caller, state) if officer else ()
    shown = _row(state) | {
        "version": version,
        "call": state.call,
        "content": state.content,
        "checks": state.checks,
        "confirmed": state.confirmed,
        "returned": state.returned,
        "brief": state.brief,
        "recommendation": state.recommendation,
        "paper": state.paper,
        "rejection": state.rejection,
        "withdrawal": state.withdrawal,
        "result": state.result,
        "overlaps": overlaps,
        "warnings": _warnings(intake, state) if officer else (),
    }
    return ApplicationShown(**shown)


def _row(state: Application) -> dict[str, Any]:
    call, front = known(state.call), state.front
    return {
        "id": state.id,
        "programme": call.programme,
        "round": call.round,
        "track": call.track,
        "region": state.region,
        "applicant": state.applicant,
        "uscc": state.uscc,
        "title": front.title if front else None,
        "mode": front.mode if front else None,
        "industry": front.industry if front else None,
        "status": state.status,
        "submission": state.submission,
        "submitted_at": state.submitted_at,
    }


def application_row(row: Document) -> ApplicationRow:
    return ApplicationRow(**_row(Application.model_validate(row["state"])))


async def _overlaps(intake: Intake, caller: Principal, state: Application) -> tuple[Overlap, ...]:
    """Live applications of others in the programme that claim the same SMEs, in whatever county: a flag on both."""
    if state.front is None or state.status.value in _INACTIVE:
        return ()
    mine = {sme.uscc for sme in state.front.smes}
    others = {
        "programme": known(state.call).programme,
        "filed": True,
        "smes": {"$in": sorted(mine)},
        "_id": {"$ne": state.id},
        "status": {"$nin": _INACTIVE},
    } | ({"uscc": {"$ne": state.uscc}} if state.uscc else {})
    found = APPLICATIONS.collection(intake.database).find(others, {"smes": 1, "state.applicant": 1, "within": 1}).sort("_id", 1)
    overlaps = []
    async for row in found:
        seen = set(row["within"]) & set(caller.regions)
        names = (row["_id"], row["state"]["applicant"]) if seen else ("", "其他县（市、区）的申报")
        overlaps.append(Overlap(application=names[0], applicant=names[1], smes=tuple(sorted(mine & set(row["smes"])))))
    return tuple(overlaps)


def _warnings(intake: Intake, state: Application) -> tuple[FaultShown, ...]:
    if state.content is None:
        return ()
    call = known(state.call)
    offer = intake.programmes.offer(call)
    return tuple(FaultShown.of(warning) for warning in form_warnings(offer, state.content.form, "/form"))


def check_shown(verdict: Verdict) -> Check:
    faults, warnings = (tuple(FaultShown.of(fault) for fault in found) for found in (verdict.faults, verdict.warnings))
    return Check(ready=not faults, faults=faults, warnings=warnings, form_code=verdict.code)


def draft_shown(draft: Draft, verdict: Verdict) -> DraftShown:
    materials = tuple(MaterialShown(**material.shown) for material in draft.materials)
    return DraftShown(
        application=draft.application, edition=draft.edition, form=draft.form, materials=materials, check=check_shown(verdict)
    )


async def round_shown(intake: Intake, key: str) -> RoundShown:
    """A round; a 404 where it was never opened."""
    row = await ROUNDS.collection(intake.database).find_one({"_id": key})
    if row is None:
        raise access.unknown("没有开放过这个批次", "There is no such round, or it was never opened")
    return round_row(row)


def round_row(row: Document) -> RoundShown:
    state = Round.model_validate(row["state"])
    return RoundShown(
        id=row["_id"],
        programme=state.programme,
        round=state.code,
        version=row["version"],
        title=state.title,
        status=row["status"],
        window=state.window,
        cases=row["cases"],
        moved=tuple(move.reason for move in state.moves),
    )


async def organisation(intake: Intake, caller: Principal, uscc: str) -> tuple[OrganisationShown, int]:
    """An organisation that the caller may see, and its version; a 404 for any other."""
    row = await ORGANISATIONS.collection(intake.database).find_one({"_id": uscc})
    state = Registration.model_validate(row["state"]) if row else Registration()
    if row is None or state.organisation is None or not access.sees_organisation(caller, state, uscc):
        raise access.unknown("没有登记这个单位", "There is no such organisation")
    return OrganisationShown(**_organisation(state.organisation), contact=state.organisation.contact), row["version"]


def organisation_row(row: Document) -> OrganisationRow:
    return OrganisationRow(**_organisation(known(Registration.model_validate(row["state"]).organisation)))


def _organisation(state: Organisation) -> dict[str, Any]:
    return {"uscc": state.uscc, "name": state.name, "kind": state.kind, "address": state.address}


def list_row(row: Document) -> ListRow:
    return ListRow(**_list(row["_id"], SummaryList.model_validate(row["state"])))


def _list(key: str, state: SummaryList) -> dict[str, Any]:
    programme, round_, region = key.split("/")
    return {
        "id": key,
        "programme": programme,
        "round": round_,
        "region": region,
        "status": state.status,
        "filing": state.filing,
        "entries": len(state.entries),
        "filed_at": state.filed_at,
        "received_on": state.received_on,
    }


async def summary_list(intake: Intake, caller: Principal, key: tuple[str, str, str]) -> tuple[SummaryList, int]:
    """A list that the caller may see, and its version; a 404 for any other."""
    row = await LISTS.collection(intake.database).find_one({"_id": "/".join(key)})
    if row is None or not access.sees_list(caller, key[2]):
        raise access.unknown("没有这份汇总表", "There is no such list")
    state = SummaryList.model_validate(row["state"] | {"filed": row["filed"]})
    return state, row["version"]


async def list_shown(intake: Intake, caller: Principal, key: tuple[str, str, str]) -> ListShown:
    """A list with its rows."""
    state, version = await summary_list(intake, caller, key)
    reasons: tuple[Reason, ...] = state.returned.reasons if state.returned else ()
    more: dict[str, Any] = {
        "version": version,
        "bureau": state.ref.bureau if state.ref else None,
        "contact": state.contact,
        "rows": state.entries,
        "counts": state.counts,
        "filed": tuple(sorted(state.filed)),
        "scans": state.scans,
        "returned": reasons,
    }
    return ListShown(**_list("/".join(key), state), **more)
