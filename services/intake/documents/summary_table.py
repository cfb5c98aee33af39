"""The summary table (汇总表) that a bureau prints, seals and files: as data and as a sheet, from the programme file.

The tracks that a document lists in one table (P1: 附件4) are its blocks, one below the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contracts.events.parties import Contact, Division
from contracts.form.printed import listed
from contracts.programme import Offer, Programme
from contracts.programme.summary_table import SummaryTable
from contracts.regions import Level, find_region
from services.chassis.filenames import file_name
from services.chassis.sheets import Block, Column, Sheet
from services.forms.headings import annex

Row = Mapping[str, Any]

_PLACE = re.compile(r"\{(region|" + "|".join(Level) + r")\}")


@dataclass(frozen=True, slots=True)
class TableHead:
    """What stands above the table: whose it is, and whom to call. What is empty is left to be written by hand.

    ``at`` is the instant of the list that is printed: it dates the file, so that the same list gives the same bytes.
    """

    region: Division
    bureau: str
    contact: Contact | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one track, keyed by what the columns of its ``table`` show."""

    track: str
    offer: Offer
    table: SummaryTable
    rows: Iterable[Row]


@dataclass(frozen=True, slots=True)
class Summary:
    """A list, as its table is made of it: of one track, or of all that stand in the same table. There is at least one part."""

    programme: Programme
    parts: tuple[Part, ...]
    head: TableHead

    @property
    def table(self) -> SummaryTable:
        """What all parts have in common: annex, heading and head."""
        return self.parts[0].table

    @property
    def heading(self) -> str:
        return heading(self.table, self.head.region)


def in_one_table(tables: Mapping[str, SummaryTable], track: str | None) -> list[str]:
    """The tracks whose rows stand in one table with this track's (None: the first's): what is printed above them is the same."""
    first = tables[track or next(iter(tables))]
    return [
        code for code, table in tables.items() if (table.heading, table.head, annex(table)) == (first.heading, first.head, annex(first))
    ]


def summary_sheet(summary: Summary) -> Sheet:
    """The table on paper. ValueError for tables that the programme lets stand in one and that have no columns in common."""
    grid = max((part.table for part in summary.parts), key=lambda table: len(table.columns))
    return Sheet(
        tab="汇总表",
        annex=annex(summary.table),
        heading=summary.heading,
        subject=summary.programme.title.zh,
        head=tuple(f"{label}：{value or '＿' * 10}" for label, value in _head(summary.table, summary.head)),
        blocks=tuple(_block(part, grid, labelled=len(summary.parts) > 1) for part in summary.parts),
        at=summary.head.at,
    )


def summary_json(summary: Summary) -> dict[str, Any]:
    """The same as data: heading, head (label, value), and for each track its columns (heading, shows, width) and rows as printed."""
    return {
        "programme": summary.programme.title.zh,
        "annex": annex(summary.table),
        "heading": summary.heading,
        "head": [{"label": label, "value": value} for label, value in _head(summary.table, summary.head)],
        "blocks": [
            {
                "track": part.track,
                "title": part.offer.track.title.zh,
                "columns": [column.model_dump() for column in part.table.columns],
                "rows": list(_rows(part)),
            }
            for part in summary.parts
        ],
    }


def summary_filename(summary: Summary, round_: str, extension: str) -> str:
    return file_name(summary.heading, round_, extension=extension)


def heading(table: SummaryTable, region: Division) -> str:
    """The table's heading with the division that it names: {county}, {city} or {province} around the bureau's, or {region}, its own."""
    names: dict[str, str] = {}
    found = find_region(region.code)
    while found:
        names[found.level] = found.name
        found = found.parent
    return _PLACE.sub(lambda place: names.get(place.group(1), region.name), table.heading)


def _head(table: SummaryTable, head: TableHead) -> Iterator[tuple[str, str]]:
    """Each line of the head with what goes there: the bureau where it seals (盖章), its contact where one is asked for (联系人)."""
    contact = f"{head.contact.name}　{head.contact.phone}" if head.contact else ""
    for label in table.head:
        yield label, head.bureau if "盖章" in label else contact if "联系人" in label else ""


def _block(part: Part, grid: SummaryTable, *, labelled: bool) -> Block:
    rows = (tuple(row.values()) for row in _rows(part))
    return Block(tuple(spread(_columns(part.table), _columns(grid))), rows, part.offer.track.title.zh if labelled else None)


def _columns(table: SummaryTable) -> list[Column]:
    return [Column(column.heading, column.width, column.shows == "sequence") for column in table.columns]


def spread(columns: list[Column], over: list[Column]) -> Iterator[Column]:
    """The columns over those of a finer table: the first that is called otherwise takes the columns that there are more of."""
    more = len(over) - len(columns)
    other = next((at for at, (one, below) in enumerate(zip(columns, over, strict=False)) if one.heading != below.heading), len(columns) - 1)
    for at, column in enumerate(columns):
        yield replace(column, span=1 + more) if at == other else column


def _rows(part: Part) -> Iterator[dict[str, str | int]]:
    """Each row's values in the order of the columns, as they are printed; the sequence stays a number."""
    fields = {**part.offer.track.form.fields, **part.table.fields}
    names = [column.shows for column in part.table.columns]
    for row in part.rows:
        yield {name: row[name] if name == "sequence" else listed(fields[name], row.get(name), part.offer.choices) for name in names}
