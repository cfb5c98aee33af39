"""One place drawn after the draw: somebody left, an extra expert is wanted, or a place is vacant.

Its randomness is the seed's continuation of the same number: the keyed hash of each expert under HMAC(seed, "redraw/" + number). Of those
who may come, those are taken who keep the rule on counties, or else of whose county the fewest are on the case; of these, where the case
lacks one, those of its industry, if there are any; of these those with the fewest cases; of these the one with the least hash.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal

from contracts.refusal import Fault, Refusal, Text
from services.scoring.domain.draw_pool import Key, Value
from services.scoring.domain.draw_seed import checked, key
from services.scoring.domain.draw_standing import Ask, Standing

Rule = Literal["county", "industry"]


class Redraw(Value):
    """What was asked and what was drawn. ``choice`` None: nobody may come. ``loads``: cases of all who may; ``relaxed``: rules not kept."""

    ask: Ask
    loads: Mapping[Key, int]
    choice: Key | None
    relaxed: tuple[Rule, ...] = ()


def redraw(seed: bytes, standing: Standing, ask: Ask) -> Redraw:
    """Draw one place. ValueError for a seed that is not 32 bytes, and for an ask that cannot be."""
    continuation, now = key(checked(seed), f"redraw/{ask.number}"), standing.asked(ask)
    loads = now.loads
    free = sorted(now.experts.keys() - now.barred[ask.case] - set(ask.barred))
    left, relaxed = _within_rules(now, ask.case, free)
    choice = min(left, key=lambda expert: (loads[expert], key(continuation, expert)), default=None)
    return Redraw(ask=ask, loads={expert: loads[expert] for expert in free}, choice=choice, relaxed=relaxed)


def _within_rules(now: Standing, case: str, free: list[str]) -> tuple[list[str], tuple[Rule, ...]]:
    """Of those who may come, those who keep the rules best, and the rules that none of them keeps."""
    if not free:
        return [], ()
    relaxed: list[Rule] = []
    there = Counter(now.experts[expert].county for expert in now.panels[case])
    fewest = min(there[now.experts[expert].county] for expert in free)
    if fewest >= now.rules.county_most:
        relaxed.append("county")
    room = max(now.rules.county_most - 1, fewest)
    free = [expert for expert in free if there[now.experts[expert].county] <= room]
    if _lacks_own(now, case):
        own = [expert for expert in free if now.cases[case].industry in now.experts[expert].industries]
        relaxed += () if own else ("industry",)
        free = own or free
    return free, tuple(relaxed)


def _lacks_own(now: Standing, case: str) -> bool:
    """Whether the case needs another expert of its industry."""
    industry = now.cases[case].industry
    own = sum(industry in now.experts[expert].industries for expert in now.panels[case])
    return industry is not None and own < now.rules.industry_least


def nobody(standing: Standing, ask: Ask, name: str | None = None) -> Refusal:
    """409: what to say when nobody may come. ``name``: what a reader knows the case by."""
    case, pool = name or ask.case, len(standing.asked(ask).experts)
    text = Text(
        f"案例{case}已无专家可抽：专家库{pool}人均需回避、已参与该案例或不可抽取",
        f"Nobody is left for case {case}: all {pool} experts of the pool are in conflict, have been on it, or cannot be drawn",
    )
    return Refusal("draw-infeasible", text, (Fault("too-few-experts", f"/cases/{ask.case}", text, limit=1, actual=0),))
