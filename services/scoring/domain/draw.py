"""The draw of experts: pure, from a pool and a seed; the same on every machine, whatever order the pool came in.

Exactly so many experts on each case, none in conflict; then, each as far as what stands before it allows:

1. at most ``county_most`` experts of one county on a case (:mod:`draw_counties`): a case's limit is raised only where it cannot be filled
   otherwise;
2. loads within one of each other, or else as equal as they can be (:mod:`draw_balance`);
3. at least ``industry_least`` experts of the case's industry (:mod:`draw_industries`);
4. the lowest total of the costs that the seed gives to each pair of case and expert (:mod:`draw_seed`).

1 and 2 are exact: a flow of least cost finds them (:mod:`draw_network`). 3 together with 1 is no flow any more, and to satisfy the most
cases is NP-hard. So the flow is led to an expert of its industry for each case, then experts are exchanged between cases for as long as
that helps a case; where a case still lacks one that it might have had, that is done again from the start, with other costs, a few times,
and the best of these draws is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from services.scoring.domain import draw_balance as balance
from services.scoring.domain.draw_board import Board, Marks, board
from services.scoring.domain.draw_counties import Limits, limits
from services.scoring.domain.draw_exchange import Exchange
from services.scoring.domain.draw_industries import improved, led
from services.scoring.domain.draw_network import Unsolvable, network
from services.scoring.domain.draw_pool import Pool, Rules
from services.scoring.domain.draw_seed import Integers, cast, checked, key
from services.scoring.domain.draw_shortage import Infeasible, shortages

ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Drawn:
    """``panels``: case → its experts, in the order of keys.

    ``county_most``: the higher limit of each case that could not be filled within the rule's.
    ``industry_missing``: how many experts of its industry each case lacks that has too few.
    """

    panels: Mapping[str, tuple[str, ...]]
    county_most: Mapping[str, int]
    industry_missing: Mapping[str, int]


def draw(pool: Pool, seed: bytes) -> Drawn | Infeasible:
    """The draw, or the cases that too few experts may review. ValueError for a seed that is not 32 bytes."""
    checked(seed)
    if infeasible := shortages(pool):
        return infeasible
    if not pool.cases:
        return Drawn({}, {}, {})
    return _drawn(pool, key(seed, f"draw/{pool.digest}"))


def _drawn(pool: Pool, seed: bytes) -> Drawn:
    on, rules = board(pool), pool.rules
    within = limits(on, rules)
    raised = np.flatnonzero(within.level > rules.county_most)
    chosen = _best(_attempts(on, within, rules, seed), on, within, rules)
    lack = _lack(on, chosen, rules)
    missing = {on.cases[row]: int(lack[row]) for row in np.flatnonzero(lack) if pool.cases[row].industry is not None}
    return Drawn(_panels(on, chosen), {on.cases[row]: int(within.level[row]) for row in raised}, missing)


def _attempts(on: Board, within: Limits, rules: Rules, seed: bytes) -> Iterator[Marks]:
    """Draws, case × expert, each with costs and lots of its own."""
    loads = balance.within_one(len(on.cases), rules.experts, len(on.experts))
    for number in range(ATTEMPTS):
        lots = cast(key(seed, f"attempt/{number}"), on.cases, len(on.experts))
        flow = network(on, within, rules.experts, led(on, lots, rules))
        chosen = balance.balanced(flow, loads)
        if chosen is None:
            loads = balance.most_equal(flow)
            chosen = balance.balanced(flow, loads)
        if chosen is None:
            raise Unsolvable("loads were found, but no draw with them")
        yield improved(Exchange(on, within, loads, chosen, rules.industry_least), lots)


def _best(attempts: Iterable[Marks], on: Board, within: Limits, rules: Rules) -> Marks:
    """The first draw whose cases lack no more of their industries than each has to by itself; or else the first that lacks fewest."""
    room = np.minimum(on.by_county(on.matched), within.most).sum(axis=1)
    alone, found = int(np.maximum(rules.industry_least - room, 0).sum()), list[tuple[int, Marks]]()
    for chosen in attempts:
        found.append((int(_lack(on, chosen, rules).sum()), chosen))
        if found[-1][0] <= alone:
            break
    return min(found, key=lambda each: each[0])[1]


def _lack(on: Board, chosen: Marks, rules: Rules) -> Integers:
    """How many experts of its industry each case lacks; all of them for a case without an industry."""
    lack: Integers = np.maximum(rules.industry_least - (chosen & on.matched).sum(axis=1), 0)
    return lack


def _panels(on: Board, chosen: Marks) -> dict[str, tuple[str, ...]]:
    rows, columns = np.nonzero(chosen)
    experts = np.split(columns, np.flatnonzero(np.diff(rows)) + 1)
    return {case: tuple(sorted(on.experts[number] for number in numbers)) for case, numbers in zip(on.cases, experts, strict=True)}
