"""Where a draw stands after its redraws: who is on which case now, who ever was, and how many cases each expert has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from services.scoring.domain.draw_pool import Key, Keys, Value


class Ask(Value):
    """One place to be drawn again, the ``number``-th of its draw, from 1.

    ``replaced`` leaves the case; None: an extra expert comes. ``barred`` cannot come to this case besides those whom the pool excludes: suspended,
    expired, or in a conflict found later. ``gone``: cases taken out of the review since the redraw before, whose places count no longer.
    """

    number: int
    case: Key
    replaced: Key | None = None
    barred: Keys = ()
    gone: Keys = ()


class Redraw(Value):
    """What was drawn: ``choice`` None says that nobody was left. ``loads``: cases of each who could come; ``relaxed``: rules that nobody met."""

    ask: Ask
    loads: Mapping[Key, int]
    choice: Key | None
    relaxed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """``panels``: case → experts on it now, for cases still in the review; ``ever``: case → all who ever were; ``loads``: expert → cases."""

    panels: Mapping[str, frozenset[str]]
    ever: Mapping[str, frozenset[str]]
    loads: Mapping[str, int]

    @classmethod
    def of(cls, panels: Mapping[str, Iterable[str]], redraws: Iterable[Redraw] = ()) -> Self:
        """After the draw and these redraws, in their order. KeyError for a redraw of a case that is not in the review."""
        now = {case: frozenset(panel) for case, panel in panels.items()}
        ever = dict(now)
        for redraw in redraws:
            _leave(now, redraw.ask)
            come = frozenset() if redraw.choice is None else frozenset({redraw.choice})
            now[redraw.ask.case] |= come
            ever[redraw.ask.case] |= come
        return cls(now, ever, Counter(expert for panel in now.values() for expert in panel))

    def asked(self, ask: Ask) -> Standing:
        """Without the cases that are gone and the expert who leaves."""
        now = dict(self.panels)
        _leave(now, ask)
        loads = Counter(self.loads)
        for case in ask.gone:
            loads.subtract(self.panels.get(case, ()))
        if ask.replaced is not None:
            loads[ask.replaced] -= 1
        return Standing(now, self.ever, loads)


def _leave(panels: dict[str, frozenset[str]], ask: Ask) -> None:
    for case in ask.gone:
        panels.pop(case, None)
    if ask.replaced is not None:
        panels[ask.case] -= {ask.replaced}
