"""A draw that cannot be made: the cases that too few experts may review, how many places are missing, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.refusal import Fault, Refusal, Text
from services.scoring.domain.conflicts import Reason
from services.scoring.domain.draw_pool import Pool

Reasons = Mapping[str, Mapping[str, Sequence[Reason]]]
"""Case → excluded expert → why, as :func:`services.scoring.domain.conflicts.exclusions` has it."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """A case with ``missing`` places that nobody is left for: of ``pool`` experts, ``excluded`` are in conflict."""

    case: str
    missing: int
    pool: int
    excluded: int


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No draw at all: every case that is short, by key."""

    shortages: tuple[Shortage, ...]

    @property
    def missing(self) -> int:
        return sum(shortage.missing for shortage in self.shortages)


def shortages(pool: Pool) -> Infeasible | None:
    """None when a draw can be made.

    An expert may be on any number of cases: the greatest flow into a case is the number of experts who may review it, whatever others need.
    """
    experts, needed = len(pool.experts), pool.rules.experts
    found = [
        Shortage(case.key, needed - experts + len(case.excluded), experts, len(case.excluded))
        for case in pool.cases
        if experts - len(case.excluded) < needed
    ]
    return Infeasible(tuple(found)) if found else None


def refusal(infeasible: Infeasible, reasons: Reasons, names: Mapping[str, str] | None = None) -> Refusal:
    """409 with an entry for each case that is short; ``names`` are what a reader knows the cases by (their keys where there is none)."""
    cases, missing = len(infeasible.shortages), infeasible.missing
    text = Text(
        f"无法抽取专家：{cases}个案例共缺{missing}个名额，请补充专家库后再抽取",
        f"The draw cannot be made: {missing} places of {cases} cases cannot be filled. Extend the pool and draw again",
    )
    named = names or {}
    faults = (
        _fault(shortage, named.get(shortage.case, shortage.case), reasons.get(shortage.case, {})) for shortage in infeasible.shortages
    )
    return Refusal("draw-infeasible", text, tuple(faults))


def _fault(shortage: Shortage, name: str, reasons: Mapping[str, Sequence[Reason]]) -> Fault:
    left = shortage.pool - shortage.excluded
    why = why_excluded(reasons)
    zh = f"案例{name}缺{shortage.missing}名专家：专家库{shortage.pool}人，回避{shortage.excluded}人{why.zh}，可评{left}人"
    en = (
        f"case {name} lacks {shortage.missing}: of {shortage.pool} experts {shortage.excluded} are in conflict{why.en}, which leaves {left}"
    )
    return Fault("too-few-experts", f"/cases/{shortage.case}", Text(zh, en), limit=left + shortage.missing, actual=left)


def why_excluded(reasons: Mapping[str, Sequence[Reason]]) -> Text:
    """How many experts each reason excludes, in brackets; one in conflict for several reasons counts for each."""
    counts = Counter(reason for expert in reasons.values() for reason in set(expert))
    if not counts:
        return Text("", "")
    ordered = [(reason.text, counts[reason]) for reason in Reason if counts[reason]]
    zh = "，".join(f"{text.zh}{number}人" for text, number in ordered)
    en = ", ".join(f"{number} {text.en}" for text, number in ordered)
    return Text(f"（{zh}）", f" ({en})")
