"""Exports: a round's decision and payment list, a fund's ledger; as data, spreadsheets and PDF."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Response

from services.chassis.api import tables
from services.chassis.api.openapi import problems, served
from services.chassis.api.routes import router
from services.chassis.sniffing import PDF, XLSX
from services.chassis.tables import Table, table_json
from services.funding.api.dependencies import Held, Key, Reader
from services.funding.api.funds import Key as FundKey
from services.funding.reading import exports as reading

rounds = router("/v1/proposals/{programme}/{round}/{track}/tables", "exports")
funds = router("/v1/funds/{programme}/tables", "exports")

_MISSING = problems("not-found")
_SHEET = problems("not-found", "not-acceptable") | served(XLSX)
_PAPER = problems("not-found", "unusable-template") | served(PDF)
DecisionNumber = Annotated[int | None, Query(alias="decision", ge=1, le=10_000, description="The decision's number; the last if not said")]


async def _decision(key: Key, caller: Reader, funding: Held, number: DecisionNumber = None) -> Table:
    return await reading.decision(funding, caller, key, number)


async def _payments(key: Key, caller: Reader, funding: Held) -> Table:
    return await reading.payments(funding, caller, key)


async def _ledger(key: FundKey, caller: Reader, funding: Held) -> Table:
    return await reading.ledger(funding, caller, key)


Decision = Annotated[Table, Depends(_decision)]
Payments = Annotated[Table, Depends(_payments)]
Ledger = Annotated[Table, Depends(_ledger)]


def _data(table: Table) -> dict[str, Any]:
    return {"programme": table.subject, "round": table.part} | table_json(table)


@rounds.get("/decision.xlsx", summary="奖补决策表 XLSX A decision, as a spreadsheet", responses=_SHEET, response_class=Response)
async def decision_sheet(table: Decision) -> Response:
    return await tables.spreadsheet(table)


@rounds.get("/decision.pdf", summary="奖补决策表 PDF A decision, on paper", responses=_PAPER, response_class=Response)
async def decision_paper(table: Decision) -> Response:
    return await tables.printed(table)


@rounds.get("/decision", summary="奖补决策表 A decision, as data", responses=_MISSING)
async def decision_data(table: Decision) -> dict[str, Any]:
    return _data(table)


@rounds.get("/payments.xlsx", summary="资金拨付表 XLSX Whom to pay, as a spreadsheet", responses=_SHEET, response_class=Response)
async def payments_sheet(table: Payments) -> Response:
    return await tables.spreadsheet(table)


@rounds.get("/payments.pdf", summary="资金拨付表 PDF Whom to pay, on paper", responses=_PAPER, response_class=Response)
async def payments_paper(table: Payments) -> Response:
    return await tables.printed(table)


@rounds.get("/payments", summary="资金拨付表 Whom to pay, as data", responses=_MISSING)
async def payments_data(table: Payments) -> dict[str, Any]:
    return _data(table)


@funds.get("/ledger.xlsx", summary="资金台账 XLSX The ledger, as a spreadsheet", responses=_SHEET, response_class=Response)
async def ledger_sheet(table: Ledger) -> Response:
    return await tables.spreadsheet(table)


@funds.get("/ledger.pdf", summary="资金台账 PDF The ledger, on paper", responses=_PAPER, response_class=Response)
async def ledger_paper(table: Ledger) -> Response:
    return await tables.printed(table)


@funds.get("/ledger", summary="资金台账 The ledger, as data", responses=_MISSING)
async def ledger_data(table: Ledger) -> dict[str, Any]:
    return _data(table)
