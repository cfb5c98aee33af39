"""The draw of experts for a province: 3,000 cases, 200 experts, five on each; against OR-Tools on the very same arcs, and nothing else."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable

import numpy as np
import numpy.typing as npt
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from bench.measure import Aim, Row, compare
from bench.platform import Bench
from services.scoring.domain.draw import Drawn, draw
from services.scoring.domain.draw_balance import within_one
from services.scoring.domain.draw_board import board
from services.scoring.domain.draw_counties import limits
from services.scoring.domain.draw_industries import led
from services.scoring.domain.draw_network import Arcs, Network, network
from services.scoring.domain.draw_pool import Pool, PoolCase, PoolExpert, Rules
from services.scoring.domain.draw_seed import Integers, cast, key

CASES, EXPERTS, PLACES = 3_000, 200, 5
COUNTIES, INDUSTRIES = 22, ("biomedicine", "electronics", "equipment", "food")
IN_CONFLICT = 0.05


async def run(_: Bench) -> list[Row]:
    """One row; each round with a seed of its own, the same for both."""
    of = pool()
    name = f"draw, {CASES:,} cases × {EXPERTS} experts × {PLACES}"
    return [await compare(Aim(name, "s", at_most=1.5), _timed(of, _bare), _timed(of, _ours))]


def pool() -> Pool:
    """Experts of one industry or two, a twentieth of all pairs in conflict."""
    lot = random.Random(7)
    experts = [
        PoolExpert(
            key=f"E{number:03}", county=f"13{lot.randrange(COUNTIES):04}", industries=tuple(lot.sample(INDUSTRIES, lot.randint(1, 2)))
        )
        for number in range(EXPERTS)
    ]
    cases = [
        PoolCase(
            key=f"C{number:04}",
            county=f"13{lot.randrange(COUNTIES):04}",
            industry=lot.choice(INDUSTRIES),
            excluded=tuple(expert.key for expert in experts if lot.random() < IN_CONFLICT),
        )
        for number in range(CASES)
    ]
    rules = Rules(experts=PLACES, county_most=1, industry_least=1)
    return Pool(review="bench", rules=rules, experts=tuple(experts), cases=tuple(cases))


def _timed(of: Pool, measure: Callable[[Pool, bytes], float]) -> Callable[[int], Awaitable[float]]:
    async def one(number: int) -> float:
        return measure(of, bytes([number % 256]) * 32)

    return one


def _ours(of: Pool, seed: bytes) -> float:
    began = time.perf_counter()
    drawn = draw(of, seed)
    taken = time.perf_counter() - began
    if not isinstance(drawn, Drawn) or drawn.county_most or drawn.industry_missing:
        raise RuntimeError("this pool allows a draw that keeps every rule")
    return taken


def _bare(of: Pool, seed: bytes) -> float:
    """The arcs are there; they are handed to the solver, it solves, and says what flows."""
    flow = _network(of, seed)
    loads = within_one(CASES, PLACES, EXPERTS)
    experts, ones = CASES + np.arange(EXPERTS), np.ones(EXPERTS, dtype=np.int64)
    arcs = [_narrow(each) for each in (flow.places, flow.counties, Arcs(experts, flow.nodes * ones, ones, 0 * ones))]
    supply = np.append(flow.supply, -loads.more)
    supply[experts] -= loads.least
    began = time.perf_counter()
    solver = SimpleMinCostFlow()
    numbers = [solver.add_arcs_with_capacity_and_unit_cost(*each) for each in arcs]
    solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("this pool allows a draw")
    solver.flows(numbers[0])
    return time.perf_counter() - began


def _network(of: Pool, seed: bytes) -> Network:
    """What the draw solves at its first attempt."""
    on = board(of)
    lots = cast(key(key(seed, f"draw/{of.digest}"), "attempt/0"), on.cases, EXPERTS)
    return network(on, limits(on, of.rules), PLACES, led(on, lots, of.rules))


def _narrow(arcs: Arcs) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Integers, Integers]:
    """As the solver takes them."""
    return arcs.tail.astype(np.int32), arcs.head.astype(np.int32), arcs.capacity, arcs.cost
