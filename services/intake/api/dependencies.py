"""What every route of intake asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path

from services.chassis.api.authentication import Caller
from services.chassis.api.commands import Command
from services.chassis.api.resources import held
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.intake import access
from services.intake.intake import Intake

Held = Annotated[Intake, Depends(held(Intake))]


async def _reader(caller: Caller) -> Principal:
    access.require_reading(caller)
    return caller


Reader = Annotated[Principal, Depends(_reader)]
"""A caller who may read."""

ApplicationId = Annotated[str, Path(alias="id", pattern="^[0-9A-HJKMNP-TV-Z]{26}$", description="Application id (ULID)")]
ProgrammeCode = Annotated[str, Path(pattern="^[a-z0-9-]{1,40}$", description="Programme code", examples=["sjz-2024-chain"])]
RoundCode = Annotated[str, Path(alias="round", pattern="^[a-z0-9-]{1,40}$", description="Round code", examples=["2024-08"])]
_WHOSE = "^(([0-9]{2}){1,3}|[0-9]{8}[0-9A-HJ-NPQRTUWXY]{10})$"
Region = Annotated[
    str, Path(pattern=_WHOSE, description="Division code (GB/T 2260) of the bureau, or the USCC of who files directly", examples=["130102"])
]


@dataclass(frozen=True, slots=True)
class OnApplication:
    """A command on one application."""

    intake: Intake
    asked: Asked
    application: str


async def _on_application(application: ApplicationId, asked: Command, intake: Held) -> OnApplication:
    return OnApplication(intake, asked, application)


Commanded = Annotated[OnApplication, Depends(_on_application)]


@dataclass(frozen=True, slots=True)
class Editing:
    """An edit of one application's draft. It is no command: it names the edition that it changes, and may be sent again."""

    intake: Intake
    caller: Principal
    application: str


async def _editing(application: ApplicationId, caller: Caller, intake: Held) -> Editing:
    return Editing(intake, caller, application)


Edited = Annotated[Editing, Depends(_editing)]
