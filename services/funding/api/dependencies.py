"""What every route of funding asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path

from services.chassis.api.authentication import Caller
from services.chassis.api.commands import Command
from services.chassis.api.resources import held
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.funding import access
from services.funding.funding import Funding, ProposalKey

Held = Annotated[Funding, Depends(held(Funding))]


async def _reader(caller: Caller) -> Principal:
    access.require_reading(caller)
    return caller


Reader = Annotated[Principal, Depends(_reader)]
"""A caller who may read."""

ApplicationId = Annotated[str, Path(alias="id", pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="Application id (ULID)")]
ProgrammeCode = Annotated[str, Path(pattern="^[a-z0-9-]{1,40}$", description="Programme code", examples=["sjz-2024-chain"])]
RoundCode = Annotated[str, Path(alias="round", pattern="^[a-z0-9-]{1,40}$", description="Round code", examples=["2024-08"])]
TrackCode = Annotated[str, Path(pattern="^[a-z0-9-]{1,40}$", description="Track code", examples=["chain-case"])]


async def _key(programme: ProgrammeCode, round_: RoundCode, track: TrackCode) -> ProposalKey:
    return programme, round_, track


Key = Annotated[ProposalKey, Depends(_key)]


@dataclass(frozen=True, slots=True)
class OnAward:
    """A command on one application's award."""

    funding: Funding
    asked: Asked
    application: str


async def _on_award(application: ApplicationId, asked: Command, funding: Held) -> OnAward:
    return OnAward(funding, asked, application)


Commanded = Annotated[OnAward, Depends(_on_award)]


@dataclass(frozen=True, slots=True)
class OnProposal:
    """A command on the proposal of one round and track."""

    funding: Funding
    asked: Asked
    key: ProposalKey


async def _on_proposal(key: Key, asked: Command, funding: Held) -> OnProposal:
    return OnProposal(funding, asked, key)


Proposing = Annotated[OnProposal, Depends(_on_proposal)]
