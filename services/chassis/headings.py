"""Which column is which in a table that others filled in: found by the headings, wherever they stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Generic, Protocol, TypeVar

from contracts.refusal import Fault, Refusal, Text
from services.chassis.workbooks import Cell, said

LOOKED_AT = 20
"""Rows among which the headings are looked for: a title, the bureau's name and a seal may stand above them."""

_SHOWN = 40  # characters of a foreign heading

Column = TypeVar("Column")
Row = tuple[int, list[Cell]]
Required = Sequence[tuple[str, ...]]
"""Headings in groups: of each group one of the columns has to be there."""


class Rows(Protocol):
    """A page, or the part of one that is a table by itself."""

    def rows(self) -> Iterator[Row]: ...


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


def grid(page: Rows, known: Mapping[str, Column | None], required: Required) -> Grid[Column]:
    """The table of a page. ``known``: columns by all their plain headings, None for what is passed over; ``required``: the columns that
    there must be, under any of their headings.

    A Refusal names all that are missing, unknown or there twice.
    """
    rows = page.rows()
    first = list(islice(rows, LOOKED_AT))
    found = max(first, key=lambda row: sum(plain(said(cell)) in known for cell in row[1]), default=(1, []))
    number, headings = found[0], [said(cell) for cell in found[1]]
    if faults := [*_wrong(number, headings, known), *_missing(number, headings, known, required)]:
        raise Refusal("invalid-content", Text("表头与模板不符", "The headings are not those of the template"), tuple(faults))
    columns = {place: column for place, heading in enumerate(headings) if (column := known.get(plain(heading))) is not None}
    below = ((at, [*row, *[None] * (len(headings) - len(row))]) for at, row in chain(first, rows) if at > number)
    return Grid(tuple(headings), number, columns, below)


def matches(page: Rows, known: Mapping[str, Column | None]) -> int:
    """How many of the known columns a page has at most in one of its first rows."""
    return max((sum(plain(said(cell)) in known for cell in row) for _, row in islice(page.rows(), LOOKED_AT)), default=0)


def _wrong(number: int, headings: list[str], known: Mapping[str, Column | None]) -> Iterator[Fault]:
    seen: list[tuple[Column, str]] = []
    for place, heading in enumerate(headings, 1):
        at, shown = f"/rows/{number}/{place}", heading[:_SHOWN]
        if heading and plain(heading) not in known:
            text = Text(f"模板中没有“{shown}”这一列", f"The template has no column “{shown}”")
            yield Fault("unknown-column", at, text, actual=shown)
        elif (column := known.get(plain(heading))) is not None:
            before = next((other for taken, other in seen if taken == column), None)
            if before is not None:
                yield Fault("repeated-column", at, _repeated(before, shown), actual=shown)
            seen.append((column, shown))


def _repeated(before: str, shown: str) -> Text:
    if plain(before) == plain(shown):
        return Text(f"“{shown}”这一列有两个", f"There are two columns “{shown}”")
    zh, en = f"“{before}”和“{shown}”两列填的是同一项，请只保留一列", f"The columns “{before}” and “{shown}” say the same thing: keep one"
    return Text(zh, en)


def _missing(number: int, headings: list[str], known: Mapping[str, Column | None], required: Required) -> Iterator[Fault]:
    there = [column for heading in headings if (column := known.get(plain(heading))) is not None]
    for group in required:
        if not any(known[plain(heading)] in there for heading in group):
            zh, en = "或".join(f"“{heading}”" for heading in group), " or ".join(f"“{heading}”" for heading in group)
            text = Text(f"缺少{zh}这一列", f"The column {en} is missing")
            yield Fault("missing-column", f"/rows/{number}", text, limit="、".join(group))
