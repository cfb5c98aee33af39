"""The proposal (奖补建议): ranking × passing line × cap × once ever, as a pure function; and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.funding.notice import NoticeEnded, NoticePublished
from contracts.events.funding.proposal import (
    DecisionDiscarded,
    DecisionMade,
    DecisionPrepared,
    ProposalAdvanced,
    ProposalMade,
    ProposalRanked,
    Proposed,
    Why,
)
from contracts.events.scoring.ranking import Place, Tie
from contracts.money import yuan


class Proposal(BaseModel):
    """``prepared`` waits for the approver; ``ended`` are the notices whose period is over."""

    model_config = ConfigDict(frozen=True)
    ranked: ProposalRanked | None = None
    made: ProposalMade | None = None
    advances: tuple[ProposalAdvanced, ...] = ()
    prepared: DecisionPrepared | None = None
    decisions: tuple[DecisionMade, ...] = ()
    discarded: int = 0
    notices: tuple[NoticePublished, ...] = ()
    ended: tuple[int, ...] = ()

    @property
    def waiting(self) -> tuple[Proposed, ...]:
        """The waiting list as it was proposed, in rank order."""
        return tuple(row for row in self.made.rows if row.outcome == "waiting") if self.made else ()


_FOLDS: dict[type[Event], Callable[[Proposal, Any], dict[str, Any]]] = {
    ProposalRanked: lambda _state, event: {"ranked": event},
    ProposalMade: lambda _state, event: {"made": event},
    ProposalAdvanced: lambda state, event: {"advances": (*state.advances, event)},
    DecisionPrepared: lambda _state, event: {"prepared": event},
    DecisionDiscarded: lambda state, _event: {"prepared": None, "discarded": state.discarded + 1},
    DecisionMade: lambda state, event: {"prepared": None, "decisions": (*state.decisions, event)},
    NoticePublished: lambda state, event: {"notices": (*state.notices, event)},
    NoticeEnded: lambda state, event: {"ended": (*state.ended, event.notice)},
}


def fold(state: Proposal, event: Event, _at: datetime) -> Proposal:
    change = _FOLDS.get(type(event))
    return state.model_copy(update=change(state, event)) if change else state


Barred = Literal["held-before", "clawed-back", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Limits:
    """``passing`` is the least total that passes, ``fen`` one award, ``available`` what the fund has free, in fen."""

    passing: Decimal
    fen: int
    available: int


def propose(places: tuple[Place, ...], limits: Limits, barred: Mapping[str, Barred]) -> tuple[Proposed, ...]:
    """Every ranked application's outcome, in rank order. ``barred`` are applications that cannot be awarded, whatever their rank.

    An enterprise with two applications in the ranking has its higher one considered only: once ever.
    """
    rows: list[Proposed] = []
    seen: set[str] = set()
    left, position = limits.available, 0
    for place in sorted(places, key=lambda each: each.rank):
        row = _row(place, limits, barred, seen, left)
        if row.outcome == "waiting":
            position += 1
            row = row.model_copy(update={"position": position})
        if row.outcome == "award":
            left -= limits.fen
        if row.outcome != "none":
            seen.add(row.uscc)
        rows.append(row)
    return tuple(rows)


def _row(place: Place, limits: Limits, barred: Mapping[str, Barred], seen: set[str], left: int) -> Proposed:
    total = Decimal(place.total)
    if total < limits.passing:
        return _none(place, "below-line", f"评审得分 {place.total} 低于合格线 {limits.passing}")
    why = barred.get(place.application) or ("held-before" if place.uscc in seen else None)
    if why:
        return _none(place, why, _BARRED[why])
    if left < limits.fen:
        return _proposed(place, "waiting", "cap-used", f"资金总额剩余 {yuan(left)}，不足一家 {yuan(limits.fen)}，按排名候补")
    return _proposed(place, "award", "within-cap", f"排名第 {place.rank}，评审得分 {place.total}，在资金总额之内")


_BARRED: dict[Barred, str] = {
    "held-before": "该企业在本项目中已获奖补或已列入奖补（一次性奖补）",
    "clawed-back": "该企业的奖补曾被追回，不再奖补",
    "withdrawn": "企业已撤回申报",
}


def _none(place: Place, why: Why, reason: str) -> Proposed:
    return _proposed(place, "none", why, reason)


def _proposed(place: Place, outcome: Literal["award", "waiting", "none"], why: Why, reason: str) -> Proposed:
    return Proposed(
        application=place.application,
        uscc=place.uscc or "",
        rank=place.rank,
        total=place.total,
        outcome=outcome,
        position=None,
        why=why,
        reason=reason,
    )


def cut_tie(rows: tuple[Proposed, ...], ties: tuple[Tie, ...]) -> Tie | None:
    """The tie across the cut line, settled by the ranking's rule: cases of one total of which some are awarded and some wait."""
    outcome = {row.application: row.outcome for row in rows}
    for tie in ties:
        if {"award", "waiting"} <= {outcome.get(case) for case in tie.cases}:
            return tie
    return None
