"""The summary table (汇总表) that a bureau prints, seals and files: as structured data and as a spreadsheet, from the programme file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.events.parties import Contact, Division
from contracts.form.printed import printed
from contracts.programme import Offer, Programme
from contracts.programme.summary_table import SummaryTable
from contracts.regions import Level, find_region
from services.chassis.filenames import file_name
from services.chassis.sheets import Column, Sheet, sheet_xlsx
from services.intake.documents.headings import annex

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


def summary_table_xlsx(programme: Programme, offer: Offer, rows: Iterable[Row], head: TableHead) -> bytes:
    """The table as XLSX. ``rows`` are keyed by what the columns show. Blocks, some 0.2 ms for a row: call it in a thread.

    LookupError where the track has no summary table; ValueError for a cell beyond the format's 32,767 characters: nothing is cut.
    """
    table = _table(offer)
    return sheet_xlsx(
        Sheet(
            tab="汇总表",
            annex=annex(table),
            heading=heading(table, head.region),
            subject=programme.title.zh,
            head=tuple(f"{label}：{value or '＿' * 10}" for label, value in _head(table, head)),
            columns=tuple(Column(column.heading, column.width, column.shows == "sequence") for column in table.columns),
            at=head.at,
        ),
        (tuple(row.values()) for row in _rows(offer, table, rows)),
    )


def summary_table_json(programme: Programme, offer: Offer, rows: Iterable[Row], head: TableHead) -> dict[str, Any]:
    """The same as data: heading, head (label, value), columns (heading, shows, width), and the rows as printed, keyed by what is shown."""
    table = _table(offer)
    return {
        "programme": programme.title.zh,
        "annex": annex(table),
        "heading": heading(table, head.region),
        "head": [{"label": label, "value": value} for label, value in _head(table, head)],
        "columns": [column.model_dump() for column in table.columns],
        "rows": list(_rows(offer, table, rows)),
    }


def summary_table_filename(offer: Offer, head: TableHead, round_: str) -> str:
    return file_name(heading(_table(offer), head.region), round_, extension="xlsx")


def heading(table: SummaryTable, region: Division) -> str:
    """The table's heading with the division that it names: {county}, {city} or {province} around the bureau's, or {region}, its own."""
    names: dict[str, str] = {}
    found = find_region(region.code)
    while found:
        names[found.level] = found.name
        found = found.parent
    return _PLACE.sub(lambda place: names.get(place.group(1), region.name), table.heading)


def _table(offer: Offer) -> SummaryTable:
    if offer.track.summary_table is None:
        raise LookupError("the track has no summary table")
    return offer.track.summary_table


def _head(table: SummaryTable, head: TableHead) -> Iterator[tuple[str, str]]:
    """Each line of the head with what goes there: the bureau where it seals (盖章), its contact where one is asked for (联系人)."""
    contact = f"{head.contact.name}　{head.contact.phone}" if head.contact else ""
    for label in table.head:
        yield label, head.bureau if "盖章" in label else contact if "联系人" in label else ""


def _rows(offer: Offer, table: SummaryTable, rows: Iterable[Row]) -> Iterator[dict[str, str | int]]:
    """Each row's values in the order of the columns, as they are printed; the sequence stays a number."""
    fields = {**offer.track.form.fields, **table.fields}
    shown = [column.shows for column in table.columns]
    for row in rows:
        yield {name: row[name] if name == "sequence" else printed(fields[name], row.get(name), offer.choices) for name in shown}
