"""The summary table (汇总表): what a bureau files upward under its seal, listing the applications that it recommends."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.programme.fields import Column
from contracts.programme.materials import FileType
from contracts.programme.source import Sourced
from contracts.programme.word import Bilingual, Bounds, FieldName, Line, Positive, Roles, Word


class Listed(Word):
    """One column: ``shows`` is ``sequence``, a field of the form or a field of the table; ``width`` in characters."""

    heading: Line
    shows: FieldName
    width: Positive


class Scan(Sourced):
    """The sealed scan of the printed table."""

    types: tuple[FileType, ...] = Field(min_length=1)
    bytes: Bounds


class SummaryTable(Sourced):
    """``fields`` are filled in for each application by the bureau; ``head`` stands above the table; ``order`` is that of the rows."""

    title: Bilingual
    heading: Line
    filed_by: Roles
    to: Roles
    head: tuple[Line, ...]
    order: Literal["recommendation", "priority"]
    fields: dict[FieldName, Column] = Field(default_factory=dict)
    columns: tuple[Listed, ...] = Field(min_length=1)
    scan: Scan
    paper: Positive | None = None
