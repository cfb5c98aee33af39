"""Funds: the sums as they stand, and the ledger line by line from the record itself."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from contracts.events.funding.fund import FundChanged, FundPosted
from contracts.refusal import Refusal
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.chassis.store import Happened
from services.funding import access
from services.funding.api.models.funds import FundAuditShown, FundShown, LedgerLine
from services.funding.domain.fund import Fund
from services.funding.funding import Funding
from services.funding.streams import FUND
from services.funding.views import FUNDS

LinePlace = tuple[int, int]
"""A line's place in its fund: version and number."""


async def fund_shown(funding: Funding, caller: Principal, key: tuple[str, ...]) -> FundShown:
    """A fund that the caller may see; a 404 for any other."""
    row = await FUNDS.collection(funding.database).find_one({"_id": "/".join(key)})
    _require_fund(funding, caller, key[0])
    if row is None:
        raise Refusal("not-found", access.NO_FUND)
    return fund_row(row)


def _require_fund(funding: Funding, caller: Principal, programme: str) -> None:
    if not access.oversees(caller, funding.programmes.newest(programme).authority.region):
        raise Refusal("not-found", access.NO_FUND)


def fund_row(row: Document) -> FundShown:
    state = Fund.model_validate(row["state"])
    return FundShown(
        id=row["_id"],
        programme=state.programme,
        round=state.round,
        version=row["version"],
        cap=state.cap,
        reserved=state.reserved,
        awarded=state.awarded,
        paid=state.paid,
        held=state.held,
        available=state.available,
        document=state.document,
        audits=tuple(
            FundAuditShown(
                number=audit.number,
                firm=audit.firm.name,
                due=audit.due,
                result=audit.result,
                findings=audit.findings,
                report=audit.report,
            )
            for audit in state.audits
        ),
    )


async def ledger(
    funding: Funding, key: tuple[str, ...], behind: LinePlace | None = None
) -> AsyncGenerator[tuple[LinePlace, LedgerLine], None]:
    """Every line of a fund, in order, as the record has it; from behind a place on."""
    version, number = behind or (1, 0)
    async for happened in funding.chassis.store.history(FUND.stream(*key), (version, number)):
        if isinstance(happened.event, FundChanged | FundPosted):
            yield (happened.version, happened.number), _line(happened, happened.event)


def _line(happened: Happened, event: FundChanged | FundPosted) -> LedgerLine:
    said = _posted(event) if isinstance(event, FundPosted) else _changed(event, happened.number)
    return LedgerLine(
        number=happened.number,
        version=happened.version,
        at=happened.at,
        round=event.round,
        held=event.held,
        available=event.available,
        by=happened.actor,
        **said,
    )


def _posted(event: FundPosted) -> dict[str, Any]:
    return {"entry": event.entry, "application": event.application, "uscc": event.uscc, "fen": event.fen, "reason": event.reason}


def _changed(event: FundChanged, number: int) -> dict[str, Any]:
    """The cap's own lines: by how much it changed, and the document that says so."""
    reason = f"{event.document.number}（{event.document.date}）"
    return {"entry": _cap_entry(event, number), "application": None, "uscc": None, "fen": event.cap - event.before, "reason": reason}


def _cap_entry(event: FundChanged, number: int) -> str:
    """A fund is opened by its first event, also with nothing in it."""
    if number == 1:
        return "opened"
    return "raised" if event.cap > event.before else "lowered"
