"""The loads that a draw may have are those of the most balanced draws, all of them and no others."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scoring.domain.draw_balance import Loads, balanced, most_equal, within_one
from services.scoring.domain.draw_board import board
from services.scoring.domain.draw_counties import limits
from services.scoring.domain.draw_network import Network, network
from services.scoring.domain.draw_pool import Pool
from services.scoring.domain.draw_seed import cast
from services.scoring.domain.draw_shortage import shortages
from tests.unit.scoring.pools import case, every_draw, expert, loads, pool, pools, rules

SEEDS = st.binary(min_size=32, max_size=32)


def flow(of: Pool, seed: bytes = bytes(32)) -> Network:
    on = board(of)
    return network(on, limits(on, of.rules), of.rules.experts, cast(seed, on.cases, len(on.experts)).costs)


def allows(them: Loads, load: list[int]) -> bool:
    more = np.array(load) - them.least
    return bool(((more >= 0) & (more <= 1)).all() and (np.bincount(them.group, weights=more, minlength=len(them.more)) == them.more).all())


@settings(max_examples=300, deadline=None)
@given(pools(), SEEDS)
def test_every_draw_that_is_balanced_best_is_allowed_and_no_other(of: Pool, seed: bytes) -> None:
    if shortages(of):
        return
    network = flow(of, seed)
    them, experts = most_equal(network), network.board.experts
    best = min(loads(of, panels) for panels in every_draw(of))
    for panels in every_draw(of):
        counts = Counter(key for panel in panels.values() for key in panel)
        assert allows(them, [counts[key] for key in experts]) is (loads(of, panels) == best)


@settings(max_examples=200, deadline=None)
@given(pools(), SEEDS)
def test_loads_within_one_are_found_without_looking_for_the_most_equal(of: Pool, seed: bytes) -> None:
    if shortages(of):
        return
    network = flow(of, seed)
    chosen = balanced(network, within_one(len(of.cases), of.rules.experts, len(of.experts)))
    best = min(loads(of, panels) for panels in every_draw(of))
    assert (chosen is not None) is (best[0] - best[-1] <= 1)
    if chosen is not None:
        assert sorted(chosen.sum(axis=0), reverse=True) == best


def test_experts_who_may_review_little_are_a_group_of_their_own() -> None:
    of = pool([expert(number) for number in range(5)], [case(number, excluded=[0, 1] if number else []) for number in range(6)], rules(2))
    them = most_equal(flow(of))
    assert them.least.tolist() == [0, 0, 3, 3, 3]
    few, many = them.group[0], them.group[2]
    assert them.group.tolist() == [few, few, many, many, many]
    assert (them.more[few], them.more[many]) == (2, 1)
