"""What intake lists and shows, and the indexes for it. ``state`` is the whole state; the other fields are what lists filter by."""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, IndexModel

from services.chassis.mongo import Document
from services.chassis.views import View
from services.intake.domain.application import Application
from services.intake.domain.organisation import Registration
from services.intake.domain.round import Round
from services.intake.domain.summary_list import SummaryList
from services.intake.streams import APPLICATION, LIST, ORGANISATION, ROUND


def _index(name: str, *fields: str) -> IndexModel:
    return IndexModel([(field, ASCENDING) for field in fields], name=name)


def _filed(name: str, *fields: str) -> IndexModel:
    """Over what was filed: bureaus and overlaps ask for nothing else, and a draft's row need not be in it."""
    return IndexModel([(field, ASCENDING) for field in fields], name=name, partialFilterExpression={"filed": True})


def _within(code: str) -> list[str]:
    """A region and all that it lies in (13, 1301, 130102): a bureau's rows are found by equality, in the order of the index."""
    return [code[:length] for length in (2, 4, 6) if len(code) >= length]


def _application(_key: str, state: Application) -> Document:
    call = state.call
    return {
        "programme": call.programme if call else None,
        "round": call.round if call else None,
        "track": call.track if call else None,
        "status": state.status.value,
        "filed": state.submission > 0,
        "within": _within(state.region.code if state.region else ""),
        "uscc": state.uscc,
        "filer": state.filer.subject if state.filer else None,
        "smes": [sme.uscc for sme in state.front.smes] if state.front else [],
        "list": state.recommendation.list if state.recommendation else None,
        "state": state.model_dump(mode="json", exclude={"filed"}) | {"filed": state.filed.encoded if state.filed else None},
    }


def _list(key: str, state: SummaryList) -> Document:
    programme, round_, region = key.split("/")
    return {
        "programme": programme,
        "round": round_,
        "region": region,
        "within": _within(region) if len(region) <= 6 else [],  # a provider's own list goes by its USCC, and lies in no region
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
    return {"within": _within(region), "filer": state.filer.subject if state.filer else None, "state": state.model_dump(mode="json")}


APPLICATIONS = View(
    "applications",
    APPLICATION,
    _application,
    (
        _filed("filed_within", "within", "_id"),
        _index("status", "programme", "round", "status", "_id"),
        _index("uscc", "uscc", "_id"),
        _index("filer", "filer", "_id"),
        _filed("filed_smes", "programme", "smes"),
    ),
)
LISTS = View("lists", LIST, _list, (_index("call", "programme", "round", "within", "_id"), _index("within", "within", "_id")))
ORGANISATIONS = View("organisations", ORGANISATION, _organisation, (_index("within", "within", "_id"),))
ROUNDS = View("rounds", ROUND, _round, (_index("programme", "programme", "_id"),))

ALL = (APPLICATIONS, LISTS, ORGANISATIONS, ROUNDS)
