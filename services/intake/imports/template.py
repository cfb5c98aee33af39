"""The table to be filled in, as a spreadsheet: headings, drop-downs, limits; and the same with rows to be mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from contracts.events.intake.content import Call
from contracts.programme import Programme
from contracts.programme.track import Offer
from contracts.refusal import Fault, Text
from services.chassis.cells import cell_text
from services.chassis.filenames import file_name
from services.intake.imports.cells import text_of
from services.intake.imports.guide import guide_lines, note
from services.intake.imports.layout import FAULTS, MOST, SEQUENCE, Column, Detail, Layout
from services.intake.imports.placing import Faulty, Found, placed
from services.intake.imports.table import Row
from services.intake.imports.validation import Lists, limits

TAB = "申报清单"
GUIDE = "填写说明"
_A4 = 9
_MOST = 32_767
"""Characters that a cell of a spreadsheet can hold."""

_SONGTI, _HEITI = "宋体", "黑体"


@dataclass(frozen=True, slots=True)
class Template:
    """What a template is made of."""

    programme: Programme
    call: Call
    offer: Offer
    layout: Layout

    @property
    def name(self) -> str:
        return file_name(self.programme.title.zh, self.offer.track.title.zh, "批量导入", extension="xlsx")


def template_xlsx(template: Template, faulty: Sequence[Faulty] = ()) -> bytes:
    """The spreadsheet, empty or with rows to be mended. The same input gives the same bytes. Blocks: call it in a thread."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": template.programme.title.zh, "created": datetime.combine(template.programme.authority.date, time())})
        for word, value in (("programme", template.call.programme), ("track", template.call.track)):
            book.set_custom_property(f"lianzhu-{word}", value, "text")
        book.set_custom_property("lianzhu-version", str(template.call.version), "text")
        _Book(book, template, Lists()).write(faulty)
    return file.getvalue()


@dataclass(slots=True)
class _Book:
    book: Workbook
    template: Template
    lists: Lists
    styles: dict[str, Format] = field(default_factory=dict)

    def write(self, faulty: Sequence[Faulty]) -> None:
        layout, with_faults = self.template.layout, bool(faulty)
        page = self._page(TAB, layout.columns, with_faults)
        pages = [(detail, self._page(detail.title, detail.columns, False)) for detail in layout.details]
        self._guide()
        self.lists.write(self.book)
        below = {detail.name: 0 for detail in layout.details}
        for line, (row, wrong) in enumerate(faulty, 1):
            found = [*self._unfit(row), *wrong]
            page.write_number(line, 0, line, self._style("text"))
            details = tuple(f"/{detail.name}/" for detail in layout.details)
            self._row((page, line), layout.columns, row.form, [one for one in found if not one.fault.pointer.startswith(details)])
            page.write_string(line, len(layout.columns) + 1, _all(found), self._style("wrong"))
            for detail, sheet in pages:
                below[detail.name] = self._details((sheet, below[detail.name]), detail, (line, row.form), found)

    def _page(self, title: str, columns: Sequence[Column], with_faults: bool) -> Worksheet:
        page = self._sheet(title)
        page.freeze_panes(1, 1)
        page.set_row(0, 34)
        page.set_column(0, 0, 6, self._style("text"))
        page.write_string(0, 0, SEQUENCE, self._style("heading"))
        for index, column in enumerate(columns, 1):
            required = column.field.required
            page.set_column(index, index, column.width, self._style("text"))
            page.write_string(0, index, column.heading + (" *" if required else ""), self._style("required" if required else "heading"))
            page.write_comment(0, index, note(column, self.template.offer), {"x_scale": 2.5, "y_scale": 1.5})
            page.data_validation(1, index, MOST, index, limits(column, self.template.offer, self.lists))
        if with_faults:
            page.set_column(len(columns) + 1, len(columns) + 1, 60, self._style("text"))
            page.write_string(0, len(columns) + 1, FAULTS, self._style("wrong"))
        return page

    def _row(self, at: tuple[Worksheet, int], columns: Sequence[Column], form: dict[str, Any], found: Sequence[Found]) -> None:
        page, line = at
        wrong = {one.column: one for one in reversed(found)}
        for index, column in enumerate(columns, 1):
            mark = wrong.get(column.heading)
            text = self._text(column, form)
            page.write_string(line, index, text if len(text) <= _MOST else "", self._style("wrong" if mark else "text"))
            if mark:
                page.write_comment(line, index, mark.fault.text.zh)

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
                page.write_number(below, 0, sequence, self._style("text"))
                here = [one for one in found if one.fault.pointer.startswith(f"/{detail.name}/{position}/")]
                self._row((page, below), detail.columns, row, here)
        return below

    def _guide(self) -> None:
        page = self._sheet(GUIDE)
        page.set_column(0, 0, 34)
        page.set_column(1, 3, 60)
        for line, cells in enumerate(guide_lines(self.template.programme, self.template.call, self.template.layout, self.template.offer)):
            for index, text in enumerate(cells):
                page.write_string(line, index, cell_text(text), self._style("heading" if line == 0 else "wrapped"))

    def _sheet(self, title: str) -> Worksheet:
        """Printed across, one page wide."""
        page = self.book.add_worksheet(title)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        return page

    def _style(self, name: str) -> Format:
        if name not in self.styles:
            self.styles[name] = self.book.add_format(
                {"font_name": _SONGTI, "font_size": 11, "valign": "vcenter", "num_format": "@"} | _STYLES[name]
            )
        return self.styles[name]


_STYLES: dict[str, dict[str, Any]] = {
    "text": {},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "heading": {"font_name": _HEITI, "bold": True, "border": 1, "text_wrap": True, "align": "center"},
    "required": {"font_name": _HEITI, "bold": True, "border": 1, "text_wrap": True, "align": "center", "bg_color": "#FFF2CC"},
    "wrong": {"bg_color": "#F8CBAD", "text_wrap": True},
}


def _left_blank(length: int) -> Text:
    zh = f"内容有 {length} 个字符，单元格最多 {_MOST} 个，未写入；请填写完整内容，或改用 JSON 导入"
    return Text(zh, f"{length} characters, a cell holds {_MOST}: it was left blank; fill it in, or send the row as JSON")


def _all(found: Sequence[Found]) -> str:
    return "；".join(f"“{one.column}”{one.fault.text.zh}" if one.column else one.fault.text.zh for one in found)[:_MOST]
