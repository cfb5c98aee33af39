"""A table as data, as a spreadsheet and on paper: all say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from services.chassis.cells import Value, shown
from services.chassis.filenames import file_name
from services.chassis.sheet_pdf import TEMPLATE, sheet_pdf
from services.chassis.sheet_xlsx import sheet_xlsx
from services.chassis.sheets import Block, Column, Sheet

Row = dict[str, Value]
"""By what the columns show; what is missing is left blank."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A column: what it ``shows``, under which heading, its width in characters."""

    shows: str
    heading: str
    width: int
    centred: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """``name`` is the kind of table, ``subject`` what it is about, ``part`` which part of that; ``heading`` stands above it, and below that
    the lines of the ``head`` (label, value). ``at`` dates the file: the same table, the same bytes. ``template`` lays it out on paper."""

    name: str
    subject: str
    part: str | None
    heading: str
    head: tuple[tuple[str, str], ...]
    columns: tuple[Shown, ...]
    rows: tuple[Row, ...]
    at: datetime
    template: Path = TEMPLATE


def table_json(table: Table) -> dict[str, Any]:
    """The table as data; numbers with decimals are decimal strings."""
    return {
        "heading": table.name,
        "head": [{"label": label, "value": value} for label, value in table.head],
        "columns": [{"shows": column.shows, "heading": column.heading} for column in table.columns],
        "rows": [{column.shows: _plain(row.get(column.shows)) for column in table.columns} for row in table.rows],
    }


def table_xlsx(table: Table) -> bytes:
    """The table as XLSX. Some 0.2 ms for a row: call it in a thread. A Refusal (406) for a text that no cell can hold."""
    return sheet_xlsx(_sheet(table))


def table_pdf(table: Table) -> bytes:
    """The table as PDF, on A4 across. Some 0.5 ms for a row: call it in a thread. TemplateFault where its template is wrong."""
    return sheet_pdf(_sheet(table), table.template)


def table_filename(table: Table, extension: str) -> str:
    return file_name(table.name, *(part for part in (table.part,) if part), extension=extension)


def _sheet(table: Table) -> Sheet:
    return Sheet(
        tab=table.name,
        annex=None,
        heading=table.heading,
        subject=table.subject,
        head=tuple(f"{label}：{value}" for label, value in table.head),
        blocks=(Block(tuple(Column(column.heading, column.width, column.centred) for column in table.columns), _cells(table)),),
        at=table.at,
    )


def _cells(table: Table) -> Iterator[list[Value]]:
    return ([row.get(column.shows) for column in table.columns] for row in table.rows)


def _plain(value: Value) -> str | int | None:
    return shown(value) if isinstance(value, Decimal) else value
