"""The ranking: by total, each tie broken by the programme's rules in order and listed, whatever order things came in."""

from __future__ import annotations

import hashlib
import hmac
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.scoring.domain.ranking import Ranking, rank
from services.scoring.domain.ranking_inputs import Case, RankingInputs, Rules
from services.scoring.domain.ties import Step, Tie, lot
from tests.unit.scoring.rankings import SEED, case, inputs, rules, sheet


def order(ranking: Ranking) -> list[str]:
    assert [each.rank for each in ranking.ranked] == list(range(1, len(ranking.ranked) + 1))
    return [each.case for each in ranking.ranked]


def one(name: str, scores: dict[str, int], **more: Any) -> Case:
    """An application with a single sheet."""
    return case(name, {"a": scores}, **more)


def test_the_higher_total_comes_first_and_passing_is_at_the_line() -> None:
    found = rank(inputs(one("low", sheet(59, 60, 60)), one("top", sheet(90)), one("line", sheet(60))))
    assert [(each.case, each.rank, each.total, each.passed) for each in found.ranked] == [
        ("top", 1, Decimal("90.00"), True),
        ("line", 2, Decimal("60.00"), True),
        ("low", 3, Decimal("59.50"), False),
    ]
    assert found.ties == ()
    assert (found.rounding.decimals, found.rounding.rounding, found.by) == (2, "half-up", "raw")


def test_an_option_with_weights_of_its_own_is_weighed_by_them() -> None:
    found = rank(
        inputs(one("plain", sheet(80, 60, 60)), one("green", sheet(80, 60, 60), option="green"), one("other", sheet(0), option="x"))
    )
    assert {each.case: each.raw for each in found.ranked} == {"plain": 70, "green": 68, "other": 0}


def test_a_tie_is_broken_by_the_first_criterion_that_differs_and_says_by_which_values() -> None:
    found = rank(inputs(one("b", sheet(74, 80, 80)), one("a", sheet(80, 70, 80))))  # both 77.00
    assert order(found) == ["b", "a"]
    assert found.ties == (
        Tie(total=Decimal("77.00"), cases=("b", "a"), steps=(Step(by="reach", cases=("b", "a"), values={"b": "80", "a": "70"}),)),
    )


def test_a_criterion_that_does_not_differ_leaves_the_tie_to_the_next() -> None:
    found = rank(inputs(one("a", sheet(70, 80, 85)), one("b", sheet(72, 80, 80))))
    assert order(found) == ["b", "a"]
    assert [step.by for step in found.ties[0].steps] == ["depth"]


def test_means_of_criteria_are_compared_without_rounding() -> None:
    """Both totals are 80 when rounded, and the means of reach, 80 + 1/3 and 80 + 1/2, would be too."""
    thirds = case("thirds", {"a": sheet(80, 81, 80), "b": sheet(80), "c": sheet(80)})
    halves = case("halves", {"a": sheet(80, 81, 80), "b": sheet(80)})
    found = rank(inputs(thirds, halves, aggregate={"rule": "mean", "trims_from": 5, "decimals": 0, "rounding": "half-up"}))
    assert order(found) == ["halves", "thirds"]
    assert found.ties[0].steps[0].values == {"halves": "80.5", "thirds": "241/3"}
    assert found.ties[0].total == 80


def test_who_submitted_earlier_comes_first_where_all_criteria_are_equal() -> None:
    found = rank(inputs(one("a", sheet(80), day=2), one("b", sheet(80), day=1)))
    assert order(found) == ["b", "a"]
    assert found.ties[0].steps == (
        Step(by="submission", cases=("b", "a"), values={"b": "2024-06-02T00:00:00.000Z", "a": "2024-06-03T00:00:00.000Z"}),
    )


def test_the_lot_decides_last_and_can_be_drawn_again_by_anybody() -> None:
    names = [f"case{n}" for n in range(6)]
    found = rank(inputs(*(one(name, sheet(80)) for name in names)))
    drawn = {n: hmac.new(bytes.fromhex(SEED), b"lot/" + n.encode(), hashlib.sha256).hexdigest() for n in names}
    assert order(found) == sorted(names, key=drawn.__getitem__) != names
    assert [step.by for step in found.ties[0].steps] == ["lot"]
    assert found.ties[0].steps[0].values == drawn
    assert lot("00" * 32, "case0") != drawn["case0"]


def test_a_tie_of_many_says_which_rule_parted_whom() -> None:
    four = [one("a", sheet(78, 80, 85)), one("b", sheet(80)), one("c", sheet(80), day=1), one("d", sheet(83, 75, 80))]
    found = rank(inputs(*four))
    assert {each.total for each in found.ranked} == {Decimal("80.00")}
    assert order(found) == ["b", "c", "a", "d"]
    (tie,) = found.ties
    assert [(step.by, step.cases) for step in tie.steps] == [
        ("reach", ("a", "b", "c", "d")),
        ("depth", ("b", "c", "a")),
        ("submission", ("b", "c")),
    ]
    assert tie.cases == ("b", "c", "a", "d")
    assert tie.broken_by == ("submission", "depth", "reach")


def test_the_programmes_order_of_the_rules_is_the_order_of_breaking() -> None:
    two = (one("early", sheet(80, 70, 80)), one("far", sheet(74, 80, 80), day=1))
    assert order(rank(inputs(*two))) == ["far", "early"]
    assert order(rank(inputs(*two, ties=("submission", "reach", "lot")))) == ["early", "far"]


def test_totals_that_are_published_as_equal_are_a_tie() -> None:
    """80.333… and 80.3 are both 80.3: by the number that everybody reads, the tie rule decides, not a digit that nobody sees."""
    near = case("near", {"a": sheet(80, 81, 80), "b": sheet(80, 81, 80)})  # 80.3, reach 81
    over = case("over", {"a": sheet(80), "b": sheet(80), "c": sheet(81)})  # 80.333…, reach 80 + 1/3
    found = rank(inputs(over, near, aggregate={"rule": "mean", "trims_from": 5, "decimals": 1, "rounding": "half-up"}))
    assert order(found) == ["near", "over"]


def test_a_joint_opinion_ranks_and_breaks_ties_with_its_own_scores() -> None:
    joint = case("joint", {"a": sheet(10), "b": sheet(100)}, joint=sheet(74, 80, 80))
    found = rank(inputs(one("plain", sheet(77)), joint))
    assert order(found) == ["joint", "plain"]
    assert (found.ranked[0].rule, found.ranked[0].spread, found.ranked[0].adjusted) == ("joint-opinion", Decimal(90), None)
    assert found.ranked[0].sheets == {"a": 10, "b": 100}
    assert found.ties[0].steps[0].values == {"joint": "80", "plain": "77"}


def lenient_and_strict() -> list[Case]:
    """``mild`` gives 10 more than ``fair``, ``hard`` 10 less, on every application; q lacks the mild one's sheet, p the hard one's."""
    return [
        case("p", {"mild": sheet(80), "fair": sheet(70)}),
        case("q", {"fair": sheet(74), "hard": sheet(64)}),
        case("r", {"mild": sheet(50), "hard": sheet(30)}),
        case("s", {"mild": sheet(60), "fair": sheet(50), "hard": sheet(40)}),
    ]


def test_adjusted_totals_stand_beside_the_raw_ones_and_rank_only_where_the_programme_says() -> None:
    raw, adjusted = rank(inputs(*lenient_and_strict())), rank(inputs(*lenient_and_strict(), ranking_by="adjusted"))
    assert {each.expert: (each.effect, each.group, each.shared) for each in raw.experts} == {
        "mild": (Decimal(10), 1, 3),
        "fair": (Decimal(0), 1, 3),
        "hard": (Decimal(-10), 1, 3),
    }
    assert {each.case: (int(each.raw), int(each.adjusted or 0)) for each in raw.ranked} == {
        "p": (75, 70),
        "q": (69, 74),
        "r": (40, 40),
        "s": (50, 50),
    }
    assert order(raw) == ["p", "q", "s", "r"]
    assert order(adjusted) == ["q", "p", "s", "r"]
    assert [(int(each.total), int(each.raw)) for each in adjusted.ranked[:2]] == [(74, 69), (70, 75)]


def test_effects_are_those_of_totals_weighed_as_the_option_asks() -> None:
    """10 more on reach alone is 4 points where reach weighs 40, and 3 where it weighs 30."""
    pair = {"mild": sheet(70, 80, 70), "hard": sheet(70)}
    green, plain = (rank(inputs(*(case(name, pair, option=option) for name in "pq"))) for option in ("green", None))
    assert [each.effect for each in green.experts] == [-2, 2]
    assert [each.effect for each in plain.experts] == [Decimal("-1.5"), Decimal("1.5")]


def test_where_nobody_has_an_effect_or_the_panel_agreed_the_raw_total_ranks() -> None:
    alone = case("alone", {"new": sheet(71)})
    agreed = case("agreed", {"mild": sheet(90), "hard": sheet(20)}, joint=sheet(73))
    found = rank(inputs(*lenient_and_strict(), alone, agreed, ranking_by="adjusted"))
    assert order(found)[:4] == ["q", "agreed", "alone", "p"]
    assert [each.adjusted for each in found.ranked[1:3]] == [None, None]


def test_passing_goes_by_the_total_that_ranks() -> None:
    passing = {each.case for each in rank(inputs(*lenient_and_strict(), ranking_by="adjusted", passing=72)).ranked if each.passed}
    assert passing == {"q"}


def test_an_expert_who_shares_too_little_has_a_mean_and_no_effect() -> None:
    found = rank(inputs(*lenient_and_strict(), case("t", {"new": sheet(90), "fair": sheet(80)})))
    new = next(each for each in found.experts if each.expert == "new")
    assert (new.sheets, new.shared, new.mean, new.effect, new.group) == (1, 1, Decimal(90), None, None)
    assert next(each for each in found.ranked if each.case == "t").adjusted == 85


def test_adjusted_totals_are_trimmed_by_the_same_rule() -> None:
    """After the adjustment another sheet is the highest."""
    five = case("five", {"mild": sheet(80), "fair": sheet(75), "hard": sheet(72), "x": sheet(70), "y": sheet(60)})
    (found,) = (each for each in rank(inputs(*lenient_and_strict(), five)).ranked if each.case == "five")
    assert found.trimmed == ("y", "mild")
    assert found.raw == Decimal("72.33")
    assert found.adjusted != found.raw


def test_agreement_looks_at_trimmed_sheets_too() -> None:
    five = {name: sheet(score) for name, score in zip("abcde", (10, 70, 70, 70, 100), strict=True)}
    found = rank(inputs(case("x", five), case("y", five))).agreement
    assert (found.units, found.values, found.undefined) == (2, 10, None)
    assert found.alpha is not None
    assert found.alpha < 0


def test_agreement_of_single_sheets_is_none_with_its_reason() -> None:
    found = rank(inputs(one("x", sheet(10)), one("y", sheet(20)))).agreement
    assert (found.alpha, found.undefined) == (None, "too-few-values")


def test_excluded_sheets_have_no_weight_at_all() -> None:
    taken = one("x", sheet(80), excluded=({"expert": "b", "reason": "conflict", "scores": sheet(0)},))
    assert rank(inputs(taken)) == rank(inputs(one("x", sheet(80))))


def test_no_application_makes_an_empty_ranking() -> None:
    assert rank(inputs()).ranked == ()


few = st.sampled_from((60, 70, 80))
sheets = st.dictionaries(st.sampled_from("abcdef"), st.builds(sheet, few, few, few), min_size=1)
rounds = st.lists(st.tuples(sheets, st.integers(0, 1), st.one_of(st.none(), st.builds(sheet, few, few, few))), min_size=2, max_size=8)


@settings(max_examples=60)
@given(rounds, st.randoms(use_true_random=False), st.sampled_from(("raw", "adjusted")))
def test_the_order_of_the_inputs_changes_nothing(drawn: list[tuple[dict[str, dict[str, int]], int, Any]], chance: Any, by: str) -> None:
    cases = [case(f"case{n}", panel, day=day, joint=joint) for n, (panel, day, joint) in enumerate(drawn)]
    first = rank(inputs(*cases, ranking_by=by))
    shuffled = [each.model_copy(update={"sheets": dict(chance.sample(list(each.sheets.items()), len(each.sheets)))}) for each in cases]
    chance.shuffle(shuffled)
    assert rank(inputs(*shuffled, ranking_by=by)).model_dump_json() == first.model_dump_json()
    assert sorted(order(first)) == sorted(each.case for each in cases)
    totals = [each.total for each in first.ranked]
    assert totals == sorted(totals, reverse=True)
    tied = {each for tie in first.ties for each in tie.cases}
    assert tied == {each.case for each in first.ranked if totals.count(each.total) > 1}


def test_half_a_tie_rule_is_refused() -> None:
    for ties in ((), ("reach", "submission"), ("lot", "reach"), ("reach", "reach", "lot"), ("other", "lot")):
        with pytest.raises(ValidationError, match="ties"):
            rules(ties=ties)


def test_weights_that_do_not_make_a_hundred_are_refused() -> None:
    with pytest.raises(ValidationError, match="add up to 100"):
        rules(weights={"depth": 50, "reach": 30, "result": 21})
    with pytest.raises(ValidationError, match="green"):
        rules(variants={"green": {"depth": 50, "reach": 50}})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sheets": {}}, "neither a sheet"),
        ({"sheets": {"a": {"depth": 1, "reach": 1}}}, "exactly the criteria"),
        ({"joint": {"depth": 1}}, "x, joint: exactly the criteria"),
        ({"sheets": {"a": sheet(101)}}, "less than or equal to 100"),
        ({"sheets": {"a": sheet(-1)}}, "greater than or equal to 0"),
        ({"sheets": {"a": {**sheet(1), "depth": 1.0}}}, "valid integer"),
        ({"sheets": {"a": sheet(33)}}, "no multiple of 5"),
        ({"submitted_at": "2024-06-01T00:00:00"}, "timezone"),
    ],
)
def test_inputs_that_cannot_be_are_refused(wrong: dict[str, Any], said: str) -> None:
    right = one("x", sheet(50)).model_dump(mode="json")
    with pytest.raises(ValidationError, match=said):
        RankingInputs.model_validate(inputs(step=5).model_dump(mode="json") | {"cases": [right | wrong]})


def test_an_application_stands_once() -> None:
    with pytest.raises(ValidationError, match="x stands twice"):
        inputs(one("x", sheet(1)), one("y", sheet(1)), one("x", sheet(2)))


def test_rules_need_no_variants() -> None:
    assert Rules.model_validate(rules().model_dump(exclude={"variants"})).weights_for("green") == rules().weights
