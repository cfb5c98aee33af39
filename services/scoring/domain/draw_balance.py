"""Loads as equal as they can be: how many cases each expert has.

Loads within one of each other are tried first. Where conflicts and counties do not allow that, the least of all sums of squares is taken:
that draw has the lowest possible highest load, the fewest experts with it, and so on downwards, and at the same time the highest possible
lowest load. The loads of all such draws differ by at most one for each expert, and the experts fall into groups, each with a total of its
own (A. Frank and K. Murota, "Decreasing minimization on M-convex sets", 2022): so a flow finds the cheapest of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from services.scoring.domain.draw_board import Marks
from services.scoring.domain.draw_network import Arcs, Network, Unsolvable, solve
from services.scoring.domain.draw_seed import Integers


@dataclass(frozen=True, slots=True)
class Loads:
    """Each expert has ``least`` or one more; ``more[g]`` experts of group g have one more; ``group`` is each expert's."""

    least: Integers
    group: Integers
    more: Integers


def within_one(cases: int, places: int, experts: int) -> Loads:
    least, more = divmod(cases * places, experts)
    return Loads(np.full(experts, least), np.zeros(experts, dtype=np.int64), np.array([more]))


def balanced(network: Network, loads: Loads) -> Marks | None:
    """The cheapest draw with such loads, case × expert; None when there is none."""
    experts = np.arange(len(loads.least))
    ones = np.ones(len(experts), dtype=np.int64)
    ends = Arcs(network.expert(experts), network.nodes + loads.group, ones, 0 * ones)
    flows = solve(network, ends, np.concatenate([loads.least, loads.more]))
    return None if flows is None else network.chosen(flows[0])


def most_equal(network: Network) -> Loads:
    """The loads of the draws with the least sum of squares; the costs of places are not looked at."""
    flows = solve(replace(network, places=_free(network.places)), _squares(network), _all_in_one(network))
    if flows is None:
        raise Unsolvable("every case has enough experts, but no flow was found")
    return _groups(network, flows[0], flows[1])


def _free(arcs: Arcs) -> Arcs:
    return Arcs(arcs.tail, arcs.head, arcs.capacity, 0 * arcs.cost)


def _squares(network: Network) -> Arcs:
    """From each expert to the end an arc for each case that the expert may have: the k-th adds 2k − 1 to the square of the load."""
    most = network.board.eligible.sum(axis=0)
    expert = np.repeat(np.arange(len(most)), most)
    nth = np.arange(len(expert)) - np.repeat(np.cumsum(most) - most, most)
    ones = np.ones(len(expert), dtype=np.int64)
    return Arcs(network.expert(expert), network.nodes * ones, ones, 2 * nth + 1)


def _all_in_one(network: Network) -> Integers:
    return np.append(np.zeros(len(network.board.experts), dtype=np.int64), network.supply.sum())


def _groups(network: Network, places: Integers, counties: Integers) -> Loads:
    """From the highest load downwards: who has it, with all whom they could hand a case to, are a group."""
    load = network.chosen(places).sum(axis=0)
    least, group = np.zeros_like(load), np.full(len(load), -1)
    more: list[int] = []
    while (left := group < 0).any():
        highest = int(load[left].max())
        members = left & _reached(network, (places, counties), left & (load == highest))
        group[members] = len(more)
        least[members] = max(highest - 1, 0)
        more.append(int((load - least)[members].sum()))
    return Loads(least, group, np.array(more))


def _reached(network: Network, flows: tuple[Integers, Integers], start: Marks) -> Marks:
    """The experts who could take over a case, directly or by a chain of replacements, from one at the start."""
    tail = np.concatenate([network.places.tail, network.counties.tail])
    head = np.concatenate([network.places.head, network.counties.head])
    flow, capacity = np.concatenate(flows), np.concatenate([network.places.capacity, network.counties.capacity])
    onward = (np.concatenate([tail[flow < capacity], head[flow > 0]]), np.concatenate([head[flow < capacity], tail[flow > 0]]))
    seen = np.zeros(network.nodes, dtype=np.bool_)
    experts = network.expert(np.arange(len(start)))
    seen[experts] = start
    before = -1
    while before != (before := int(seen.sum())):
        seen[onward[1][seen[onward[0]]]] = True
    return seen[experts]
