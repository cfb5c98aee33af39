"""A table on A4 paper as XLSX: columns with borders, one page wide, its column headings on every page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from contracts.refusal import Fault, Refusal, Text
from services.chassis.cells import Value, cell_text, shown
from services.chassis.sheets import Block, Column, Sheet

_HEADING, _HEAD, _COLUMNS = 1, 2, 3  # rows of the sheet, from 0; the annex's number stands above them
_MARGIN = 0.6  # inches
_A4 = 9
_LINE, _TALLEST = 16, 409  # points: of a line of text; a row is never taller
_LONGEST = 32_767  # characters of a cell
_SONGTI, _HEITI = "宋体", "黑体"


def sheet_xlsx(sheet: Sheet) -> bytes:
    """The file. Some 0.2 ms for a row: call it in a thread. A Refusal (406) for a text that no cell can hold: paper can.

    Rows go to the disk as they come, so that memory does not grow with them, but where labels stand over them.
    """
    file = BytesIO()
    with Workbook(file, {"constant_memory": not sheet.labelled}) as book:
        book.set_properties({"title": sheet.heading, "subject": sheet.subject, "created": sheet.at.astimezone(UTC).replace(tzinfo=None)})
        page = book.add_worksheet(sheet.tab)
        _set_up(page, sheet)
        styles = _Styles(book)
        _write_top(page, sheet, styles)
        row = _COLUMNS
        for block in sheet.blocks:
            row = _write_block(page, block, row, styles)
    return file.getvalue()


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    """Print on A4 across, one page wide and as many long as it takes."""
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    page.center_horizontally()
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页 共 &N 页")
    if not sheet.labelled:
        page.repeat_rows(_COLUMNS)
        page.freeze_panes(_COLUMNS + 1, 0)
    for index, width in enumerate(sheet.widths):
        page.set_column(index, index, width)


class _Styles:
    """The formats of cells; one for each number of decimal places that occurs."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._places: dict[int, Format] = {}
        self.annex = book.add_format({"font_name": _HEITI, "font_size": 14})
        self.title = self._made(font_name=_HEITI, font_size=20, align="center")
        self.head = self._made(font_size=12)
        self.heading = self._made(font_name=_HEITI, align="center", border=1)
        self.text = self._made(border=1, num_format="@")
        self.centred = self._made(border=1, align="center")

    def of(self, value: Value, column: Column) -> Format:
        if isinstance(value, Decimal):
            return self._decimal(max(0, -int(value.as_tuple().exponent)))
        return self.centred if column.centred else self.text

    def _decimal(self, places: int) -> Format:
        if places not in self._places:
            shown = f"0.{'0' * places}" if places else "0"
            self._places[places] = self._made(border=1, align="center", num_format=shown)
        return self._places[places]

    def _made(self, **more: Any) -> Format:
        return self._book.add_format({"font_name": _SONGTI, "font_size": 11, "text_wrap": True, "valign": "vcenter"} | more)


def _write_top(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    """In the order of the rows, as constant memory asks for."""
    last = len(sheet.widths) - 1
    if sheet.annex:
        _write(page, (0, 0), sheet.annex, styles.annex)
    page.set_row(_HEADING, 36)
    _span(page, (_HEADING, 0, last), sheet.heading, styles.title)
    page.set_row(_HEAD, 26)
    _span(page, (_HEAD, 0, last), "　　　　".join(sheet.head), styles.head)


def _write_block(page: Worksheet, block: Block, first: int, styles: _Styles) -> int:
    """The block from this row of the sheet on; the row after it."""
    left = 0 if block.label is None else 1
    page.set_row(first, 30)
    _write_row(page, (first, left), block.columns, [(column.heading, styles.heading) for column in block.columns])
    row = first + 1
    for number, values in enumerate(block.rows, 1):
        _require_room((block.label, number), values, block.columns)
        page.set_row(row, _height(values, block.columns))
        written = [(value, styles.of(value, column)) for value, column in zip(values, block.columns, strict=True)]
        _write_row(page, (row, left), block.columns, written)
        row += 1
    if block.label is not None:
        _label(page, (first, row - 1), block.label, styles.heading)
    return row


def _require_room(row: tuple[str | None, int], values: Sequence[Value], columns: Sequence[Column]) -> None:
    """A Refusal that names the row, by its block and its number in it, and the column."""
    label, number = row
    for value, column in zip(values, columns, strict=True):
        if isinstance(value, str) and (length := len(cell_text(value))) > _LONGEST:
            raise _too_long(f"“{label}”第 {number} 行" if label else f"第 {number} 行", number, column.heading, length)


def _too_long(zh: str, number: int, heading: str, length: int) -> Refusal:
    text = Text(
        f"{zh}“{heading}”有 {length} 个字符，电子表格的单元格最多容纳 {_LONGEST} 个；请改用 PDF 格式",
        f"Row {number}, {heading}: {length} characters; a cell of a spreadsheet holds {_LONGEST}. Ask for the table as PDF",
    )
    return Refusal("not-acceptable", text, (Fault("cell-too-long", f"/rows/{number - 1}", text, _LONGEST, length),))


def _height(values: Sequence[Value], columns: Sequence[Column]) -> int:
    """Of a row whose texts are broken within their columns: not every program finds it by itself."""
    return min(_TALLEST, _LINE * max(_lines(shown(value), column.width) for value, column in zip(values, columns, strict=True)))


def _lines(text: str, width: int) -> int:
    """A Chinese character is as wide as two others, and has three bytes."""
    return sum(max(1, -(-(len(line) + len(line.encode("utf-8", "replace"))) // 2 // width)) for line in text.split("\n"))


def _label(page: Worksheet, rows: tuple[int, int], label: str, style: Format) -> None:
    first, last = rows
    if first == last:
        _write(page, (first, 0), label, style)
    else:
        page.merge_range(first, 0, last, 0, cell_text(label), style)


def _write_row(page: Worksheet, place: tuple[int, int], columns: Sequence[Column], cells: Sequence[tuple[Value, Format]]) -> None:
    """The cells from this place on, each over the columns that it spans."""
    row, left = place
    for column, (value, style) in zip(columns, cells, strict=True):
        if column.span == 1:
            _write(page, (row, left), value, style)
        else:
            _span(page, (row, left, left + column.span - 1), value, style)
        left += column.span


def _span(page: Worksheet, place: tuple[int, int, int], value: Value, style: Format) -> None:
    """The value over these columns of a row, from the first to the last."""
    row, first, last = place
    if first != last:
        page.merge_range(row, first, row, last, "", style)
    _write(page, (row, first), value, style)


def _write(page: Worksheet, place: tuple[int, int], value: Value, style: Format) -> None:
    """A number as a number, a text always as text: never a formula, never a link."""
    row, column = place
    if isinstance(value, int | Decimal):
        page.write_number(row, column, value, style)
    elif value is None:
        page.write_blank(row, column, None, style)
    elif page.write_string(row, column, cell_text(value), style):
        raise ValueError(f"row {row + 1}, column {column + 1}: the text is longer than a cell of a spreadsheet can hold")
