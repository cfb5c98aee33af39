"""What scoring lists and shows, and the indexes for it. ``state`` is the whole state; the other fields are what lists filter by."""

from __future__ import annotations

from typing import Any

from contracts.regions import enclosing
from services.chassis.mongo import Document
from services.chassis.timers import DUE_INDEX
from services.chassis.views import View, index
from services.scoring.domain.case import Case
from services.scoring.domain.engagement import Engagement
from services.scoring.domain.expert import Registration
from services.scoring.domain.review import Review
from services.scoring.streams import CASE, ENGAGEMENT, EXPERT, REVIEW


def _expert(_key: str, state: Registration) -> Document:
    entry = state.entry
    return {
        "within": enclosing(state.region),
        "suspended": state.suspended is not None,
        "expires": entry.expires.isoformat() if entry and entry.expires else None,
        "account": entry.account if entry else None,
        "industries": list(entry.industries) if entry else [],
        "state": state.model_dump(mode="json"),
    }


_LONG = {"cases", "convened", "pool", "panels", "excluded", "continued", "gone", "progress"}
"""What grows with the cases and experts of a review: read from its stream, where it is needed."""


def _review(key: str, state: Review) -> Document:
    programme, round_, track = key.split("/")
    counted: dict[str, Any] = {
        "cases": len(state.convened or state.cases),
        "arrived": len(state.cases),
        "reviewed": len(state.reviewed),
        "scored": sum(1 for to in state.progress.values() if to == "scored"),
        "withdrawn": sum(1 for to in state.progress.values() if to == "withdrawn"),
        "pool": len(state.pool),
    }
    return {
        "programme": programme,
        "round": round_,
        "track": track,
        "within": enclosing(state.region),
        "agency": state.agency.uscc if state.agency else None,
        "status": state.status,
        "counts": counted,
        "state": state.model_dump(mode="json", exclude=_LONG),
    }


def _case(_key: str, state: Case) -> Document:
    call, file = state.review, state.file
    return {
        "programme": call.programme if call else None,
        "round": call.round if call else None,
        "track": call.track if call else None,
        "status": state.status.value,
        "within": enclosing(file.region.code if file else ""),
        "uscc": file.uscc if file else None,
        "filer": state.filer,
        "experts": [seat.expert for seat in state.seats],
        "vacant": state.vacant,
        "state": state.model_dump(mode="json"),
    }


def _engagement(key: str, state: Engagement) -> Document:
    programme, round_, track, expert = key.split("/")
    call = {"programme": programme, "round": round_, "track": track}
    signed = state.signature is not None
    return {**call, "expert": expert, "signed": signed, "due": state.remind, "state": state.model_dump(mode="json")}


CASES = View(
    "cases",
    CASE,
    _case,
    (
        index("call", "programme", "round", "track", "status", "_id"),
        index("within", "within", "_id"),
        index("experts", "experts", "_id"),
        index("uscc", "uscc", "_id"),
        index("filer", "filer", "_id"),
    ),
)
ENGAGEMENTS = View(
    "engagements", ENGAGEMENT, _engagement, (index("expert", "expert", "_id"), index("call", "programme", "round", "track"), DUE_INDEX)
)
EXPERTS = View("experts", EXPERT, _expert, (index("within", "within", "_id"), index("account", "account", "_id")))
REVIEWS = View(
    "reviews",
    REVIEW,
    _review,
    (index("within", "within", "_id"), index("agency", "agency", "_id"), index("call", "programme", "round", "_id")),
)

ALL = (CASES, ENGAGEMENTS, EXPERTS, REVIEWS)
