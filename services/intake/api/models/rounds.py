"""Rounds: the window moved, the round as it stands."""

from __future__ import annotations

from contracts.events.intake.round import Title, Window
from contracts.events.values import Instant
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Day, Line, Words, example
from services.intake.api.models.answers import ANSWERS


class NewWindow(Input):
    """The days of the window, both included (Asia/Shanghai); why it moves, and the number of the notice that says so."""

    model_config = example(opens="2024-04-25", closes="2024-08-09", reason="应部分县区请求延长申报期", document="石工信函〔2024〕88号")
    opens: Day
    closes: Day
    reason: Words
    document: Line | None = None


class RoundDone(Output):
    """What a command on a round answers."""

    example = ANSWERS["RoundDone"]
    id: str
    programme: str
    round: str
    status: str
    at: Instant


class RoundShown(Output):
    """A round, with the dates that hold now and how many cases it has."""

    example = ANSWERS["RoundShown"]
    id: str
    programme: str
    round: str
    version: int
    title: Title | None
    status: str
    window: Window | None
    cases: int
    moved: tuple[str, ...] = ()
