"""Where a draw stands after its redraws: the experts there are, who is on which case now, and who ever was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from pydantic import Field

from services.scoring.domain.draw_pool import Key, Keys, Pool, PoolCase, PoolExpert, Rules, Value


class Joined(Value):
    """An expert who came to the pool after the draw; ``excluded``: the cases, by key, that this expert may not review."""

    expert: PoolExpert
    excluded: Keys = ()


class Ask(Value):
    """One place to be drawn, the ``number``-th after the draw, from 1.

    ``replaced`` leaves the case now; None: an extra expert, or a place that is vacant. ``barred`` may not come to this case, besides those
    whom the pool excludes and those who ever were on it: suspended, expired, in a conflict found later. ``gone``: cases taken out of the
    review, and ``joined``: experts who came to the pool, each since the place drawn before.
    """

    number: int = Field(ge=1)
    case: Key
    replaced: Key | None = None
    barred: Keys = ()
    gone: Keys = ()
    joined: tuple[Joined, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """After ``number`` places were drawn again.

    ``panels``: the experts on each case now, for the cases that are still in the review; ``loads``: how many cases each has. ``barred``:
    who can never come to a case, for a conflict or because they have been on it. ``cases`` and ``barred`` have all that are asked for.
    """

    number: int
    rules: Rules
    experts: Mapping[str, PoolExpert]
    cases: Mapping[str, PoolCase]
    panels: Mapping[str, frozenset[str]]
    barred: Mapping[str, frozenset[str]]
    loads: Counter[str]

    @classmethod
    def drawn(cls, pool: Pool, panels: Mapping[str, Iterable[str]]) -> Self:
        """Right after the draw."""
        now = {case: frozenset(panel) for case, panel in panels.items()}
        barred = {case.key: now[case.key] | frozenset(case.excluded) for case in pool.cases}
        experts, cases = {each.key: each for each in pool.experts}, {each.key: each for each in pool.cases}
        return cls(0, pool.rules, experts, cases, now, barred, loads_of(now))

    def numbered(self, number: int) -> Standing:
        """The same after so many places were drawn again."""
        return replace(self, number=number)

    def asked(self, ask: Ask) -> Standing:
        """With the cases out that are gone, the experts in who have joined, and the one out who leaves. ValueError for what cannot be."""
        self._require_possible(ask)
        panels = {case: panel for case, panel in self.panels.items() if case not in ask.gone}
        leaving = {ask.replaced} if ask.replaced else set[str]()
        panels[ask.case] -= leaving
        loads = self.loads - Counter([*leaving, *(expert for case in ask.gone for expert in self.panels[case])])
        barred = dict(self.barred)
        for joined in ask.joined:
            for case in joined.excluded:
                barred[case] |= {joined.expert.key}
        experts = {**self.experts, **{joined.expert.key: joined.expert for joined in ask.joined}}
        return replace(self, experts=experts, panels=panels, barred=barred, loads=loads)

    def filled(self, ask: Ask, choice: str | None) -> Standing:
        """After the place was drawn; None: it is vacant."""
        now, come = self.asked(ask), frozenset() if choice is None else frozenset({choice})
        panels = {**now.panels, ask.case: now.panels[ask.case] | come}
        barred = {**now.barred, ask.case: now.barred[ask.case] | come}
        return replace(now, number=ask.number, panels=panels, barred=barred, loads=now.loads + Counter(come))

    def _require_possible(self, ask: Ask) -> None:
        if ask.number != self.number + 1:
            raise ValueError(f"place {ask.number} cannot be drawn after place {self.number}")
        if strange := {ask.case, *ask.gone} - set(self.panels) | {ask.case} & set(ask.gone):
            raise ValueError(f"case {min(strange)} is not in the review")
        if ask.replaced is not None and ask.replaced not in self.panels[ask.case]:
            raise ValueError(f"expert {ask.replaced} is not on case {ask.case}")
        _require_new(ask.joined, self.experts, self.barred)
        if strange := set(ask.barred) - set(self.experts) - {joined.expert.key for joined in ask.joined}:
            raise ValueError(f"barred, but not in the pool: {', '.join(sorted(strange))}")


def loads_of(panels: Mapping[str, Iterable[str]]) -> Counter[str]:
    """How many cases each expert has."""
    return Counter(expert for panel in panels.values() for expert in panel)


def _require_new(joined: Iterable[Joined], experts: Mapping[str, PoolExpert], cases: Mapping[str, object]) -> None:
    seen: set[str] = set()
    for each in joined:
        if each.expert.key in experts:
            raise ValueError(f"expert {each.expert.key} is in the pool already")
        if each.expert.key in seen:
            raise ValueError(f"expert {each.expert.key} joins twice")
        if strange := set(each.excluded) - set(cases):
            raise ValueError(f"expert {each.expert.key} is excluded from unknown cases: {', '.join(sorted(strange))}")
        seen.add(each.expert.key)
