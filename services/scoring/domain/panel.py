"""What a panel's sheets come to: an extra review, a joint opinion, or the case's score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts.events.event import Event
from contracts.events.parties import Officer
from contracts.events.scoring.case import CaseScored, CriterionMean, ExtraReviewOrdered, JointOpinionRecorded
from contracts.events.scoring.review import Agency
from contracts.programme.review import Review as Rules
from contracts.refusal import Fault, Refusal, Text
from services.scoring.domain.aggregate import aggregate
from services.scoring.domain.case import Case, Status, known
from services.scoring.domain.rounding import half_up
from services.scoring.domain.sheet import Scale, Writing


@dataclass(frozen=True, slots=True)
class Panel:
    """The rules that a panel's sheets go by, and who is told of an extra review: the review's region and agency."""

    rules: Rules
    region: str
    agency: Agency

    def conclude(self, state: Case) -> list[Event]:
        """What follows from the last sheet or from the joint opinion; nothing while something is missing.

        Sheets that differ by more than the threshold order an extra review once; after that they wait for the panel to meet.
        """
        if not state.complete or state.score is not None or state.withdrawal is not None:
            return []
        if state.joint is None and state.spread > self.rules.spread.most:
            return [] if state.extra is not None else [self._extra(state)]
        return [self._score(state)]

    def _extra(self, state: Case) -> Event:
        spread = self.rules.spread
        known_as: dict[str, Any] = {"review": known(state.review), "region": self.region, "agency": self.agency, "application": state.id}
        return ExtraReviewOrdered(**known_as, spread=f"{state.spread:f}", most=spread.most, extra=spread.extra)

    def _score(self, state: Case) -> Event:
        scale, decimals = Scale.of(self.rules.rubric, state), self.rules.aggregate.decimals
        sheets = {expert: sheet.scores for expert, sheet in state.sheets.items()}
        joint = {mark.criterion: mark.score for mark in state.joint.marks} if state.joint else None
        found = aggregate(self.rules.aggregate, scale.weights, sheets, joint)
        means = tuple(CriterionMean(criterion=code, mean=f"{half_up(mean, decimals):f}") for code, mean in found.criteria.items())
        reached: dict[str, Any] = {"total": f"{found.value:f}", "spread": f"{found.spread:f}", "criteria": means}
        known_as: dict[str, Any] = {"review": known(state.review), "application": state.id}
        return CaseScored(**known_as, **reached, sheets=len(sheets), joint=joint is not None)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the panel agreed on when it met; ``minutes`` is the signed record, a stored file's SHA-256."""

    writing: Writing
    present: Sequence[str]
    minutes: str | None


def record_opinion(state: Case, rules: Rules, opinion: Opinion, by: Officer) -> list[Event]:
    """Record the joint opinion: only where the sheets still differ too much after the extra review."""
    if state.status is not Status.JOINT:
        zh, en = (
            "只有加评后分差仍超过限值的案例才需合议",
            "Only a case whose sheets differ too much after an extra review needs one",
        )
        raise Refusal("wrong-status", Text(zh, en), source=rules.spread.clause("then"))
    marks = Scale.of(rules.rubric, state).marks(opinion.writing)
    _require_present(state, opinion.present)
    said: dict[str, Any] = {"opinion": known(opinion.writing.opinion), "present": tuple(opinion.present), "minutes": opinion.minutes}
    return [JointOpinionRecorded(review=known(state.review), application=state.id, marks=marks, by=by, **said)]


def _require_present(state: Case, present: Sequence[str]) -> None:
    """Those who met are the panel's own, each named once, and more than one."""
    panel = {seat.expert for seat in state.seats}
    faults = [
        Fault("not-on-panel", f"/present/{place}", Text("不是该案例的评审专家", "Not an expert of this case's panel"), actual=expert)
        for place, expert in enumerate(present)
        if expert not in panel
    ]
    if len(set(present)) < len(present):
        faults.append(Fault("repeated", "/present", Text("同一专家列出多次", "An expert is named more than once")))
    if len(present) < 2:
        faults.append(Fault("too-few", "/present", Text("合议至少两人参加", "A joint opinion takes at least two"), 2, len(present)))
    if faults:
        raise Refusal("invalid-content", Text("参加合议的专家有误", "Who was present is not right"), tuple(faults))
