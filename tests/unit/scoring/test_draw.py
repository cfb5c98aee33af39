"""The draw of experts keeps its rules, is the same for the same seed, and says when it cannot be made."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python.max_flow import SimpleMaxFlow
from pydantic import ValidationError

from services.scoring.domain.draw import Drawn, draw
from services.scoring.domain.draw_network import Network, network
from services.scoring.domain.draw_pool import Pool, Rules
from services.scoring.domain.draw_seed import cast, commitment
from services.scoring.domain.draw_shortage import Infeasible, Shortage, shortages
from tests.unit.scoring.pools import (
    SEED,
    case,
    every_draw,
    expert,
    loads,
    missing,
    per_county,
    pool,
    pools,
    right_panels,
    rules,
    town,
)

SEEDS = st.binary(min_size=32, max_size=32)


def drawn(of: Pool, seed: bytes = SEED) -> Drawn:
    result = draw(of, seed)
    assert isinstance(result, Drawn)
    return result


@settings(max_examples=500, deadline=None)
@given(pools(), SEEDS)
def test_whatever_the_pool_each_rule_is_kept_as_well_as_any_draw_could(of: Pool, seed: bytes) -> None:
    result = draw(of, seed)
    if isinstance(result, Infeasible):
        assert not all(right_panels(of, each) for each in of.cases)
        return
    for each in of.cases:  # exactly so many, none in conflict, counties
        assert result.panels[each.key] in {tuple(sorted(panel)) for panel in right_panels(of, each)}
    best_loads, fewest_missing = min((loads(of, panels), missing(of, panels)) for panels in every_draw(of))
    assert loads(of, result.panels) == best_loads
    assert missing(of, result.panels) == fewest_missing == sum(result.industry_missing.values())


@settings(max_examples=200, deadline=None)
@given(pools(), SEEDS)
def test_a_relaxed_rule_is_named_with_its_case_and_no_other(of: Pool, seed: bytes) -> None:
    result = draw(of, seed)
    if isinstance(result, Infeasible):
        return
    most = {each.key: per_county(of, result.panels[each.key])[0] for each in of.cases}
    assert result.county_most == {key: many for key, many in most.items() if many > of.rules.county_most}
    lacking = {each.key for each in of.cases if missing(of.model_copy(update={"cases": (each,)}), result.panels)}
    assert set(result.industry_missing) == lacking


@settings(max_examples=200, deadline=None)
@given(pools(most_cases=6, most_experts=5, most_places=4))
def test_a_draw_is_infeasible_exactly_where_the_greatest_flow_leaves_places_and_says_which(of: Pool) -> None:
    flow, eligible = SimpleMaxFlow(), {each.key: len(of.experts) - len(each.excluded) for each in of.cases}
    source, sink = len(of.cases) + len(of.experts), len(of.cases) + len(of.experts) + 1
    into = [flow.add_arc_with_capacity(source, row, of.rules.experts) for row in range(len(of.cases))]
    for row, each in enumerate(of.cases):
        for column, one in enumerate(of.experts):
            if one.key not in each.excluded:
                flow.add_arc_with_capacity(row, len(of.cases) + column, 1)
    for column in range(len(of.experts)):
        flow.add_arc_with_capacity(len(of.cases) + column, sink, len(of.cases))
    assert flow.solve(source, sink) == flow.OPTIMAL
    lacking = {each.key: of.rules.experts - flow.flow(arc) for each, arc in zip(of.cases, into, strict=True)}
    result = draw(of, SEED)
    said = {each.case: each for each in result.shortages} if isinstance(result, Infeasible) else {}
    assert {key: each.missing for key, each in said.items()} == {key: number for key, number in lacking.items() if number}
    assert all(each.pool - each.excluded == eligible[key] for key, each in said.items())


@settings(max_examples=40, deadline=None)
@given(pools(most_cases=8), SEEDS, st.randoms(use_true_random=False))
def test_the_order_in_which_the_pool_comes_does_not_matter(of: Pool, seed: bytes, lot: random.Random) -> None:
    def mixed(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(lot.sample(values, len(values))) + values[:1]

    experts = [each.model_copy(update={"industries": mixed(each.industries)}) for each in of.experts]
    cases = [each.model_copy(update={"excluded": mixed(each.excluded)}) for each in of.cases]
    given = [each.model_dump() for each in lot.sample(experts, len(experts))], [each.model_dump() for each in lot.sample(cases, len(cases))]
    other = Pool.model_validate({"review": of.review, "rules": of.rules, "experts": tuple(given[0]), "cases": tuple(given[1])})
    assert other == of
    assert draw(other, seed) == draw(of, seed)


def test_a_town_is_drawn_with_every_rule_kept() -> None:
    of = town()
    result = drawn(of)
    assert {len(panel) for panel in result.panels.values()} == {5}
    assert loads(of, result.panels) == [10] * 30
    assert all(not set(each.excluded) & set(result.panels[each.key]) for each in of.cases)
    assert all(per_county(of, panel)[0] == 1 for panel in result.panels.values())
    assert (result.county_most, result.industry_missing, missing(of, result.panels)) == ({}, {}, 0)


def test_where_places_do_not_divide_by_experts_loads_are_within_one() -> None:
    of = town(cases=43)
    assert Counter(loads(of, drawn(of).panels)) == {8: 5, 7: 25}


def test_the_same_seed_gives_the_same_draw_and_every_other_another() -> None:
    of = town()
    draws = [drawn(of, bytes([number]) * 32) for number in range(5)]
    assert drawn(of, bytes(32)) == draws[0]
    panels = {tuple(sorted(each.panels.items())) for each in draws}
    assert len(panels) == 5
    shared = [sum(a in draws[1].panels[key] for a in panel) for key, panel in draws[0].panels.items()]
    assert sum(shared) < 150  # of 300 places


def test_this_draw_is_what_it_was_and_will_be() -> None:
    """On every machine and with every version of the solver: a published draw has to be recomputable for ever."""
    result = drawn(town(cases=4, experts=8, places=2))
    assert result.panels == {"C00": ("E03", "E04"), "C01": ("E01", "E02"), "C02": ("E05", "E06"), "C03": ("E00", "E07")}


def test_equal_pools_of_two_reviews_are_drawn_differently() -> None:
    of = town()
    assert drawn(of.model_copy(update={"review": "another"})).panels != drawn(of).panels


def test_over_many_seeds_everybody_comes_to_a_case_as_often_as_anybody() -> None:
    of = pool([expert(number) for number in range(6)], [case(number) for number in range(3)])
    panels = [drawn(of, number.to_bytes(32)).panels["C01"] for number in range(600)]
    assert all(150 < times < 250 for times in Counter(key for panel in panels for key in panel).values())


def test_an_expert_in_conflict_with_every_case_does_not_unbalance_the_others() -> None:
    of = pool([expert(number) for number in range(7)], [case(number, excluded=[3]) for number in range(15)], rules(2))
    assert loads(of, drawn(of).panels) == [5, 5, 5, 5, 5, 5, 0]


def test_a_case_whose_experts_are_all_of_one_county_has_the_limit_raised_and_no_other_case() -> None:
    there = [expert(number, "130102") for number in range(3)] + [expert(number) for number in range(3, 8)]
    of = pool(there, [case(0, excluded=range(3, 8)), case(1)], rules(3, industry_least=0))
    result = drawn(of)
    assert (result.county_most, set(result.panels["C00"])) == ({"C00": 3}, {"E00", "E01", "E02"})
    assert per_county(of, result.panels["C01"]) == [1, 1, 1]


def test_an_only_expert_of_an_industry_does_not_get_more_cases_than_the_others() -> None:
    there = [expert(0, None, "food"), *(expert(number) for number in range(1, 6))]
    of = pool(there, [case(number, "food") for number in range(6)])
    result = drawn(of)
    assert (loads(of, result.panels), len(result.industry_missing)) == ([2] * 6, 4)


def test_where_a_case_might_have_had_an_expert_of_its_industry_the_draw_is_made_again() -> None:
    """C00 needs E01, and C01 then E03 and, because of the county, not E02 either: two replacements in one case at once."""
    there = [expert(0, "1"), expert(1, "2", "food"), expert(2, "3"), expert(3, "3", "food"), expert(4, "3")]
    of = pool(there, [case(0, "food", [3]), case(1, "food")])
    assert all(drawn(of, bytes([number]) * 32).industry_missing == {} for number in range(40))


def test_for_an_industry_that_nobody_is_of_the_draw_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    of, attempts = town(cases=10), list[Pool]()
    strange = of.model_copy(update={"cases": (*of.cases, case(99, "shipbuilding"))})

    def counted(*arguments: Any) -> Network:
        attempts.append(strange)
        return network(*arguments)

    monkeypatch.setattr("services.scoring.domain.draw.network", counted)
    assert (drawn(strange).industry_missing, len(attempts)) == ({"C99": 1}, 1)


def test_industries_are_not_looked_at_where_the_programme_does_not_ask_for_any() -> None:
    of = town()
    result = drawn(of.model_copy(update={"rules": rules(5, industry_least=0)}))
    assert (result.industry_missing, missing(of, result.panels) > 0) == ({}, True)


def test_a_review_without_cases_draws_nobody() -> None:
    assert draw(pool([expert(1)], []), SEED) == Drawn({}, {}, {})


def test_too_small_a_pool_leaves_every_case_short() -> None:
    of = pool([expert(1)], [case(1), case(2, excluded=[1])], rules(3))
    assert shortages(of) == Infeasible((Shortage("C01", 2, 1, 0), Shortage("C02", 3, 1, 1)))
    assert draw(pool([], [case(1)]), SEED) == Infeasible((Shortage("C01", 2, 0, 0),))


@pytest.mark.parametrize("seed", [b"", bytes(31), bytes(33)])
def test_a_seed_of_another_length_is_refused(seed: bytes) -> None:
    for use in (lambda: draw(town(), seed), lambda: commitment(seed)):
        with pytest.raises(ValueError, match="32 bytes"):
            use()


def test_the_commitment_is_the_sha256_of_the_seed() -> None:
    assert commitment(bytes(32)) == "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"


def test_the_costs_and_lots_of_a_seed_never_change() -> None:
    lots = cast(SEED, ["C00", "C01"], 2)
    assert lots.costs.tolist() == [[419006963931, 222695753126], [49527860992, 117390070532]]
    assert lots.lots.tolist() == [[10492412, 4575885], [12908229, 493553]]
    assert cast(SEED, ["C01"], 2).costs.tolist() == lots.costs[1:].tolist()
    many = cast(SEED, [str(number) for number in range(200)], 200).costs
    assert int(many.min()) >= 0 and int(many.max()) < 1 << 40
    assert len(np.unique(many)) == many.size


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"experts": (expert(1), expert(1))}, "E01 stand there more than once"),
        ({"cases": (case(1), case(1))}, "C01 stand there more than once"),
        ({"cases": (case(1, excluded=[7]),)}, "not in the pool: E07"),
        ({"seed": "x"}, "Extra inputs"),
    ],
)
def test_a_pool_that_contradicts_itself_is_refused(wrong: dict[str, object], why: str) -> None:
    right = {"review": "r", "rules": rules(), "experts": (expert(1),), "cases": (case(1),)}
    with pytest.raises(ValidationError, match=why):
        Pool.model_validate(right | wrong)


@pytest.mark.parametrize("wrong", [{"experts": 0}, {"county_most": 0}, {"industry_least": -1}, {"industry_least": 6}])
def test_rules_that_nobody_can_keep_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Rules.model_validate({"experts": 5, "county_most": 1, "industry_least": 1} | wrong)
