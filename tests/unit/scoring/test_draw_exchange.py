"""Exchanges help a case to an expert of its industry and take nothing from anybody."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest

from services.scoring.domain.draw_balance import Loads, balanced, most_equal
from services.scoring.domain.draw_board import Board, Marks, board
from services.scoring.domain.draw_counties import Limits, limits
from services.scoring.domain.draw_exchange import Exchange
from services.scoring.domain.draw_industries import improved
from services.scoring.domain.draw_network import network
from services.scoring.domain.draw_pool import Pool
from services.scoring.domain.draw_seed import Lots, cast
from services.scoring.domain.draw_shortage import shortages
from tests.unit.scoring.pools import INDUSTRIES, SEED, case, expert, pool, rules

LEAST = 1


class Scene:
    """A draw of a crowded pool that nobody has led to industries, before and after exchanges."""

    def __init__(self, of: Pool) -> None:
        self.board: Board = board(of)
        self.limits: Limits = limits(self.board, of.rules)
        self.lots: Lots = cast(SEED, self.board.cases, len(self.board.experts))
        flow = network(self.board, self.limits, of.rules.experts, self.lots.costs)
        self.loads: Loads = most_equal(flow)
        before = balanced(flow, self.loads)
        assert before is not None
        self.before: Marks = before
        self.after: Marks = improved(Exchange(self.board, self.limits, self.loads, before, LEAST), self.lots)

    def holds(self, chosen: Marks) -> bool:
        """Whether conflicts, places, counties and loads are as they have to be."""
        load, there = chosen.sum(axis=0), self.board.by_county(chosen)
        more = np.bincount(self.loads.group, weights=load - self.loads.least, minlength=len(self.loads.more))
        return bool(
            (chosen <= self.board.eligible).all()
            and (chosen.sum(axis=1) == self.before.sum(axis=1)).all()
            and (there >= self.limits.least).all()
            and (there <= self.limits.most).all()
            and (load >= self.loads.least).all()
            and (load <= self.loads.least + 1).all()
            and (more == self.loads.more).all()
        )

    def lacking(self, chosen: Marks) -> set[int]:
        return {int(row) for row in np.flatnonzero((chosen & self.board.matched).sum(axis=1) < LEAST)}

    def better(self) -> list[str]:
        """Single replacements, and exchanges between two cases, that would still help a case without taking from another."""
        lacking, found = self.lacking(self.after), []
        for row, (comes, goes) in product(lacking, product(range(len(self.board.experts)), repeat=2)):
            if not self.board.matched[row, comes] or self.after[row, comes] or not self.after[row, goes]:
                continue
            for other in (None, *(int(each) for each in np.flatnonzero(self.after[:, comes] & ~self.after[:, goes]))):
                changed = self.after.copy()
                changed[row, [comes, goes]] = True, False
                if other is not None:
                    changed[other, [comes, goes]] = False, True
                if self.holds(changed) and self.lacking(changed) < lacking:
                    found.append(f"{row}: {comes} for {goes}, and back in {other}")
        return found


def crowded(seed: int) -> Pool:
    """Few counties and few experts of an industry; some cases have to take several of one county, some experts may review few."""
    lot = random.Random(seed)  # noqa: S311  # no secret
    number, places = lot.randint(5, 9), lot.randint(2, 4)
    counties = [f"1301{each:02}" for each in range(lot.randint(2, 5))]
    there = [expert(each, lot.choice(counties), *[name for name in INDUSTRIES if lot.random() < 0.25]) for each in range(number)]
    chance = [lot.choice([0.1, 0.1, 0.7]) for _ in range(number)]
    excluded = [[each for each in range(number) if lot.random() < chance[each]] for _ in range(lot.randint(3, 12))]
    cases = [case(row, lot.choice(INDUSTRIES), each) for row, each in enumerate(excluded) if number - len(each) >= places]
    return pool(there, cases, rules(places))


def sparse(seed: int) -> Pool:
    """Many in conflict, so that only long chains help."""
    lot = random.Random(seed)  # noqa: S311  # no secret
    number, places = lot.randint(6, 14), lot.randint(2, 4)
    counties = [f"1301{each:02}" for each in range(lot.randint(2, 6))]
    there = [expert(each, lot.choice(counties), *[name for name in INDUSTRIES if lot.random() < 0.2]) for each in range(number)]
    chance = lot.choice([0.3, 0.5, 0.6])
    excluded = [[each for each in range(number) if lot.random() < chance] for _ in range(lot.randint(3, 14))]
    cases = [case(row, lot.choice(INDUSTRIES), each) for row, each in enumerate(excluded) if number - len(each) >= places]
    return pool(there, cases, rules(places))


# A chain that comes to one case twice and has to be given up; and cases that nobody can help until another has been helped.
GIVEN_UP, HELPED_LATER = (1732,), (2327, 2497, 2928)


@pytest.fixture(scope="module")
def many() -> list[Scene]:
    made = [*map(crowded, range(400)), *map(sparse, (*range(100), *GIVEN_UP, *HELPED_LATER))]
    return [Scene(of) for of in made if of.cases and not shortages(of)]


def test_conflicts_places_counties_and_loads_stay_as_they_have_to_be(many: list[Scene]) -> None:
    assert all(scene.holds(scene.before) for scene in many)
    assert all(scene.holds(scene.after) for scene in many)


def test_no_case_loses_its_expert_so_that_another_gets_one(many: list[Scene]) -> None:
    assert all(scene.lacking(scene.after) <= scene.lacking(scene.before) for scene in many)
    helped = sum(len(scene.lacking(scene.before) - scene.lacking(scene.after)) for scene in many)
    assert helped > 200


def test_in_the_end_no_exchange_would_help_any_case(many: list[Scene]) -> None:
    assert [found for scene in many for found in scene.better()] == []
