"""What funding lists and shows, and the indexes for it. ``state`` is the whole state; the other fields are what lists filter by."""

from __future__ import annotations

from functools import cache

from contracts.programme.programmes import Programmes
from contracts.regions import enclosing
from services.chassis.mongo import Document
from services.chassis.timers import DUE_INDEX
from services.chassis.views import View, index
from services.funding.domain.award import Award
from services.funding.domain.fund import Fund
from services.funding.domain.proposal import Proposal
from services.funding.streams import AWARD, FUND, PROPOSAL

_programmes = cache(Programmes.all_published)


def _award(_key: str, state: Award) -> Document:
    call, candidate = state.call, state.candidate
    evaluation = state.evaluation
    return {
        "programme": call.programme if call else None,
        "round": call.round if call else None,
        "track": call.track if call else None,
        "status": state.status.value,
        "known": candidate is not None,
        "within": enclosing(candidate.applicant.region.code if candidate else ""),
        "uscc": state.uscc,
        "filer": state.filer,
        "firm": state.audit.firm.uscc if state.audit else None,
        "objections": [objection.id for objection in state.objections],
        "objected": bool(state.objections),
        "evaluation": evaluation.outcome or "due" if evaluation else None,
        "due": state.reminder,
        "state": state.model_dump(mode="json"),
    }


def _fund(key: str, state: Fund) -> Document:
    code = key.split("/", maxsplit=1)[0]
    region = _programmes().newest(code).authority.region
    return {"programme": code, "within": enclosing(region), "state": state.model_dump(mode="json")}


def _proposal(key: str, state: Proposal) -> Document:
    programme, round_, track = key.split("/")
    region = state.ranked.region if state.ranked else ""
    running = [notice.ends for notice in state.notices if notice.notice not in state.ended]
    return {
        "programme": programme,
        "round": round_,
        "track": track,
        "within": enclosing(region),
        "due": min(running) if running else None,
        "noticed": bool(state.notices),
        "state": state.model_dump(mode="json"),
    }


AWARDS = View(
    "awards",
    AWARD,
    _award,
    (
        index("call", "programme", "round", "track", "status", "_id"),
        index("within", "within", "_id"),
        index("uscc", "uscc", "_id"),
        index("filer", "filer", "_id"),
        index("firm", "firm", "_id"),
        index("objections", "objections"),
        index("objected", "objected", "_id"),
        DUE_INDEX,
    ),
)
"""``due`` is when the enterprise is reminded of its evaluation."""
FUNDS = View("funds", FUND, _fund, (index("within", "within", "_id"),))
PROPOSALS = View("proposals", PROPOSAL, _proposal, (index("within", "within", "_id"), index("noticed", "noticed", "_id"), DUE_INDEX))
"""``due`` is when the next public notice ends."""

ALL = (AWARDS, FUNDS, PROPOSALS)
