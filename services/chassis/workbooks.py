"""Spreadsheets that others filled in, read row by row: every cell as it was meant, or why nobody can tell what it means."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import from_excel

from contracts.refusal import Fault, Refusal, Text
from services.chassis.inspection import BROKEN, Wanted, broken
from services.chassis.sniffing import XLSX

_MOST_ROWS = 100_000
"""Of one sheet: five thousand cases with twenty lines of details each."""

_MOST_COLUMNS = 200
_MOST_TAGS = 5_000_000
"""XML tags of a whole file: a table of five thousand rows and a hundred columns has three million."""

_CHUNK = 1 << 20  # bytes
_DECLARED = b"<!DOCTYPE"
_OVERLAP = 200  # bytes of a chunk that are looked at again: a tag may lie across the border
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,100}?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_EXACT = 10**15
"""From here on a spreadsheet keeps no longer every digit of a number."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that cannot be taken as it stands: a formula, an error, a number whose digits are lost."""

    code: str
    text: Text


Cell = str | int | float | bool | date | Unreadable | None
"""What a cell says: text without outer spaces (None where nothing is left), a number, a day."""

FORMULA = Unreadable("formula", Text("单元格是公式，请粘贴为数值", "The cell is a formula: paste its value"))
ERROR = Unreadable("cell-error", Text("单元格是错误值", "The cell is an error value"))
INEXACT = Unreadable(
    "digits-lost",
    Text(
        "超过15位的数字已被表格软件舍入，请将单元格设为文本格式后重新填写",
        "A number of more than 15 digits was rounded: format the cell as text",
    ),
)


class Merged(NamedTuple):
    """A range of merged cells: its first and last row and column, from 1."""

    first: int
    last: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a workbook that is open."""

    title: str
    _sheet: Any
    _archive: zipfile.ZipFile

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Each row that says something, with its number. A Refusal where there are far more rows than anybody filled in."""
        with _whole():
            self._sheet.reset_dimensions()  # what a file says of its own size need not be so
            for number, row in enumerate(self._sheet.iter_rows(max_row=_MOST_ROWS + 1), 1):
                if number > _MOST_ROWS or len(row) > _MOST_COLUMNS:
                    raise _too_many(_size_of(self.title))
                read = [_read(cell) for cell in row]
                if any(cell is not None for cell in read):
                    yield number, read

    def merged(self) -> Iterator[Merged]:
        """Each range of merged cells; a small file may declare very many."""
        tail = b""
        with _whole(), self._archive.open(self._sheet._worksheet_path) as part:  # openpyxl passes over them where it reads row by row
            while chunk := part.read(_CHUNK):
                block = tail + chunk
                hits = list(_MERGED.finditer(block))
                for hit in hits:
                    left, first, right, last = range_boundaries(hit[1].decode())
                    yield Merged(first, last, left, right)
                tail = block[max(len(block) - _OVERLAP, hits[-1].end() if hits else 0) :]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that is open. ``properties`` are those that its maker gave it; ``epoch`` is day 0 of its days that are numbers."""

    pages: tuple[Page, ...]
    properties: dict[str, str]
    epoch: datetime

    def day(self, number: float) -> date | None:
        """The day that a number stands for where a day is asked for."""
        try:
            found = from_excel(number, self.epoch)
        except (ValueError, OverflowError):
            return None
        return found.date() if isinstance(found, datetime) else None


@contextmanager
def opened(file: BinaryIO) -> Iterator[Book]:
    """Open a workbook that was inspected. A Refusal where it cannot be read, or holds more than a table of people does; links are
    not followed, macros not looked at."""
    file.seek(0)
    with _whole():
        archive = zipfile.ZipFile(file)
        _require_bounded(archive)
        book = load_workbook(file, read_only=True, keep_links=False)
        pages = tuple(Page(sheet.title, sheet, archive) for sheet in book.worksheets if hasattr(sheet, "_worksheet_path"))
        properties = {one.name: str(one.value) for one in book.custom_doc_props.props}
    try:
        yield Book(pages, properties, book.epoch)
    finally:
        book.close()


@contextmanager
def _whole() -> Iterator[None]:
    """A Refusal where the file turns out to be damaged; what openpyxl would warn of (a day out of bounds) is told as an error's cell."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except BROKEN as error:
        raise broken(XLSX, Wanted({XLSX})) from error


def _require_bounded(archive: zipfile.ZipFile) -> None:
    """What makes a reader work is tags, however few bytes they are packed into. An office file declares no document type."""
    tags = 0
    for entry in archive.infolist():
        with archive.open(entry) as part:
            tail = b""
            while chunk := part.read(_CHUNK):
                tags += chunk.count(b"<")
                if _DECLARED in tail + chunk[: len(_DECLARED)] or _DECLARED in chunk:
                    raise ValueError("a document type is declared")
                tail = chunk[-len(_DECLARED) :]
                if tags > _MOST_TAGS:
                    raise _too_many(Text("表格内容过多，请另存为只含数据的新文件", "The file holds too much: save the data alone"))


def _size_of(title: str) -> Text:
    zh = f"工作表“{title}”超过 {_MOST_ROWS} 行或 {_MOST_COLUMNS} 列（含空行空列），请删除多余的行列"
    return Text(zh, f"Sheet {title} has more than {_MOST_ROWS} rows or {_MOST_COLUMNS} columns, counting empty ones: delete them")


def _too_many(text: Text) -> Refusal:
    return Refusal("unreadable-file", text, (Fault("too-many-rows", "/file", text, _MOST_ROWS),))


def _read(cell: Any) -> Cell:
    value = cell.value
    if value is None or isinstance(value, bool):
        return value
    if cell.data_type == "f":
        return FORMULA
    if cell.data_type == "e":
        return ERROR
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int | float):
        return value if abs(value) < _EXACT else INEXACT
    return value if isinstance(value, date) else str(value).strip().removeprefix("'") or None


def said(cell: Cell) -> str:
    """A cell as text, as a person reads it on the screen; nothing where it is empty or cannot be read."""
    if cell is None or isinstance(cell, Unreadable):
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return cell.isoformat()
    return decimal_text(cell) if isinstance(cell, int | float) else cell


def decimal_text(number: float) -> str:
    """A number by the digits that a spreadsheet shows: 0.1 + 0.2 is 0.3, 12.0 is 12."""
    text = f"{number:.15g}"
    if "e" in text:
        text = f"{number:.15f}".rstrip("0").rstrip(".")
    return text
