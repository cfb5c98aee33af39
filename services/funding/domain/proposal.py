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
from services.funding.domain.award import Award, Status, known
from services.funding.domain.grantee import Grantee


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


@dataclass(frozen=True, slots=True)
class Bar:
    """Why an application cannot be awarded, whatever its rank; ``reason`` is for its enterprise to read."""

    why: Why
    reason: str


_FALLEN = frozenset({"struck", "audit-failed", "objection-upheld"})
_HELD = Bar("held-before", "该企业在本项目中已获奖补或已列入奖补（一次性奖补）")
_EXCLUDED = {
    "clawed-back": Bar("clawed-back", "该企业的奖补曾被追回，不再奖补"),
    "revoked": Bar("revoked", "该企业的奖补曾被撤销，不再奖补"),
}


def bar(award: Award, grantee: Grantee) -> Bar | None:
    """What keeps an application from an award: it was withdrawn, it fell, its enterprise has one (once ever) or gets none any more."""
    if award.status is Status.WITHDRAWN:
        return Bar("withdrawn", "企业已撤回申报")
    if grantee.excluded is not None:
        return _EXCLUDED[grantee.excluded]
    if grantee.bars(award.id):
        return _HELD
    if award.status is Status.REVOKED:
        return Bar("revoked", known(award.reason))
    return Bar(award.why, known(award.reason)) if award.why in _FALLEN else None


@dataclass(frozen=True, slots=True)
class Limits:
    """``passing`` is the least total that passes, ``fen`` one award, ``available`` what the fund has free, in fen.

    ``once``: an enterprise is awarded once; ``waiting``: who passes the line beyond the cap waits (the programme's settings).
    """

    passing: Decimal
    fen: int
    available: int
    once: bool = True
    waiting: bool = True


def propose(places: tuple[Place, ...], limits: Limits, barred: Mapping[str, Bar]) -> tuple[Proposed, ...]:
    """Every ranked application's outcome, in rank order. ``barred`` are applications that cannot be awarded, whatever their rank.

    Where an enterprise is awarded once, only the higher one of two applications in the ranking is considered.
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
        if row.outcome != "none" and limits.once:
            seen.add(row.uscc)
        rows.append(row)
    return tuple(rows)


def _row(place: Place, limits: Limits, barred: Mapping[str, Bar], seen: set[str], left: int) -> Proposed:
    if Decimal(place.total) < limits.passing:
        return _proposed(place, "none", Bar("below-line", f"评审得分 {place.total} 低于合格线 {limits.passing}"))
    barrier = barred.get(place.application) or (_HELD if place.uscc in seen else None)
    if barrier:
        return _proposed(place, "none", barrier)
    if left >= limits.fen:
        return _proposed(place, "award", Bar("within-cap", f"排名第 {place.rank}，评审得分 {place.total}，在资金总额之内"))
    used = f"资金总额剩余 {yuan(left)}，不足一家 {yuan(limits.fen)}"
    if limits.waiting:
        return _proposed(place, "waiting", Bar("cap-used", f"{used}，按排名候补"))
    return _proposed(place, "none", Bar("cap-used", used))


def _proposed(place: Place, outcome: Literal["award", "waiting", "none"], because: Bar) -> Proposed:
    return Proposed(
        application=place.application,
        uscc=known(place.uscc),
        rank=place.rank,
        total=place.total,
        outcome=outcome,
        position=None,
        why=because.why,
        reason=because.reason,
    )


def cut_tie(rows: tuple[Proposed, ...], ties: tuple[Tie, ...]) -> Tie | None:
    """The tie across the cut line, settled by the ranking's rule: cases of one total of which some are awarded and the cap lasts for no
    more, whether the others wait or, without a waiting list, get nothing."""
    why = {row.application: row.why for row in rows}
    for tie in ties:
        if {"within-cap", "cap-used"} <= {why.get(case) for case in tie.cases}:
            return tie
    return None
