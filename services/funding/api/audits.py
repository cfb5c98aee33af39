"""Special audits: a firm is shown its own, uploads its report and records its result."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import File, Query, Request, Response, UploadFile

from contracts.refusal import Refusal
from services.chassis.api.downloads import download
from services.chassis.api.openapi import problems, served
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.routes import router
from services.chassis.mongo import Document
from services.chassis.sniffing import PDF
from services.funding import access
from services.funding.api.dependencies import ApplicationId, Held, Reader
from services.funding.api.models.audits import AuditResult, AuditRow, AuditShown, ReportShown
from services.funding.api.models.awards import AwardDone
from services.funding.api.tasks import ByAuditor
from services.funding.domain.audit import Report
from services.funding.handlers import audits as handlers
from services.funding.reading import audits as reading
from services.funding.views import AWARDS

routes = router("/v1/audits", "audits")


class Filters(PageQuery):
    """What a list of audits is narrowed to: ``open`` are those that are not done."""

    result: Literal["open", "passed", "failed"] | None = None

    @property
    def document(self) -> Document:
        """The filter on the rows."""
        return {"state.audit.result": None if self.result == "open" else self.result} if self.result else {}


@routes.get("", summary="专项审计列表 Special audits: a firm's own, or those of a bureau's region")
async def audits(request: Request, caller: Reader, funding: Held, filters: Annotated[Filters, Query()]) -> Page[AuditRow]:
    listing = Listing({"$and": [access.visible_audits(caller), filters.document]})
    return await filters.reader(request).read(AWARDS.collection(funding.database), listing, reading.audit_row)


@routes.get("/{id}", summary="专项审计 One special audit", responses=problems("not-found"))
async def audit(application: ApplicationId, caller: Reader, funding: Held) -> AuditShown:
    return await reading.audit_shown(funding, caller, application)


@routes.post(
    "/{id}/report",
    status_code=201,
    summary="上传审计报告 Upload the report (PDF)",
    responses=problems(
        "not-found", "forbidden", "wrong-status", "conflict", "wrong-file-type", "unreadable-file", "encrypted-file", "body-too-large"
    ),
)
async def report(task: ByAuditor, file: Annotated[UploadFile, File()]) -> ReportShown:
    return ReportShown(**await handlers.keep_report(task, file.file))


@routes.get("/{id}/report", summary="审计报告 The report", responses=problems("not-found") | served(PDF), response_class=Response)
async def report_file(application: ApplicationId, caller: Reader, funding: Held) -> Response:
    shown = await reading.audit_shown(funding, caller, application)
    file = await funding.files.facts(shown.report) if shown.report else None
    if file is None:
        raise Refusal("not-found", access.NO_FILE)
    return await download(funding.files, file, f"专项审计报告-{application}.pdf", PDF)


@routes.post(
    "/{id}/result",
    status_code=201,
    summary="审计结果 The firm's result, once",
    responses=problems("not-found", "forbidden", "wrong-status", "conflict"),
)
async def result(body: AuditResult, task: ByAuditor) -> AwardDone:
    return AwardDone(**await handlers.record_result(task, Report(body.findings, body.report, body.reason)))
