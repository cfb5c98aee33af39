"""Funds: opened, raised and lowered by the bureau; read with all sums, and line by line; audited as a whole where the programme says so."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, File, Path, Query, Request, Response, UploadFile
from pydantic import Field

from contracts.events.funding.award import Firm
from contracts.events.funding.fund import Document
from contracts.refusal import Refusal
from services.chassis.api.commands import Command
from services.chassis.api.downloads import download
from services.chassis.api.openapi import problems, served
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.preconditions import etag
from services.chassis.api.routes import router
from services.chassis.sniffing import PDF
from services.funding import access
from services.funding.api.dependencies import Held, ProgrammeCode, Reader
from services.funding.api.models.audits import ReportShown
from services.funding.api.models.funds import FundDone, FundResult, FundShown, LedgerLine, NewAudit, NewCap
from services.funding.domain.fund_audit import FundReport
from services.funding.handlers import funds as handlers
from services.funding.handlers.funds import FundKey, FundTask, fund_name
from services.funding.reading import funds as reading
from services.funding.views import FUNDS

routes = router("/v1/funds", "funds")

_MAY_NOT = ("not-found", "forbidden")
_FILE = ("wrong-file-type", "unreadable-file", "encrypted-file", "body-too-large")
RoundOf = Annotated[str | None, Query(alias="round", pattern="^[a-z0-9-]{1,40}$", description="Where each round has a fund of its own")]
AuditNumber = Annotated[int, Path(alias="audit", ge=1, le=10_000, description="The audit's number")]


async def _key(programme: ProgrammeCode, round_: RoundOf = None) -> FundKey:
    return programme, round_


Key = Annotated[FundKey, Depends(_key)]


async def _task(key: Key, asked: Command, funding: Held) -> FundTask:
    return FundTask(funding, asked, key)


OnFund = Annotated[FundTask, Depends(_task)]


class Filters(PageQuery):
    """What a list of funds is narrowed to."""

    programme: str | None = Field(default=None, max_length=40)


@routes.get("", summary="资金列表 Funds that the caller may see")
async def funds(request: Request, caller: Reader, funding: Held, filters: Annotated[Filters, Query()]) -> Page[FundShown]:
    chosen = filters.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    listing = Listing({"$and": [access.visible_regions(caller), chosen]})
    return await filters.reader(request).read(FUNDS.collection(funding.database), listing, reading.fund_row)


@routes.get("/{programme}", summary="资金 One fund with all its sums", responses=problems("not-found"))
async def fund(key: Key, caller: Reader, funding: Held, response: Response) -> FundShown:
    shown = await reading.fund_shown(funding, caller, fund_name(funding, key))
    response.headers["etag"] = etag(shown.version)
    return shown


@routes.get("/{programme}/ledger", summary="台账 The ledger, every line of it in order", responses=problems("not-found"))
async def ledger(request: Request, key: Key, caller: Reader, funding: Held, query: Annotated[PageQuery, Query()]) -> Page[LedgerLine]:
    name = fund_name(funding, key)
    await reading.fund_shown(funding, caller, name)
    return await query.reader(request).along(f"ledger/{'/'.join(name)}", lambda behind: reading.ledger(funding, name, behind))


@routes.post(
    "/{programme}/cap",
    status_code=201,
    summary="设定总额 Open the fund, or raise or lower its cap, by a document",
    responses=problems(*_MAY_NOT, "cap-below-committed", "conflict"),
)
async def cap(body: NewCap, task: OnFund) -> FundDone:
    document = Document(number=body.document.number, date=body.document.date)
    return FundDone(**await handlers.change_cap(task, body.cap, document))


@routes.post(
    "/{programme}/audits",
    status_code=201,
    summary="资金专项审计 Order a report over the fund",
    responses=problems(*_MAY_NOT, "wrong-status", "conflict"),
)
async def audit(body: NewAudit, task: OnFund) -> FundDone:
    return FundDone(**await handlers.order_audit(task, Firm(name=body.firm.name, uscc=body.firm.uscc)))


@routes.post(
    "/{programme}/audits/{audit}/report",
    status_code=201,
    summary="上传审计报告 Upload the report (PDF)",
    responses=problems(*_MAY_NOT, *_FILE),
)
async def report(number: AuditNumber, task: OnFund, file: Annotated[UploadFile, File()]) -> ReportShown:
    return ReportShown(**await handlers.keep_report(task, number, file.file))


@routes.get(
    "/{programme}/audits/{audit}/report",
    summary="审计报告 The report over the fund",
    responses=problems("not-found") | served(PDF),
    response_class=Response,
)
async def report_file(key: Key, number: AuditNumber, caller: Reader, funding: Held) -> Response:
    shown = await reading.fund_shown(funding, caller, fund_name(funding, key))
    found = next((each for each in shown.audits if each.number == number), None)
    file = await funding.files.facts(found.report) if found and found.report else None
    if file is None:
        raise Refusal("not-found", access.NO_FILE)
    return await download(funding.files, file, f"资金专项审计报告-{shown.id}-{number}.pdf", PDF)


@routes.post(
    "/{programme}/audits/{audit}/result",
    status_code=201,
    summary="审计结果 The firm's report over the fund",
    responses=problems(*_MAY_NOT, "conflict"),
)
async def result(number: AuditNumber, body: FundResult, task: OnFund) -> FundDone:
    return FundDone(**await handlers.record_audit(task, number, FundReport(body.result, body.findings, body.report)))
