"""Objections: who objects is told to the bureau that has to answer and to the supervision; what came of it to whoever has its number."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from contracts.refusal import Refusal, Text
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.funding import access
from services.funding.api.models.objections import ObjectionAnswer, ObjectionRow, ObjectionShown
from services.funding.domain.award import Award, Objection, known
from services.funding.domain.objection import find
from services.funding.funding import Funding
from services.funding.views import AWARDS

NO_OBJECTION = Text("没有这件异议", "There is no such objection")

ObjectionPlace = tuple[str, str]
"""An objection's place in the list: its award, and its own id."""


async def objections(
    funding: Funding, caller: Principal, chosen: Document, behind: ObjectionPlace | None
) -> AsyncGenerator[tuple[ObjectionPlace, ObjectionRow], None]:
    """The objections that the caller may see, by award; ``chosen`` narrows the rows of awards, ``open`` in it the objections."""
    rows = {name: value for name, value in chosen.items() if name != "open"}
    wanted = {"$and": [access.visible(caller), rows, {"objected": True}, {"_id": {"$gte": behind[0]}} if behind else {}]}
    async for row in AWARDS.collection(funding.database).find(wanted, {"state": 1}).sort("_id", 1):
        state = Award.model_validate(row["state"])
        for each in sorted(state.objections, key=lambda one: one.id):
            place, wanted_now = (state.id, each.id), chosen.get("open") in (None, each.outcome is None)
            seen = behind is not None and place <= tuple(behind)
            if wanted_now and not seen and access.watches(caller, each.lodged.region):
                yield place, ObjectionRow(**_row(state, each))


async def objection_shown(funding: Funding, caller: Principal, key: str) -> ObjectionShown:
    """An objection with who objects; a 404 for whom that is not to know."""
    state, found = await _found(funding, key)
    if not access.watches(caller, found.lodged.region):
        raise Refusal("not-found", NO_OBJECTION)
    lodged = found.lodged
    return ObjectionShown(
        **_row(state, found),
        objector=lodged.objector,
        text=lodged.text,
        files=lodged.files,
        entered_by=lodged.by.name if lodged.by else None,
    )


async def answer_shown(funding: Funding, key: str) -> ObjectionAnswer:
    """What came of an objection, whoever asks: nothing of who objected, and nothing of the award."""
    _, found = await _found(funding, key)
    return ObjectionAnswer(**_answer(found))


async def receipt(funding: Funding, key: str) -> tuple[str, ObjectionAnswer]:
    """The bureau that answers, and what came of it so far, whoever asks."""
    state, found = await _found(funding, key)
    return funding.programme_of(state).authority.name, ObjectionAnswer(**_answer(found))


async def _found(funding: Funding, key: str) -> tuple[Award, Objection]:
    row = await AWARDS.collection(funding.database).find_one({"objections": key}, {"state": 1})
    if row is None:
        raise Refusal("not-found", NO_OBJECTION)
    state = Award.model_validate(row["state"])
    return state, find(state, key)


def _answer(found: Objection) -> dict[str, Any]:
    return {"objection": found.id, "at": found.at, "due": found.lodged.due, "outcome": found.outcome, "reasons": found.reasons}


def _row(state: Award, found: Objection) -> dict[str, Any]:
    call, candidate = known(state.call), known(state.candidate)
    return {
        **_answer(found),
        "application": state.id,
        "applicant": candidate.applicant.name,
        "title": candidate.title,
        "programme": call.programme,
        "round": call.round,
        "track": call.track,
        "notice": found.lodged.notice,
        "via": found.lodged.via,
        "received_on": found.lodged.received_on,
    }
