"""Imports: a table of many applications, filed row by row. Stream: ``import/<id>``."""

from __future__ import annotations

import operator
from typing import Literal

from pydantic import Field

from contracts.events.event import Event, Record
from contracts.events.intake.content import Call
from contracts.events.parties import Filer
from contracts.events.values import Code, Count, DivisionCode, ImportId, Position, Sha256, Uscc, Words


class Rights(Record):
    """What the filer was allowed by when the table was accepted; each row is filed under it."""

    roles: tuple[Code, ...]
    regions: tuple[DivisionCode, ...]
    organisation: Uscc | None
    scopes: tuple[Code, ...]


class RefusedRow(Record):
    """A row that was right when it was checked and could not be filed any more: its number in the file, the problem, and why."""

    row: Position
    problem: Code
    zh: Words
    en: Words


class ImportAccepted(Event):
    """A table was checked, and its good rows will be filed in the order of the file.

    ``rows`` are those that are good and ``faulty`` those that are not (with ``all-or-nothing`` there are none); ``content`` is the file of
    the good ones, a JSON object a line, ``report`` that of the faulty ones with what is wrong in each. ``tracks`` are those of a table of
    several: a line of the two files names its own, and ``call`` is that of the first. Else all rows are of the call's.
    """

    type = "lianzhu.intake.import.accepted.v1"
    id: ImportId
    call: Call
    then: Literal["draft", "submission"]
    mode: Literal["all-or-nothing", "good-rows"]
    rows: Position
    faulty: Count
    content: Sha256
    report: Sha256 | None
    by: Filer
    rights: Rights
    tracks: tuple[Code, ...] = Field(default=(), exclude_if=operator.not_)


class ImportAdvanced(Event):
    """The first ``reached`` good rows have been dealt with; ``refused`` are those of the last stretch that could not be filed."""

    type = "lianzhu.intake.import.advanced.v1"
    id: ImportId
    reached: Position
    refused: tuple[RefusedRow, ...]


class ImportReverted(Event):
    """All or nothing: a row was refused, and what was filed is withdrawn from the last row on; the first ``standing`` rows are left.

    ``retained`` are the rows behind them, by their numbers in the file, that could not be withdrawn any more: others had gone on with them.
    """

    type = "lianzhu.intake.import.reverted.v1"
    id: ImportId
    standing: Count
    retained: tuple[Position, ...] = ()


class ImportEnded(Event):
    """Nothing is left to do: ``filed`` rows are applications now, ``refused`` were refused on the way. Of what was ``reverted``, those are
    filed that could not be withdrawn."""

    type = "lianzhu.intake.import.ended.v1"
    id: ImportId
    outcome: Literal["finished", "reverted"]
    filed: Count
    refused: Count
