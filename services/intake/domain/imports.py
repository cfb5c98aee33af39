"""An import: a table of applications that was checked whole, and how far its rows have been filed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from pydantic import BaseModel, ConfigDict
from ulid import ULID

from contracts.events.event import Event
from contracts.events.intake.imports import ImportAccepted, ImportAdvanced, ImportEnded, ImportReverted, RefusedRow


class Stage(StrEnum):
    """Where an import stands."""

    NONE = "none"
    RUNNING = "running"  # 办理中
    REVERTING = "reverting"  # 撤回中
    FINISHED = "finished"  # 已完成
    REVERTED = "reverted"  # 已撤回


class Import(BaseModel):
    """``accepted`` is what was asked for; ``reached`` counts the good rows that were dealt with, ``standing`` those that are left of them
    where the import is taken back; ``refused`` are rows that could not be filed, ``retained`` those that could not be taken back."""

    model_config = ConfigDict(frozen=True)
    accepted: ImportAccepted | None = None
    accepted_at: datetime | None = None
    reached: int = 0
    refused: tuple[RefusedRow, ...] = ()
    standing: int | None = None
    retained: tuple[int, ...] = ()
    filed: int = 0
    outcome: str | None = None
    ended_at: datetime | None = None

    @property
    def stage(self) -> Stage:
        if self.accepted is None:
            return Stage.NONE
        if self.outcome is not None:
            return Stage(self.outcome)
        return Stage.REVERTING if self.reverts else Stage.RUNNING

    @property
    def tracks(self) -> tuple[str, ...]:
        """Those of its rows."""
        return (self.accepted.tracks or (self.accepted.call.track,)) if self.accepted else ()

    @property
    def reverts(self) -> bool:
        """All or nothing was asked for, and a row was refused."""
        return bool(self.refused) and self.accepted is not None and self.accepted.mode == "all-or-nothing"

    @property
    def left(self) -> int:
        """How many rows have been filed, or still stand where they are being withdrawn; refused ones count."""
        return self.reached if self.standing is None else self.standing


def fold(state: Import, event: Event, at: datetime) -> Import:
    match event:
        case ImportAccepted():
            return Import(accepted=event, accepted_at=at)
        case ImportAdvanced():
            filed = state.filed + event.reached - state.reached - len(event.refused)
            return state.model_copy(update={"reached": event.reached, "refused": (*state.refused, *event.refused), "filed": filed})
        case ImportReverted():
            return state.model_copy(update={"standing": event.standing, "retained": (*state.retained, *event.retained)})
        case ImportEnded():
            return state.model_copy(update={"outcome": event.outcome, "filed": event.filed, "ended_at": at})
    return state


def advance(state: Import, reached: int, refused: Sequence[RefusedRow]) -> list[Event]:
    """The rows up to ``reached`` have been dealt with. Nothing where that is known already: two workers may have done the same rows."""
    accepted = state.accepted
    if accepted is None or state.stage is not Stage.RUNNING or reached <= state.reached:
        return []
    events: list[Event] = [ImportAdvanced(id=accepted.id, reached=reached, refused=tuple(refused))]
    after = fold(state, events[0], datetime.min)  # noqa: DTZ901 the instant plays no part here
    if reached == accepted.rows and after.stage is Stage.RUNNING:
        events.append(ImportEnded(id=accepted.id, outcome="finished", filed=after.filed, refused=len(after.refused)))
    return events


def revert(state: Import, standing: int, retained: Sequence[int]) -> list[Event]:
    """Of what was filed, only the first rows stand any more, and those (by number) that could not be withdrawn."""
    accepted = state.accepted
    if accepted is None or state.stage is not Stage.REVERTING or standing >= state.left:
        return []
    events: list[Event] = [ImportReverted(id=accepted.id, standing=standing, retained=tuple(retained))]
    if standing == 0:
        filed = len(state.retained) + len(retained)
        events.append(ImportEnded(id=accepted.id, outcome="reverted", filed=filed, refused=len(state.refused)))
    return events


@lru_cache(maxsize=10_000)
def application_of(imported: str, row: int) -> str:
    """The id of the application that a row becomes: the same each time, so that a row which is filed again is not a second one."""
    own = hashlib.sha256(f"{imported}/{row}".encode()).digest()
    return str(ULID(ULID.from_str(imported).bytes[:6] + own[:10]))
