"""Lists of the published calls as their summary tables are made of them, and readers of what was made."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import docx
import openpyxl

from contracts.events.parties import Contact, Division
from contracts.programme import published
from deploy.cli.programme_sample import sample_form
from services.chassis.sheet_docx import sheet_docx
from services.chassis.sheet_pdf import sheet_pdf
from services.chassis.sheet_xlsx import sheet_xlsx
from services.intake.documents.summary_table import Part, Summary, TableHead, in_one_table, summary_sheet
from services.intake.documents.template_files import table_template

HEAD = TableHead(
    region=Division(code="13", name="河北省"),
    bureau="河北省工业和信息化厅",
    contact=Contact(name="李四", phone="0311-86086001", email=None),
    at=datetime(2024, 7, 30, 1, 2, 3, tzinfo=UTC),
)
LISTS = {
    "附件4": ("miit-2021-255", False),
    "附件5": ("miit-2021-255", True),
    "附件1": ("miit-2024-cluster", False),
    "附件2": ("sjz-2024-chain", False),
}
"""The tables of the calls by their annexes: a bureau's, or a provider's own."""


def listed(code: str, own: bool = False, rows: int = 2, track: str | None = None, **values: Any) -> Summary:
    """A list with so many rows of each track, or of one alone."""
    programme = published()[code, 1]
    found = {name: each.own_table if own else each.summary_table for name, each in programme.tracks.items()}
    tables = {name: table for name, table in found.items() if table}
    chosen = [track] if track else in_one_table(tables, None)
    parts = (Part(name, programme.offers[name], tables[name], _rows(code, name, rows, values)) for name in chosen)
    return Summary(programme, tuple(parts), HEAD)


def _rows(code: str, track: str, number: int, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    form = sample_form(published()[code, 1].offers[track])
    for sequence in range(1, number + 1):
        yield {"sequence": sequence, **form, "title": f"{track}-{sequence}", "solution": f"{track}-{sequence}", **values}


def made(summary: Summary, kind: str) -> bytes:
    """The list's table as a file of this kind."""
    sheet, code = summary_sheet(summary), summary.programme.programme
    if kind == "xlsx":
        return sheet_xlsx(sheet)
    if kind == "docx":
        return sheet_docx(sheet, table_template(code, "docx").read_bytes())
    return sheet_pdf(sheet, table_template(code, "typ"))


Cells = list[list[str]]
"""Of each row the texts; a merged cell's stands in each place that it takes."""


def cells_of(content: bytes, kind: str) -> Cells:
    """The table below heading and head, as a spreadsheet or a Word document has it."""
    if kind == "docx":
        return [[cell.text for cell in row.cells] for row in docx.Document(io.BytesIO(content)).tables[0].rows]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    over = {place: span.start_cell.coordinate for span in sheet.merged_cells.ranges for row in span.rows for place in _names(sheet, row)}
    return [[str(sheet[over.get(cell.coordinate, cell.coordinate)].value) for cell in row] for row in sheet.iter_rows(min_row=4)]


def _names(sheet: Any, places: Any) -> list[str]:
    return [sheet.cell(*place).coordinate for place in places]
