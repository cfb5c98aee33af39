"""A table as it came: each row with what it says of the form, and where in the file that stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, BinaryIO

from contracts.events.intake.content import Call
from contracts.programme.track import Offer
from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.table_files import bounded
from services.chassis.blocks import Block, blocks
from services.chassis.headings import Grid, grid, matches, plain
from services.chassis.workbooks import Book, Cell, Merged, Page, Unreadable, opened, said
from services.intake.imports.cells import DayOf, value_of
from services.intake.imports.layout import FAULTS, MOST, SEQUENCE, Column, Detail, Layout


@dataclass(slots=True)
class Row:
    """``number`` as the file counts; ``faults`` are what could not be read, by pointers into the form; ``details``: the numbers of the rows
    of the sheets of details, in the order of the form's tables."""

    number: int
    form: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    details: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Orphan:
    """A line of a sheet of details that belongs to no row, and why nobody knows to which."""

    sheet: str
    line: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Table:
    """What was read. ``passed_over`` are headings that were not taken in, with the reason; ``orphans`` lines of the sheets of details that
    belong to no row."""

    rows: list[Row]
    passed_over: Mapping[str, str]
    orphans: Sequence[Orphan] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """What a table is read as: the call that it answers, its columns and choices. ``home``: the region where rows lie that do not say
    where; ``labels``: what stands before the blocks of a table of several tracks (their titles)."""

    call: Call
    offer: Offer
    layout: Layout
    home: str | None = None
    labels: tuple[str, ...] = ()


def read_workbook(file: BinaryIO, expected: Expected) -> Table:
    """The rows of a spreadsheet, with those of its sheets of details. A Refusal where it is no such table at all."""
    with opened(file) as book:
        require_current(book.properties, expected.call)
        page, others = _part(_page(book, expected.layout), expected)
        table: Grid[Column | str] = grid(page, expected.layout.known, expected.layout.required(placed=expected.home is not None))
        rows = _Rows(expected, book.day)
        numbered = [rows.read(number, cells, table) for number, cells in bounded(table.rows, MOST)]
        require_any(numbered)
        by_number = {row.number: row for row, _ in numbered}
        for number in _merged(page.merged(), list(by_number), table):
            _refuse_merged(by_number[number], "")
        pages = [(detail, _named(book, detail)) for detail in expected.layout.details]
        orphans = [orphan for detail, sheet in pages if sheet for orphan in rows.add_details(detail, sheet, numbered)]
    passed_over = {head: why for head, why in expected.layout.passed_over.items() if head in _heads(table)}
    return Table([row for row, _ in numbered], passed_over | dict.fromkeys(others, "属于其他类别，请按该类别另行导入"), orphans)


def require_any(rows: Sequence[Any]) -> None:
    """There is something in it."""
    if not rows:
        raise Refusal("invalid-content", Text("表中没有数据行", "The table has no rows"))


def require_current(properties: Mapping[str, str], call: Call) -> None:
    """The template was made for this track, in the version that applies; a table without that mark is read by its headings."""
    made = properties.get("lianzhu-programme"), properties.get("lianzhu-track"), properties.get("lianzhu-version")
    if made == (None, None, None) or made == (call.programme, call.track, str(call.version)):
        return
    link = f"/v1/programmes/{call.programme}/tracks/{call.track}/import.xlsx"
    code = "other-template" if made[:2] != (call.programme, call.track) else "stale-template"
    right, found = f"{call.programme} {call.track} v{call.version}", f"{made[0]} {made[1]} v{made[2]}"
    text = Text(f"模板是 {found} 的，现应使用 {right} 的模板，请重新下载", f"The template is for {found}; take the one for {right}")
    raise Refusal("invalid-content", text, (Fault(code, "/file", text, right, found),), link=link)


def _page(book: Book, layout: Layout) -> Page:
    """The sheet that has most of the columns; the first one where none has any."""
    pages = [page for page in book.pages if all(page.title != detail.title for detail in layout.details)] or list(book.pages)
    return max(pages, key=lambda page: matches(page, layout.known)) if len(pages) > 1 else pages[0]


def _part(page: Page, expected: Expected) -> tuple[Page | Block, list[str]]:
    """The block of the track, where the page has blocks, and the labels of the others; else the page."""
    labels = {plain(label): label for label in expected.labels}
    found = blocks(page, labels)
    own = plain(expected.offer.track.title.zh)
    if found and own not in found:
        text = Text(f"表中没有“{expected.offer.track.title.zh}”部分", f"The table has no part for {expected.offer.track.title.en}")
        raise Refusal("invalid-content", text, (Fault("no-block", "/file", text),))
    return (found[own] if found else page), [labels[label] for label in found if label != own]


def _named(book: Book, detail: Detail) -> Page | None:
    return next((page for page in book.pages if page.title == detail.title), None)


def _heads(table: Grid[Column | str]) -> set[str]:
    return {plain(heading) for heading in table.headings}


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
        row, sequence = Row(number), ""
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
                orphans.append(_orphan(page.title, number, sequence, len(owners)))
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


def _orphan(sheet: str, line: int, sequence: str, owners: int) -> Orphan:
    shown = sequence[:20]
    zh = f"“{shown}”在主表中{'有多行' if owners else '没有对应的行'}"
    text = Text(zh, f"{owners} rows have the number {shown!r}")
    return Orphan(sheet, line, Fault("unknown-row", f"/sheets/{sheet}/{line}", text, actual=shown))


def row_of_json(number: int, given: dict[str, Any] | Fault) -> Row:
    """A line of JSON: the form by the names of its fields."""
    return Row(number, faults=[given]) if isinstance(given, Fault) else Row(number, given)
