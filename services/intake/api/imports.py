"""Imports: a table of applications is checked whole, accepted, and filed row by row; its filer follows it."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncGenerator
from io import BytesIO
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Query, Request, Response
from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.responses import StreamingResponse

from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.authentication import Caller
from services.chassis.api.commands import Command
from services.chassis.api.declared import Declared
from services.chassis.api.downloads import attachment
from services.chassis.api.event_streams import EventStream
from services.chassis.api.openapi import problems, served
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.routes import require_form, router
from services.chassis.api.words import Code
from services.chassis.causes import RequestCause
from services.chassis.desk import Asked
from services.chassis.sniffing import XLSX
from services.intake.api.dependencies import Held, Reader
from services.intake.api.models.imports import CheckQuery, ImportAnswer, ImportShown, RowFault, RowShown, RowState, TableCheck, TableQuery
from services.intake.domain.imports import Stage
from services.intake.handlers import imports as handlers
from services.intake.handlers.imports import Sent
from services.intake.imports import reading
from services.intake.imports.checking import refuse
from services.intake.imports.offering import for_calls
from services.intake.imports.reading import Progress
from services.intake.imports.template import template_name, template_xlsx
from services.intake.views import IMPORTS

routes = router("/v1/imports", "imports")

NDJSON = "application/x-ndjson"
_LARGEST = 2**53 - 1
_FILE = {"type": "string", "format": "binary", "examples": ["批量申报.xlsx"], "description": "XLSX by the template, or JSON lines"}
_LINE = '{"name": "石家庄示例装备制造有限公司", "uscc": "911301001043657681", "mode": "platform", "phone": "0311-86086000"}\n'
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": _FILE},
                }
            },
            NDJSON: {
                "schema": {
                    "type": "string",
                    "description": "One JSON object a line: the fields of the track's form by name, and `track` where the query has none",
                },
                "example": _LINE,
            },
        },
    }
}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "Each step, with its position as `id`", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}
_REFUSES = (
    "forbidden",
    "not-found",
    "round-not-open",
    "invalid-content",
    "wrong-file-type",
    "unreadable-file",
    "encrypted-file",
    "body-too-large",
    "unsupported-media-type",
)

_TABLE = Declared("body", {"file": False})

ImportId = Annotated[str, Path(alias="id", pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="Import id (ULID)")]


async def _sent(request: Request, query: TableQuery) -> Sent:
    """The table, as a file of a form or as the body itself."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    call = query.programme, query.round, query.track
    if kind == NDJSON:
        return Sent(call, query.then, query.mode, BytesIO(await request.body()))
    if kind != "multipart/form-data":
        text = Text(f"请求内容应为 multipart/form-data 或 {NDJSON}", f"The body has to be multipart/form-data or {NDJSON}")
        raise Refusal("unsupported-media-type", text, (Fault("wrong-media-type", "header:Content-Type", text, NDJSON, kind or None),))
    form = await request.form()
    require_form(_TABLE, form)
    file = form.get("file")
    if not isinstance(file, UploadFile):
        missing = Text("请上传表格文件", "Send the table as a file")
        raise Refusal("invalid-content", missing, (Fault("missing", "/file", missing),))
    return Sent(call, query.then, query.mode, file.file)


async def _table(request: Request, query: Annotated[TableQuery, Query()]) -> Sent:
    return await _sent(request, query)


async def _page(request: Request, query: Annotated[CheckQuery, Query()]) -> tuple[Sent, int]:
    return await _sent(request, query), query.after


Table = Annotated[Sent, Depends(_table)]


@routes.post("", status_code=202, summary="批量申报 File many applications at once", responses=problems(*_REFUSES), openapi_extra=_BODY)
async def accept(asked: Command, sent: Table, intake: Held, response: Response) -> ImportAnswer:
    """The table is checked whole first. Where something is wrong and all was to be filed or nothing, every faulty cell is listed, and
    nothing is written. What was accepted is filed by itself from there on; follow it under the address in Location."""
    answer = ImportAnswer(**await handlers.accept(intake, asked, sent))
    response.headers["location"] = f"/v1/imports/{answer.id}"
    return answer


@routes.post(
    "/checks", summary="批量校验 What a table would come to; nothing is written", responses=problems(*_REFUSES), openapi_extra=_BODY
)
async def check(caller: Caller, asked: Annotated[tuple[Sent, int], Depends(_page)], intake: Held) -> TableCheck:
    """Where so much is wrong that `more` stands behind what is listed, the same table sent again with `after` lists what comes next."""
    sent, after = asked
    read = await handlers.check(intake, Asked(RequestCause(caller.subject, "", ""), caller), sent)
    checked, found = read.checked, read.checked.found[after:]
    listed = found[: handlers.MOST_FAULTS]
    return TableCheck(
        good=len(checked.good),
        faulty=len(checked.faulty),
        faults=reading.row_faults(listed),
        more=len(found) - len(listed),
        passed_over=dict(read.table.passed_over),
    )


@routes.post(
    "/checks.xlsx",
    summary="批量校验结果 The faulty rows of a table, each wrong cell marked, to be mended and sent in",
    responses=problems(*_REFUSES) | served(XLSX),
    response_class=Response,
    openapi_extra=_BODY,
)
async def check_marked(caller: Caller, sent: Table, intake: Held) -> Response:
    """Refused where a line of details belongs to no row: it would be lost."""
    read = await handlers.check(intake, Asked(RequestCause(caller.subject, "", ""), caller), sent)
    if read.checked.orphans:
        raise refuse(read.checked.found, handlers.MOST_FAULTS, read.titles)
    made = for_calls(intake, read.calls)
    return attachment(await to_thread(template_xlsx, made, read.checked.faulty), template_name(made), XLSX)


class Imports(PageQuery):
    """What the list of imports is narrowed to."""

    programme: Code | None = None
    stage: Stage | None = None


class Rows(PageQuery):
    """What the list of rows is narrowed to."""

    state: RowState | None = None


class Faults(PageQuery):
    """What the list of faults is narrowed to: one kind, or one row as the file counts."""

    code: Code | None = None
    row: int | None = Field(default=None, ge=1, le=_LARGEST)


@routes.get("", summary="导入列表 The caller's imports")
async def imports(request: Request, caller: Reader, intake: Held, query: Annotated[Imports, Query()]) -> Page[ImportShown]:
    chosen = query.model_dump(include={"programme", "stage"}, exclude_none=True)
    listing = Listing({"filer": caller.subject} | chosen, (("_id", -1),))
    return await query.reader(request).read(IMPORTS.collection(intake.database), listing, reading.import_listed)


@routes.get("/{id}", summary="导入进度 How far an import has come", responses=problems("not-found"))
async def imported(key: ImportId, caller: Reader, intake: Held) -> ImportShown:
    return reading.import_shown(await reading.own_import(intake, caller, key))


@routes.get(
    "/{id}/events",
    summary="导入进度（实时） Server-sent events: the import's progress, step by step",
    responses=_STREAM | problems("not-found", "too-many-requests"),
    response_class=StreamingResponse,
)
async def events(
    request: Request,
    key: ImportId,
    caller: Reader,
    intake: Held,
    last_event_id: Annotated[int, Header(ge=0, le=_LARGEST, description="Sent by a browser that opens the stream again")] = 0,
) -> EventStream:
    """Each event's ``id`` is its position: opened again with Last-Event-ID, the stream goes on behind it. It ends with the import."""
    await reading.own_import(intake, caller, key)
    told = Progress(intake, intake.settings.feed, request.app.state.leaving)
    return EventStream(told.events(key, last_event_id), intake.seats, caller.subject)


@routes.get("/{id}/rows", summary="导入的各行 What became of each row, and what its draft still lacks", responses=problems("not-found"))
async def rows(request: Request, key: ImportId, caller: Reader, intake: Held, query: Annotated[Rows, Query()]) -> Page[RowShown]:
    state = await reading.own_import(intake, caller, key)

    def chosen(behind: int | None) -> AsyncGenerator[tuple[int, RowShown]]:
        return reading.only(reading.rows_shown(intake, state, behind), lambda row: query.state in (None, row.state))

    return await query.reader(request).along(f"imports/{key}/rows?{query.state}", chosen)


@routes.get("/{id}/faults", summary="导入的问题 What was wrong with the rows that were not filed", responses=problems("not-found"))
async def faults(request: Request, key: ImportId, caller: Reader, intake: Held, query: Annotated[Faults, Query()]) -> Page[RowFault]:
    state = await reading.own_import(intake, caller, key)

    def chosen(behind: int | None) -> AsyncGenerator[tuple[int, RowFault]]:
        found = reading.faults_shown(intake, state, behind)
        return reading.only(found, lambda fault: query.code in (None, fault.code) and query.row in (None, fault.row))

    return await query.reader(request).along(f"imports/{key}/faults?{query.code}&{query.row}", chosen)


@routes.get(
    "/{id}/faults.xlsx",
    summary="待修正的行 The rows that were not filed, each wrong cell marked, to be mended and sent again",
    responses=problems("not-found") | served(XLSX),
    response_class=Response,
)
async def faults_marked(key: ImportId, caller: Reader, intake: Held) -> Response:
    state = await reading.own_import(intake, caller, key)
    made, faulty = for_calls(intake, reading.calls_of(state)), await reading.faulty_rows(intake, state)
    return attachment(await to_thread(template_xlsx, made, faulty), template_name(made), XLSX)
