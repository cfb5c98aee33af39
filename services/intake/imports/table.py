"""A table as it came: each row with what it says of the form, and where in the file that stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, BinaryIO

from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.table_files import bounded
from services.chassis.blocks import Block
from services.chassis.headings import Grid, grid, plain
from services.chassis.workbooks import Book, Cell, Merged, Page, Unreadable, opened, said
from services.intake.imports.cells import DayOf, value_of
from services.intake.imports.expected import Expected, Tracks
from services.intake.imports.layout import FAULTS, MOST, SEQUENCE, Column, Detail
from services.intake.imports.parts import Part, parts


@dataclass(slots=True)
class Row:
    """``number`` as the file counts; ``faults`` are what could not be read, by pointers into the form; ``details``: the numbers of the rows
    of the sheets of details, in the order of the form's tables. No ``track``: it does not say of which it is."""

    number: int
    form: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    details: dict[str, list[int]] = field(default_factory=dict)
    track: str | None = None


@dataclass(frozen=True, slots=True)
class Orphan:
    """A line of a sheet of details that belongs to no row, and why nobody knows to which."""

    sheet: str
    line: int
    fault: Fault
    track: str


@dataclass(frozen=True, slots=True)
class Table:
    """What was read. ``passed_over`` are headings that were not taken in, with the reason; ``orphans`` lines of the sheets of details that
    belong to no row."""

    rows: list[Row]
    passed_over: Mapping[str, str]
    orphans: Sequence[Orphan] = ()

    @property
    def tracks(self) -> list[str]:
        """Those that its rows are of, in the order of the file."""
        return list(dict.fromkeys(row.track for row in self.rows if row.track is not None))


def read_workbook(file: BinaryIO, tracks: Tracks) -> Table:
    """The rows of a spreadsheet, with those of its sheets of details. A Refusal where it is no such table at all."""
    with opened(file) as book:
        found = parts(book, tracks)
        taken: dict[str, list[tuple[Row, str]]] = {part.expected.call.track: [] for part in found.found}
        for part, number, cells in bounded(_lines(found.found), MOST):
            taken[part.expected.call.track].append(_Rows(part.expected, book.day).read(number, cells, part.grid))
        require_any([row for rows in taken.values() for row in rows])
        orphans = [one for part in found.found for one in _completed(book, part, taken[part.expected.call.track])]
    passed_over = {head: why for part in found.found for head, why in _passed_over(part)}
    others = dict.fromkeys(found.others, "属于其他类别，请按该类别另行导入")
    return Table([row for rows in taken.values() for row, _ in rows], passed_over | others, orphans)


def _lines(found: Sequence[Part]) -> Iterator[tuple[Part, int, list[Cell]]]:
    """Every line of these tables, with its number in the file."""
    for part in found:
        sequence = next((place for place, column in part.grid.columns.items() if column == SEQUENCE), None)
        for number, cells in part.grid.rows:
            if isinstance(part.page, Block) and sequence is not None and plain(said(cells[sequence])) == SEQUENCE:
                raise _unknown_part(number, part.expected.labels)
            yield part, number, cells


def _unknown_part(number: int, labels: Sequence[str]) -> Refusal:
    """Its rows would be taken for those of the part above it."""
    zh = f"第 {number} 行是另一部分的表头，其左侧不是类别名称，应为：{'、'.join(labels)}"
    text = Text(zh, f"Row {number} has the headings of another part, whose label is none of a track")
    return Refusal("invalid-content", text, (Fault("unknown-block", f"/rows/{number}", text, "、".join(labels)),))


def _completed(book: Book, part: Part, numbered: list[tuple[Row, str]]) -> Iterator[Orphan]:
    """Merged cells are told of the rows, and the lines of details go to them; those that belong to none."""
    by_number = {row.number: row for row, _ in numbered}
    for number in _merged(part.page.merged(), list(by_number), part.grid):
        _refuse_merged(by_number[number], "")
    for detail in part.expected.layout.details:
        if page := _named(book, detail):
            yield from _Rows(part.expected, book.day).add_details(detail, page, numbered)


def _passed_over(part: Part) -> Iterator[tuple[str, str]]:
    heads = {plain(heading) for heading in part.grid.headings}
    return ((head, why) for head, why in part.expected.layout.passed_over.items() if head in heads)


def require_any(rows: Sequence[Any]) -> None:
    """There is something in it."""
    if not rows:
        raise Refusal("invalid-content", Text("表中没有数据行", "The table has no rows"))


def _named(book: Book, detail: Detail) -> Page | None:
    return next((page for page in book.pages if page.title == detail.title), None)


def _merged(ranges: Iterator[Merged], numbers: Sequence[int], table: Grid[Column | str]) -> Iterator[int]:
    """Which of these rows (by number, ascending) have merged cells, however many ranges there are. Of cells that are merged only the first
    has a value: the others' rows or columns would lose it unseen. Within a row a column may stand over places that have no heading."""
    places = sorted(table.columns)
    begins = [0] * (len(numbers) + 1)  # at each row, how many ranges begin there less those that ended before
    for each in ranges:
        columns = bisect_left(places, each.right) - bisect_left(places, each.left - 1)
        if columns > 1 or (columns and each.first != each.last):
            begins[bisect_left(numbers, each.first)] += 1
            begins[bisect_right(numbers, each.last)] -= 1
    return (number for number, open_ranges in zip(numbers, accumulate(begins), strict=False) if open_ranges > 0)


def _refuse_merged(row: Row, pointer: str) -> None:
    text = Text("有合并单元格，请取消合并后逐格填写", "There are merged cells: fill in each cell by itself")
    row.faults.append(Fault("merged-cells", pointer, text))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Reads rows into forms."""

    expected: Expected
    day: DayOf

    def read(self, number: int, cells: list[Cell], table: Grid[Column | str]) -> tuple[Row, str]:
        """A row, and its 序号."""
        row, sequence = Row(number, track=self.expected.call.track), ""
        for place, column in table.columns.items():
            if column == SEQUENCE:
                sequence = said(cells[place])
            elif isinstance(column, Column) and cells[place] is not None:
                self._take(row, row.form, (column, cells[place]), "")
        if any(cell is not None for place, cell in enumerate(cells) if not "".join(table.headings[place : place + 1])):
            text = Text("有内容的列没有表头", "A column with content has no heading")
            row.faults.append(Fault("no-heading", "", text))
        return row, sequence

    def _take(self, row: Row, into: dict[str, Any], filled: tuple[Column, Cell], at: str) -> None:
        column, cell = filled
        if isinstance(cell, Unreadable):
            row.faults.append(Fault(cell.code, f"{at}{column.pointer}", cell.text))
            return
        value = value_of(column, cell, self.expected.offer.choices, self.day)
        if column.part:
            into.setdefault(column.name, {"region": "", "detail": ""})[column.part] = value
        else:
            into[column.name] = value

    def add_details(self, detail: Detail, page: Page, numbered: list[tuple[Row, str]]) -> list[Orphan]:
        """The lines of a sheet of details go to the rows that they name by their 序号; those that belong to none."""
        known: dict[str, Column | str | None] = {plain(SEQUENCE): SEQUENCE, plain(FAULTS): None}
        known |= {plain(column.heading): column for column in detail.columns}
        table: Grid[Column | str] = grid(page, known, [(SEQUENCE,)])
        by_sequence: dict[str, list[Row]] = {}
        for row, sequence in numbered:
            by_sequence.setdefault(sequence, []).append(row)
        places: dict[int, tuple[Row, int]] = {}
        orphans: list[Orphan] = []
        for number, cells in table.rows:
            sequence = next((said(cells[place]) for place, column in table.columns.items() if column == SEQUENCE), "")
            owners = by_sequence.get(sequence, []) if sequence else []
            if len(owners) == 1:
                places[number] = owners[0], self._add_detail(owners[0], detail, (number, cells), table)
            else:
                orphans.append(self._orphan(page.title, number, sequence, len(owners)))
        for number in _merged(page.merged(), list(places), table):
            owner, index = places[number]
            _refuse_merged(owner, f"/{detail.name}/{index}")
        return orphans

    def _add_detail(self, owner: Row, detail: Detail, line: tuple[int, list[Cell]], table: Grid[Column | str]) -> int:
        """Add a line to the row that it belongs to; its place in the form's table."""
        number, cells = line
        entries, numbers = owner.form.setdefault(detail.name, []), owner.details.setdefault(detail.name, [])
        entry: dict[str, Any] = {}
        for place, column in table.columns.items():
            if isinstance(column, Column) and cells[place] is not None:
                self._take(owner, entry, (column, cells[place]), f"/{detail.name}/{len(entries)}")
        entries.append(entry)
        numbers.append(number)
        return len(entries) - 1

    def _orphan(self, sheet: str, line: int, sequence: str, owners: int) -> Orphan:
        shown = sequence[:20]
        zh = f"“{shown}”在主表中{'有多行' if owners else '没有对应的行'}"
        text = Text(zh, f"{owners} rows have the number {shown!r}")
        return Orphan(sheet, line, Fault("unknown-row", f"/sheets/{sheet}/{line}", text, actual=shown), self.expected.call.track)
