"""What intake lists and shows, and the indexes for it. ``state`` is the whole state; the other fields are what lists filter by."""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, IndexModel

from contracts.regions import enclosing
from services.chassis.mongo import Document
from services.chassis.timers import DUE_INDEX
from services.chassis.views import View, index
from services.intake.domain.application import Application
from services.intake.domain.imports import Import, Stage
from services.intake.domain.organisation import Registration
from services.intake.domain.round import Round
from services.intake.domain.summary_list import SummaryList
from services.intake.streams import APPLICATION, IMPORT, LIST, ORGANISATION, ROUND


def _filed(name: str, *fields: str) -> IndexModel:
    """Over what was filed: bureaus and overlaps ask for nothing else, and a draft's row need not be in it."""
    return IndexModel([(field, ASCENDING) for field in fields], name=name, partialFilterExpression={"filed": True})


def _application(_key: str, state: Application) -> Document:
    call = state.call
    return {
        "programme": call.programme if call else None,
        "round": call.round if call else None,
        "track": call.track if call else None,
        "status": state.status.value,
        "filed": state.submission > 0,
        "within": enclosing(state.region.code if state.region else ""),
        "uscc": state.uscc,
        "filer": state.filer.subject if state.filer else None,
        "smes": [sme.uscc for sme in state.front.smes] if state.front else [],
        "list": state.recommendation.list if state.recommendation else None,
        "state": state.model_dump(mode="json", exclude={"filed"}),  # what was filed is in the record, and large
    }


def _list(key: str, state: SummaryList) -> Document:
    programme, round_, region = key.split("/")
    return {
        "programme": programme,
        "round": round_,
        "region": region,
        "within": enclosing(region) if len(region) <= 6 else [],  # a provider's own list goes by its USCC, and lies in no region
        "status": state.status,
        "filed": sorted(state.filed),
        "state": state.model_dump(mode="json", exclude={"filed"}),
    }


def _round(_key: str, state: Round) -> Document:
    named: dict[str, Any] = {"programme": state.programme, "round": state.code, "region": state.region, "status": state.status}
    return named | {"cases": len(state.cases), "state": state.model_dump(mode="json", exclude={"cases"})}


def _organisation(_key: str, state: Registration) -> Document:
    organisation = state.organisation
    region = organisation.address.division.code if organisation else ""
    return {"within": enclosing(region), "filer": state.filer.subject if state.filer else None, "state": state.model_dump(mode="json")}


def _import(_key: str, state: Import) -> Document:
    accepted, running = state.accepted, state.stage in (Stage.RUNNING, Stage.REVERTING)
    named: dict[str, Any] = {"filer": accepted.by.subject if accepted else None, "programme": accepted.call.programme if accepted else None}
    return named | {"stage": state.stage.value, "due": state.accepted_at if running else None, "state": state.model_dump(mode="json")}


APPLICATIONS = View(
    "applications",
    APPLICATION,
    _application,
    (
        _filed("filed_within", "within", "_id"),
        index("status", "programme", "round", "status", "_id"),
        index("uscc", "uscc", "_id"),
        index("filer", "filer", "_id"),
        _filed("filed_smes", "programme", "smes"),
    ),
    journaled=False,
)
IMPORTS = View("imports", IMPORT, _import, (index("filer", "filer", "_id"), DUE_INDEX))
LISTS = View("lists", LIST, _list, (index("call", "programme", "round", "within", "_id"), index("within", "within", "_id")))
ORGANISATIONS = View(
    "organisations", ORGANISATION, _organisation, (index("within", "within", "_id"), index("name", "state.organisation.name", "_id"))
)
ROUNDS = View("rounds", ROUND, _round, (index("programme", "programme", "_id"),))

ALL = (APPLICATIONS, IMPORTS, LISTS, ORGANISATIONS, ROUNDS)
