"""Programmes, in short."""

from __future__ import annotations

from datetime import date

from contracts.events.intake.round import Title
from services.chassis.api.models import Output
from services.intake.api.models.answers import ANSWERS


class RoundDates(Output):
    """A round's dates by the programme file; an operator may have moved them (see the round)."""

    opens: date
    closes: date
    review: str | None


class ProgrammeShown(Output):
    """A published call, in short."""

    example = ANSWERS["ProgrammeShown"]
    code: str
    version: int
    title: Title
    authority: str
    region: str
    document: str
    tracks: dict[str, Title]
    rounds: dict[str, RoundDates]
