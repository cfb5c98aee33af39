"""The summary table (汇总表) of a bureau's list, or of a provider's own: as data, and as the files that are printed, sealed and sent."""

from __future__ import annotations

from asyncio import to_thread
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Response

from contracts.programme import Offer, Track
from contracts.programme.summary_table import SummaryTable
from services.chassis.api.downloads import attachment
from services.chassis.api.openapi import answers, problems, served
from services.chassis.api.routes import router
from services.chassis.sheet_docx import sheet_docx
from services.chassis.sheet_pdf import sheet_pdf
from services.chassis.sheet_xlsx import sheet_xlsx
from services.chassis.sniffing import DOCX, PDF, XLSX
from services.chassis.templates import usable
from services.intake import access, reading
from services.intake.api.dependencies import Held, Reader, RoundCode
from services.intake.api.lists import Key
from services.intake.api.models.answers import ANSWERS
from services.intake.documents.rows import entry_rows
from services.intake.documents.summary_table import Part, Summary, TableHead, in_one_table, summary_filename, summary_json, summary_sheet
from services.intake.documents.template_files import table_template
from services.intake.domain.content import division
from services.intake.domain.summary_list import SummaryList

routes = router("/v1/lists/{programme}/{round}/{region}", "lists")

TrackCode = Annotated[str | None, Query(alias="track", description="The rows of this track alone", max_length=40)]


async def _summary(key: Key, caller: Reader, intake: Held, track: TrackCode = None) -> Summary:
    """All tracks that stand in one table with the first, or one of them alone."""
    state, _ = await reading.summary_list(intake, caller, key)
    programme = intake.programmes.of(state.ref) if state.ref else intake.programmes.newest(key[0])
    found = ((code, _table(each, key[2])) for code, each in programme.tracks.items())
    tables = {code: table for code, table in found if table}
    if not tables or track not in (None, *tables):
        raise access.unknown("没有这份汇总表", "There is no such table")
    chosen = [track] if track else in_one_table(tables, None)
    parts = (_part(code, programme.offers[code], tables[code], state) for code in chosen)
    return Summary(programme, tuple(parts), _head(key[2], state, programme.rounds[key[1]].opens_at))


def _table(track: Track, region: str) -> SummaryTable | None:
    return track.own_table if access.is_own_list(region) else track.summary_table


def _part(code: str, offer: Offer, table: SummaryTable, state: SummaryList) -> Part:
    entries = [entry for entry in state.entries if entry.track == code]
    return Part(code, offer, table, list(entry_rows(offer.track.form, table, entries)))


def _head(region: str, state: SummaryList, begins: datetime) -> TableHead:
    """Dated by what was last changed of it, as the record has it: the same list is the same file (``begins``: when nothing was)."""
    bureau = state.ref.bureau if state.ref and state.filing else ""  # the seal names the bureau; before the filing the line is left blank
    return TableHead(state.ref.region if state.ref else division(region), bureau, state.contact, state.changed_at or begins)


Table = Annotated[Summary, Depends(_summary)]


@routes.get(
    "/table",
    summary="汇总表 The summary table: heading, and for each track its columns and the rows as printed",
    responses=problems("not-found") | answers(ANSWERS["table"]),
)
async def table(summary: Table) -> dict[str, Any]:
    return summary_json(summary)


@routes.get(
    "/table.xlsx",
    summary="汇总表 XLSX The summary table, to print and seal",
    responses=problems("not-found", "not-acceptable") | served(XLSX),
    response_class=Response,
)
async def spreadsheet(round_: RoundCode, summary: Table) -> Response:
    content = await to_thread(lambda: sheet_xlsx(summary_sheet(summary)))
    return attachment(content, summary_filename(summary, round_, "xlsx"), XLSX)


@routes.get(
    "/table.docx",
    summary="汇总表 DOCX The same in Word",
    responses=problems("not-found", "unusable-template") | served(DOCX),
    response_class=Response,
)
async def editable(round_: RoundCode, summary: Table) -> Response:
    with usable(table_template(summary.programme.programme, "docx")) as template:
        content = await to_thread(lambda: sheet_docx(summary_sheet(summary), template.read_bytes()))
    return attachment(content, summary_filename(summary, round_, "docx"), DOCX)


@routes.get(
    "/table.pdf",
    summary="汇总表 PDF The same on paper",
    responses=problems("not-found", "unusable-template") | served(PDF),
    response_class=Response,
)
async def printed(round_: RoundCode, summary: Table) -> Response:
    with usable(table_template(summary.programme.programme, "typ")) as template:
        content = await to_thread(lambda: sheet_pdf(summary_sheet(summary), template))
    return attachment(content, summary_filename(summary, round_, "pdf"), PDF)
