"""The sheets of a template: their paper, their styles, the headings of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from contracts.programme.track import Offer
from services.intake.imports.guide import note
from services.intake.imports.layout import FAULTS, SEQUENCE, Column
from services.intake.imports.validation import Lists, limits

_A4 = 9
_SONGTI, _HEITI = "宋体", "黑体"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands: the line of its headings and the column of its 序号, from 0; ``room`` is how many rows are below."""

    page: Worksheet
    line: int
    left: int
    room: int


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of one workbook."""

    book: Workbook
    lists: Lists = field(default_factory=Lists)
    styles: dict[str, Format] = field(default_factory=dict)
    widths: dict[tuple[str, int], int] = field(default_factory=dict)

    def sheet(self, title: str) -> Worksheet:
        """Printed across, one page wide."""
        page = self.book.add_worksheet(title)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        return page

    def head(self, place: Place, columns: Sequence[Column], offer: Offer) -> None:
        """The headings of a table, with what is watched over below them."""
        page, line, left = place.page, place.line, place.left
        page.set_row(line, 34)
        self._width(page, left, 6)
        page.write_string(line, left, SEQUENCE, self.style("heading"))
        for index, column in enumerate(columns, left + 1):
            required = column.field.required
            self._width(page, index, column.width)
            page.write_string(line, index, column.heading + (" *" if required else ""), self.style("required" if required else "heading"))
            page.write_comment(line, index, note(column, offer), {"x_scale": 2.5, "y_scale": 1.5})
            page.data_validation(line + 1, index, line + place.room, index, limits(column, offer, self.lists))

    def label(self, place: Place, title: str) -> None:
        """What stands before a block: the title of its track."""
        self._width(place.page, place.left - 1, 20)
        place.page.write_string(place.line, place.left - 1, title, self.style("heading"))

    def faults(self, place: Place, columns: Sequence[Column]) -> None:
        """The column that says what is wrong."""
        at = place.left + len(columns) + 1
        self._width(place.page, at, 60)
        place.page.write_string(place.line, at, FAULTS, self.style("wrong"))

    def _width(self, page: Worksheet, column: int, width: int) -> None:
        """That of the widest where several tables stand one below the other."""
        key = page.get_name(), column
        self.widths[key] = max(width, self.widths.get(key, 0))
        page.set_column(column, column, self.widths[key], self.style("text"))

    def style(self, name: str) -> Format:
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
