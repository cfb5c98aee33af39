"""Which column is which in a table that others filled in: found by the headings, wherever they stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Generic, TypeVar

from contracts.refusal import Fault, Refusal, Text
from services.chassis.workbooks import Cell, Page, said

_LOOKED_AT = 20
"""Rows among which the headings are looked for: a title, the bureau's name and a seal may stand above them."""

_SHOWN = 40  # characters of a foreign heading

Column = TypeVar("Column")
Row = tuple[int, list[Cell]]


@dataclass(frozen=True, slots=True)
class Grid(Generic[Column]):
    """A table: its headings, the number of their row, the column that each place stands for, and the rows below, each with its number."""

    headings: tuple[str, ...]
    headed: int
    columns: dict[int, Column]
    rows: Iterator[Row]


def plain(heading: str) -> str:
    """A heading however it is spaced and marked as required: 企 业 全 称*, （150 字以内）."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).rstrip("*")


def grid(page: Page, known: Mapping[str, Column], required: Mapping[str, str]) -> Grid[Column]:
    """The table of a page. ``known``: columns by their plain headings; ``required``: the headings that there must be, by their plain form.

    A Refusal names all that are missing, unknown or there twice.
    """
    rows = page.rows()
    first = list(islice(rows, _LOOKED_AT))
    found = max(first, key=lambda row: sum(plain(said(cell)) in known for cell in row[1]), default=(1, []))
    number, headings = found[0], [said(cell) for cell in found[1]]
    if faults := [*_wrong(number, headings, known), *_missing(number, headings, required)]:
        raise Refusal("invalid-content", Text("表头与模板不符", "The headings are not those of the template"), tuple(faults))
    columns = {place: known[plain(heading)] for place, heading in enumerate(headings) if heading}
    below = ((at, [*row, *[None] * (len(headings) - len(row))]) for at, row in chain(first, rows) if at > number)
    return Grid(tuple(headings), number, columns, below)


def matches(page: Page, known: Mapping[str, Column]) -> int:
    """How many of the known columns a page has at most in one of its first rows."""
    return max((sum(plain(said(cell)) in known for cell in row) for _, row in islice(page.rows(), _LOOKED_AT)), default=0)


def _wrong(number: int, headings: list[str], known: Mapping[str, Column]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, heading in enumerate(headings, 1):
        at, shown = f"/rows/{number}/{place}", heading[:_SHOWN]
        if heading and plain(heading) not in known:
            text = Text(f"模板中没有“{shown}”这一列", f"The template has no column “{shown}”")
            yield Fault("unknown-column", at, text, actual=shown)
        elif heading and plain(heading) in seen:
            yield Fault("repeated-column", at, Text(f"“{shown}”这一列有两个", f"There are two columns “{shown}”"), actual=shown)
        seen.add(plain(heading))


def _missing(number: int, headings: list[str], required: Mapping[str, str]) -> Iterator[Fault]:
    there = {plain(heading) for heading in headings}
    for key, heading in required.items():
        if key not in there:
            text = Text(f"缺少“{heading}”这一列", f"The column “{heading}” is missing")
            yield Fault("missing-column", f"/rows/{number}", text, limit=heading)
