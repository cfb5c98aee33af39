"""Imports: what is asked for, what was found, how far it has come."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.events.values import Instant
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Code
from services.intake.api.models.answers import ANSWERS
from services.intake.api.models.faults import FaultShown
from services.intake.domain.imports import Stage

Then = Literal["draft", "submission"]
Mode = Literal["all-or-nothing", "good-rows"]


class TableQuery(Input):
    """What a table is for. ``then``: whether its rows stay drafts or are filed at once; ``mode``: what happens where rows are wrong."""

    programme: Code = Field(description="Programme code", examples=["sjz-2024-chain"])
    round: Code = Field(description="Round code", examples=["2024-08"])
    track: Code | None = Field(
        default=None,
        description="Track code. Without it the table is of all tracks: each block has the title of its own, each JSON line a `track`",
        examples=["chain-case"],
    )
    then: Then = Field(
        default="draft", description="`draft`: complete and file each later; `submission`: file at once, where no files are needed"
    )
    mode: Mode = Field(default="all-or-nothing", description="`good-rows` files those that are right and leaves the others out")


class CheckQuery(TableQuery):
    """What a table is for that is only checked; ``after``: how many faults were listed already."""

    after: int = Field(default=0, ge=0, le=2**53 - 1, description="List the faults behind the first so many", examples=[20_000])


class RowFault(FaultShown):
    """One thing wrong in a row: ``row`` as the file counts, ``column`` its heading; ``sheet`` and ``line`` on a sheet of details. Where
    there is no ``row``, the line there belongs to none; where there is no ``track``, the row names none of the programme's."""

    example = ANSWERS["TableCheck"]["faults"][0]
    track: str | None
    row: int | None
    column: str | None
    sheet: str | None = None
    line: int | None = None


class TableCheck(Output):
    """What a table would come to: ``good`` rows and ``faulty`` ones with all that is wrong: 20,000 ``faults`` at a time, and how many
    ``more`` stand behind them. ``passed_over`` are columns that are not taken in, with the reason. Nothing was written."""

    example = ANSWERS["TableCheck"]
    good: int
    faulty: int
    faults: tuple[RowFault, ...]
    more: int
    passed_over: dict[str, str]


class ImportAnswer(Output):
    """An import that was accepted: ``rows`` will be filed, ``faulty`` were left out; the same again for the same Idempotency-Key."""

    example = ANSWERS["ImportAnswer"]
    id: str
    rows: int
    faulty: int
    passed_over: dict[str, str]
    at: Instant


class ImportShown(Output):
    """How far an import has come: ``reached`` of its ``rows`` were dealt with, ``filed`` are applications now, ``refused`` were refused.
    ``tracks`` are those of its rows; ``track`` is the one, where they are of one."""

    example = ANSWERS["ImportShown"]
    id: str
    programme: str
    version: int
    round: str
    track: str | None
    tracks: tuple[str, ...]
    then: Then
    mode: Mode
    stage: Stage
    rows: int
    faulty: int
    reached: int
    filed: int
    refused: int
    accepted_at: Instant
    ended_at: Instant | None


RowState = Literal["waiting", "draft", "filed", "withdrawn", "refused", "reverted"]


class RowShown(Output):
    """A row that was to be filed, as it is now: its application is still a ``draft``, was ``filed`` (whatever became of it then) or
    ``withdrawn``; ``reverted`` by the import itself. ``missing`` is all that a draft still lacks."""

    example = ANSWERS["RowShown"]
    row: int
    track: str
    application: str | None
    state: RowState
    refused: FaultShown | None
    missing: tuple[FaultShown, ...]
