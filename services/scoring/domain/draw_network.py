"""The draw as a flow: each case sends its places, by way of its counties, to experts, and these to what their loads may be.

Nodes, by number: the cases, the experts, then a node for each county of a case that needs one (its limit can bind). A unit on an arc
between a case (or its county) and an expert is a place on a panel; the capacity of one lets nobody sit twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from services.scoring.domain.draw_board import Board, Marks
from services.scoring.domain.draw_counties import Limits
from services.scoring.domain.draw_seed import Integers

Status = SimpleMinCostFlow.Status


class Unsolvable(RuntimeError):
    """The solver gave up on what always has a solution: a defect, of ours or of the solver's."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """Arcs from ``tail`` to ``head`` with capacity and cost of a unit."""

    tail: Integers
    head: Integers
    capacity: Integers
    cost: Integers


@dataclass(frozen=True, slots=True)
class Network:
    """``places``: the arcs that are places, of case ``row`` and expert ``column``; ``counties``: those that lead there."""

    board: Board
    row: Integers
    column: Integers
    places: Arcs
    counties: Arcs
    supply: Integers

    @property
    def nodes(self) -> int:
        return len(self.supply)

    def expert(self, numbers: Integers) -> Integers:
        """Their nodes."""
        return len(self.board.cases) + numbers

    def chosen(self, flows: Integers) -> Marks:
        """The places that are taken, case × expert."""
        taken = np.zeros(self.board.eligible.shape, dtype=np.bool_)
        taken[self.row, self.column] = flows > 0
        return taken


def network(board: Board, limits: Limits, places: int, costs: Integers) -> Network:
    """With so many places a case. What a county has to give at least, it has as its own supply."""
    cases, experts = board.eligible.shape
    bound = (limits.least > 0) | (limits.most < limits.there)
    case, county = np.nonzero(bound)
    number = np.full(bound.shape, -1, dtype=np.int64)
    number[case, county] = cases + experts + np.arange(len(case))
    least, most = limits.least[case, county], limits.most[case, county]
    supply = np.concatenate([places - limits.least.sum(axis=1), np.zeros(experts, dtype=np.int64), least])
    row, column = np.nonzero(board.eligible)
    by_way = number[row, board.home[column]]
    ones = np.ones(len(row), dtype=np.int64)
    direct = Arcs(np.where(by_way < 0, row, by_way), cases + column, ones, costs[row, column])
    return Network(board, row, column, direct, Arcs(case, number[case, county], most - least, np.zeros(len(case), dtype=np.int64)), supply)


def solve(network: Network, ends: Arcs, demand: Integers) -> tuple[Integers, Integers] | None:
    """The cheapest flow over places and over counties; None when there is none. ``demand`` is of the nodes that ``ends`` lead to.

    ``demand`` has an entry for each expert (what every expert has to take) and then one for each further node.
    """
    solver, first = SimpleMinCostFlow(), len(network.board.cases)
    numbers = [_add(solver, arcs) for arcs in (network.places, network.counties, ends)]
    supply = np.concatenate([network.supply, np.zeros(len(demand) - len(network.board.experts), dtype=np.int64)])
    supply[first : first + len(network.board.experts)] -= demand[: len(network.board.experts)]
    supply[network.nodes :] -= demand[len(network.board.experts) :]
    solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    status = solver.solve()
    if status == Status.INFEASIBLE:
        return None
    if status != Status.OPTIMAL:
        raise Unsolvable(f"the solver says {status.name}")
    return solver.flows(numbers[0]), solver.flows(numbers[1])


def _add(solver: SimpleMinCostFlow, arcs: Arcs) -> npt.NDArray[np.int32]:
    added: npt.NDArray[np.int32] = solver.add_arcs_with_capacity_and_unit_cost(
        arcs.tail.astype(np.int32), arcs.head.astype(np.int32), arcs.capacity, arcs.cost
    )
    return added
