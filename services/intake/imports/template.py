"""The table to be filled in, as a spreadsheet: headings, drop-downs, limits; and the same with rows to be mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from typing import Any

import orjson
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from contracts.events.intake.content import Call
from contracts.programme import Programme
from contracts.programme.track import Offer
from contracts.refusal import Fault, Text
from services.chassis.cells import cell_text
from services.chassis.filenames import file_name
from services.intake.imports.cells import text_of
from services.intake.imports.guide import blocks_line, guide_lines
from services.intake.imports.layout import FAULTS, MOST, Column, Detail, Layout
from services.intake.imports.placing import Faulty, Found, placed
from services.intake.imports.sheets import Place, Sheets
from services.intake.imports.table import Row

TAB = "申报清单"
GUIDE = "填写说明"
STRANGERS = "类别不明"
"""The sheet of rows that name no track: they have no columns."""

ROOM = 100
"""Rows below the headings of a block, where it has no more; further ones are inserted."""

_MOST = 32_767
"""Characters that a cell of a spreadsheet can hold."""


@dataclass(frozen=True, slots=True)
class Template:
    """What a template is made of, of one track."""

    programme: Programme
    call: Call
    offer: Offer
    layout: Layout


def template_name(templates: Sequence[Template]) -> str:
    """Of the file."""
    tracks = [templates[0].offer.track.title.zh] if len(templates) == 1 else []
    return file_name(templates[0].programme.title.zh, *tracks, "批量导入", extension="xlsx")


def template_xlsx(templates: Sequence[Template], faulty: Sequence[Faulty] = ()) -> bytes:
    """The spreadsheet of one track, or of several with a block for each, empty or with rows to be mended. The same input gives the same
    bytes. Blocks: call it in a thread."""
    file, programme, call = BytesIO(), templates[0].programme, templates[0].call
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": programme.title.zh, "created": datetime.combine(programme.authority.date, time())})
        marks = {"programme": call.programme, "track": call.track if len(templates) == 1 else None, "version": str(call.version)}
        for word, value in marks.items():
            if value is not None:
                book.set_custom_property(f"lianzhu-{word}", value, "text")
        _Book(Sheets(book), templates).write(faulty)
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class _Book:
    sheets: Sheets
    templates: Sequence[Template]

    def write(self, faulty: Sequence[Faulty]) -> None:
        page = self.sheets.sheet(TAB)
        parts = [(template, [one for one in faulty if one[0].track == template.call.track]) for template in self.templates]
        tables = [_Table(self.sheets, *part) for part in self._placed(page, parts)]
        for table in tables:
            table.head(labelled=len(tables) > 1, with_faults=bool(faulty))
        pages = [table.details_pages() for table in tables]
        self._guide()
        self.sheets.lists.write(self.sheets.book)
        for table, details in zip(tables, pages, strict=True):
            table.fill(details)
        self._strangers([one for one in faulty if one[0].track is None])

    def _placed(
        self, page: Worksheet, parts: Sequence[tuple[Template, list[Faulty]]]
    ) -> Iterator[tuple[Template, Place, Sequence[Faulty]]]:
        """One table alone has the sheet to itself; of several each stands below the other, behind a column of labels."""
        if len(parts) == 1:
            page.freeze_panes(1, 1)
            yield parts[0][0], Place(page, 0, 0, MOST), parts[0][1]
            return
        line = 0
        for template, faulty in parts:
            room = max(len(faulty), ROOM)
            yield template, Place(page, line, 1, room), faulty
            line += room + 2

    def _guide(self) -> None:
        page = self.sheets.sheet(GUIDE)
        page.set_column(0, 0, 34)
        page.set_column(1, 3, 60)
        line = 0
        if len(self.templates) > 1:
            page.write_row(line, 0, blocks_line(ROOM), self.sheets.style("wrapped"))
            line += 1
        for template in self.templates:
            for first, cells in enumerate(guide_lines(template.programme, template.call, template.layout, template.offer)):
                for index, text in enumerate(cells):
                    page.write_string(line, index, cell_text(text), self.sheets.style("wrapped" if first else "heading"))
                line += 1

    def _strangers(self, faulty: Sequence[Faulty]) -> None:
        """Rows that name no track, as they were sent: a sheet that is not read again."""
        if not faulty:
            return
        page = self.sheets.sheet(STRANGERS)
        page.set_column(1, 2, 60)
        for line, cells in enumerate([("行", "内容", FAULTS), *((str(row.number), _as_sent(row), _all(found)) for row, found in faulty)]):
            for index, text in enumerate(cells):
                page.write_string(line, index, cell_text(text), self.sheets.style("wrapped" if line else "heading"))


@dataclass(frozen=True, slots=True)
class _Table:
    """The table of one track in the workbook."""

    sheets: Sheets
    template: Template
    place: Place
    faulty: Sequence[Faulty]

    def head(self, *, labelled: bool, with_faults: bool) -> None:
        columns = self.template.layout.columns
        self.sheets.head(self.place, columns, self.template.offer)
        if labelled:
            self.sheets.label(self.place, self.template.offer.track.title.zh)
        if with_faults:
            self.sheets.faults(self.place, columns)

    def details_pages(self) -> list[tuple[Detail, Worksheet]]:
        """The sheets of the form's tables, with their headings."""
        return [(detail, self._details_page(detail)) for detail in self.template.layout.details]

    def _details_page(self, detail: Detail) -> Worksheet:
        page = self.sheets.sheet(detail.title)
        page.freeze_panes(1, 1)
        self.sheets.head(Place(page, 0, 0, MOST), detail.columns, self.template.offer)
        return page

    def fill(self, pages: Sequence[tuple[Detail, Worksheet]]) -> None:
        """The rows to be mended, each with all that is wrong."""
        layout, place = self.template.layout, self.place
        details = tuple(f"/{detail.name}/" for detail in layout.details)
        below = {detail.name: 0 for detail in layout.details}
        for number, (row, wrong) in enumerate(self.faulty, 1):
            found, line = [*self._unfit(row), *wrong], place.line + number
            place.page.write_number(line, place.left, number, self.sheets.style("text"))
            own = [one for one in found if not one.fault.pointer.startswith(details)]
            self._row(Place(place.page, line, place.left, 0), layout.columns, row.form, own)
            place.page.write_string(line, place.left + len(layout.columns) + 1, _all(found), self.sheets.style("wrong"))
            for detail, page in pages:
                below[detail.name] = self._details((page, below[detail.name]), detail, (number, row.form), found)

    def _row(self, at: Place, columns: Sequence[Column], form: dict[str, Any], found: Sequence[Found]) -> None:
        wrong = {one.column: one for one in reversed(found)}
        for index, column in enumerate(columns, at.left + 1):
            mark = wrong.get(column.heading)
            text = self._text(column, form)
            at.page.write_string(at.line, index, text if len(text) <= _MOST else "", self.sheets.style("wrong" if mark else "text"))
            if mark:
                at.page.write_comment(at.line, index, mark.fault.text.zh)

    def _text(self, column: Column, form: dict[str, Any]) -> str:
        return cell_text(text_of(column, form.get(column.name), self.template.offer.choices))

    def _unfit(self, row: Row) -> Iterator[Found]:
        """The values that no cell can hold. They are left out whole: half of one would be taken for the whole when it is sent again."""
        for detail in self.template.layout.details:
            entries = row.form.get(detail.name)
            for place, entry in enumerate(entries if isinstance(entries, list) else []):
                at = f"/{detail.name}/{place}"
                yield from self._too_long(row, (detail.columns, entry if isinstance(entry, dict) else {}), at)
        yield from self._too_long(row, (self.template.layout.columns, row.form), "")

    def _too_long(self, row: Row, of: tuple[Sequence[Column], dict[str, Any]], at: str) -> Iterator[Found]:
        columns, form = of
        for column in columns:
            length = len(self._text(column, form))
            if length > _MOST:
                fault = Fault("too-long-for-a-cell", f"{at}{column.pointer}", _left_blank(length), _MOST, length)
                yield placed(self.template.layout, row, fault)

    def _details(self, at: tuple[Worksheet, int], detail: Detail, of: tuple[int, dict[str, Any]], found: Sequence[Found]) -> int:
        """The rows of one form's table, each with the number of the row that it belongs to; how many rows the sheet has then."""
        page, below = at
        sequence, form = of
        rows = form.get(detail.name)
        for position, row in enumerate(rows if isinstance(rows, list) else []):
            if isinstance(row, dict):
                below += 1
                page.write_number(below, 0, sequence, self.sheets.style("text"))
                here = [one for one in found if one.fault.pointer.startswith(f"/{detail.name}/{position}/")]
                self._row(Place(page, below, 0, 0), detail.columns, row, here)
        return below


def _as_sent(row: Row) -> str:
    text = orjson.dumps(row.form).decode()
    return text if len(text) <= _MOST else ""


def _left_blank(length: int) -> Text:
    zh = f"内容有 {length} 个字符，单元格最多 {_MOST} 个，未写入；请填写完整内容，或改用 JSON 导入"
    return Text(zh, f"{length} characters, a cell holds {_MOST}: it was left blank; fill it in, or send the row as JSON")


def _all(found: Sequence[Found]) -> str:
    return "；".join(f"“{one.column}”{one.fault.text.zh}" if one.column else one.fault.text.zh for one in found)[:_MOST]
