"""What every route on a case asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path

from services.chassis.api.authentication import Caller
from services.chassis.api.commands import Command
from services.chassis.api.resources import held
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.scoring import access
from services.scoring.handlers.assignments import Task, task
from services.scoring.scoring import ReviewKey, Scoring

Held = Annotated[Scoring, Depends(held(Scoring))]


async def _reader(caller: Caller) -> Principal:
    access.require_reading(caller)
    return caller


Reader = Annotated[Principal, Depends(_reader)]
"""A caller who may read."""

_ULID = "^[0-9A-HJKMNP-TV-Z]{26}$"
CaseId = Annotated[str, Path(alias="id", pattern=_ULID, description="A case's id: the application's (ULID)")]
ExpertId = Annotated[str, Path(alias="expert", pattern=_ULID, description="An expert's id (ULID)")]
Word = Annotated[str, Path(pattern="^[a-z0-9-]{1,40}$")]


async def _review(programme: Word, code: Annotated[str, Path(alias="round", pattern="^[a-z0-9-]{1,40}$")], track: Word) -> ReviewKey:
    return programme, code, track


OfReview = Annotated[ReviewKey, Depends(_review)]


async def _task(case: CaseId, asked: Command, scoring: Held) -> Task:
    return await task(scoring, asked, case)


OwnTask = Annotated[Task, Depends(_task)]
"""A command of an expert on a case; a 404 for anybody else."""


@dataclass(frozen=True, slots=True)
class OnCase:
    """A command on one case."""

    scoring: Scoring
    asked: Asked
    case: str


async def _on_case(case: CaseId, asked: Command, scoring: Held) -> OnCase:
    return OnCase(scoring, asked, case)


Commanded = Annotated[OnCase, Depends(_on_case)]


@dataclass(frozen=True, slots=True)
class Editing:
    """Somebody at the own sheet of a case. An edit is no command: it names the edition that it changes, and may be sent again."""

    scoring: Scoring
    caller: Principal
    case: str


async def _editing(case: CaseId, caller: Caller, scoring: Held) -> Editing:
    return Editing(scoring, caller, case)


Edited = Annotated[Editing, Depends(_editing)]
