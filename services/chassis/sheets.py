"""A table on A4 paper as XLSX: heading, head, columns with borders, one page wide, its column headings on every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from services.chassis.cells import cell_text

_HEADING, _HEAD, _COLUMNS = 1, 2, 3  # rows of the sheet, from 0; the annex's number stands above them
_MARGIN = 0.6  # inches
_A4 = 9
_SONGTI, _HEITI = "宋体", "黑体"

Value = str | int | Decimal | None
"""What a cell shows; None leaves it blank."""


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in characters."""

    heading: str
    width: int
    centred: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """All but the rows. ``tab`` is the name below; ``at`` is written as the file's date of creation."""

    tab: str
    annex: str | None
    heading: str
    subject: str
    head: tuple[str, ...]
    columns: tuple[Column, ...]
    at: datetime


def sheet_xlsx(sheet: Sheet, rows: Iterable[Sequence[Value]]) -> bytes:
    """The file. Rows go to the disk as they come: memory does not grow with them. ValueError for a text that no cell can hold.

    A Decimal shows all its places, also the zeros at its end.
    """
    file = BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"title": sheet.heading, "subject": sheet.subject, "created": sheet.at.astimezone(UTC).replace(tzinfo=None)})
        page = book.add_worksheet(sheet.tab)
        _set_up(page, sheet.columns)
        _write_top(book, page, sheet)
        _write_rows(book, page, sheet.columns, rows)
    return file.getvalue()


def _set_up(page: Worksheet, columns: Sequence[Column]) -> None:
    """Print on A4 across, one page wide and as many long as it takes."""
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    page.center_horizontally()
    page.fit_to_pages(1, 0)
    page.repeat_rows(_COLUMNS)
    page.set_footer("&C第 &P 页 共 &N 页")
    page.freeze_panes(_COLUMNS + 1, 0)
    for index, column in enumerate(columns):
        page.set_column(index, index, column.width)


def _write_top(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    """In the order of the rows, as constant memory asks for."""
    last = len(sheet.columns) - 1
    if sheet.annex:
        _write(page, (0, 0), sheet.annex, book.add_format({"font_name": _HEITI, "font_size": 14}))
    page.set_row(_HEADING, 36)
    _span(page, (_HEADING, last), sheet.heading, _format(book, font_name=_HEITI, font_size=20, align="center"))
    page.set_row(_HEAD, 26)
    _span(page, (_HEAD, last), "　　　　".join(sheet.head), _format(book, font_size=12))
    page.set_row(_COLUMNS, 30)
    style = _format(book, font_name=_HEITI, align="center", border=1)
    for index, column in enumerate(sheet.columns):
        _write(page, (_COLUMNS, index), column.heading, style)


def _write_rows(book: Workbook, page: Worksheet, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
    text, centred = _format(book, border=1, num_format="@"), _format(book, border=1, align="center")
    styles = [centred if column.centred else text for column in columns]
    places = _Places(book)
    for number, row in enumerate(rows, _COLUMNS + 1):
        for index, value in enumerate(row):
            _write(page, (number, index), value, places.style(value) if isinstance(value, Decimal) else styles[index])


class _Places:
    """A format for each number of decimal places that occurs."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._styles: dict[int, Format] = {}

    def style(self, value: Decimal) -> Format:
        places = max(0, -int(value.as_tuple().exponent))
        if places not in self._styles:
            self._styles[places] = _format(self._book, border=1, align="center", num_format=f"0.{'0' * places}" if places else "0")
        return self._styles[places]


def _format(book: Workbook, **more: Any) -> Format:
    return book.add_format({"font_name": _SONGTI, "font_size": 11, "text_wrap": True, "valign": "vcenter"} | more)


def _span(page: Worksheet, place: tuple[int, int], text: str, style: Format) -> None:
    """The text over the first columns of a row, up to the last one named."""
    row, last = place
    if last:
        page.merge_range(row, 0, row, last, cell_text(text), style)
    else:
        _write(page, (row, 0), text, style)


def _write(page: Worksheet, place: tuple[int, int], value: Value, style: Format) -> None:
    """A number as a number, a text always as text: never a formula, never a link."""
    row, column = place
    if isinstance(value, int | Decimal):
        page.write_number(row, column, value, style)
    elif value is None:
        page.write_blank(row, column, None, style)
    elif page.write_string(row, column, cell_text(value), style):
        raise ValueError(f"row {row + 1}, column {column + 1}: the text is longer than a cell of a spreadsheet can hold")
