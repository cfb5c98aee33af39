"""A page with several tables, one below the other, each with its label before it (``sheets.Block``): one of them by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from contracts.refusal import Fault, Refusal, Text
from services.chassis.headings import LOOKED_AT, Row, plain
from services.chassis.workbooks import Merged, Page, said


@dataclass(frozen=True, slots=True)
class Block:
    """The rows ``first`` to ``last`` of a page (None: to its end), without the labels, which stand in the column at ``place`` from 0."""

    page: Page
    first: int
    last: int | None
    place: int

    @property
    def title(self) -> str:
        return self.page.title

    def rows(self) -> Iterator[Row]:
        for number, cells in self.page.rows():
            if self.last is not None and number > self.last:
                return
            if number >= self.first:
                yield number, [None if at == self.place else cell for at, cell in enumerate(cells)]

    def merged(self) -> Iterator[Merged]:
        """The page's: those of other blocks are in none of these rows."""
        return self.page.merged()


def blocks(page: Page, labels: Collection[str]) -> Mapping[str, Block]:
    """The blocks of a page by their labels (plain), from top to bottom. None where none of these stands where headings are looked for: most
    pages have none. A Refusal where two blocks have one label."""
    begins = list(_labelled(islice(page.rows(), LOOKED_AT), labels)) if labels else []
    if begins:
        begins = list(_labelled(page.rows(), labels))
        _require_distinct(begins)
    ends = [number - 1 for _, number, _ in begins[1:]]
    return {label: Block(page, number, last, place) for (label, number, place), last in zip(begins, [*ends, None], strict=bool(begins))}


def _require_distinct(begins: Sequence[tuple[str, int, int]]) -> None:
    first: dict[str, int] = {}
    for label, number, _ in begins:
        if label in first:
            zh, en = f"“{label}”有两个部分（第 {first[label]} 行和第 {number} 行），请合并", "Two parts have one label: make them one"
            raise Refusal("invalid-content", Text(zh, en), (Fault("repeated-block", f"/rows/{number}", Text(zh, en), actual=label),))
        first[label] = number


def _labelled(rows: Iterator[Row], labels: Collection[str]) -> Iterator[tuple[str, int, int]]:
    """Each row that begins with one of the labels and has headings behind it: which, the row's number, the place of the label."""
    for number, cells in rows:
        places = [at for at, cell in enumerate(cells) if cell is not None]
        if len(places) > 1 and (label := plain(said(cells[places[0]]))) in labels:
            yield label, number, places[0]
