"""An application's total is the programme's rule over its sheets, exact, and rounded once."""

from __future__ import annotations

import statistics
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.domain.aggregate import Rule, aggregate, average, sheet_total
from services.scoring.domain.ranking_inputs import Averaging, Rules
from services.scoring.domain.rounding import exactly, half_up
from tests.unit.contracts import complete
from tests.unit.scoring.rankings import TRIMMED, WEIGHTS, sheet

FIVE = {"a": sheet(70), "b": sheet(80), "c": sheet(60), "d": sheet(95), "e": sheet(81, 82, 84)}
scores = st.fixed_dictionaries({code: st.integers(0, 100) for code in WEIGHTS})
panels = st.dictionaries(st.sampled_from("abcdefgh"), scores, min_size=1)


def averaging(rule: Rule, decimals: int = 2) -> Averaging:
    return TRIMMED.model_copy(update={"rule": rule, "decimals": decimals})


def test_a_sheets_total_is_its_weighted_scores_to_the_hundredth() -> None:
    assert sheet_total(WEIGHTS, sheet(81, 82, 85)) == 50 * 81 + 30 * 82 + 20 * 85 == 8210


@pytest.mark.parametrize("wrong", [{"depth": 50, "reach": 50}, {**sheet(50), "more": 1}, {}])
def test_a_sheet_that_does_not_score_exactly_the_criteria_has_no_total(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="the criteria are depth, reach, result"):
        sheet_total(WEIGHTS, wrong)


def test_five_sheets_count_without_the_highest_and_the_lowest() -> None:
    found = aggregate(TRIMMED, WEIGHTS, FIVE)
    assert (found.value, found.exact, found.rule) == (Decimal("77.30"), Fraction(7730, 100), "trimmed-mean")  # (70 + 80 + 81.9) / 3
    assert (found.trimmed, found.counted) == (("c", "d"), ("a", "b", "e"))
    assert found.criteria == {"depth": Fraction(231, 3), "reach": Fraction(232, 3), "result": Fraction(234, 3)}
    assert found.totals == {key: Decimal(value) for key, value in zip("abcde", ("70.00", "80.00", "60.00", "95.00", "81.90"), strict=True)}
    assert found.spread == Decimal("35.00")


def test_four_sheets_all_count_and_it_is_said_that_the_mean_was_taken() -> None:
    found = aggregate(TRIMMED, WEIGHTS, {key: FIVE[key] for key in "abcd"})
    assert (found.value, found.rule, found.trimmed, found.counted) == (Decimal("76.25"), "mean", (), ("a", "b", "c", "d"))


def test_the_mean_of_many_is_not_trimmed_where_the_programme_says_mean() -> None:
    assert aggregate(averaging("mean"), WEIGHTS, FIVE).value == Decimal("77.38")


def test_the_median_is_the_middle_or_half_way_between_the_two() -> None:
    assert aggregate(averaging("median"), WEIGHTS, FIVE).value == Decimal("80.00")
    assert aggregate(averaging("median"), WEIGHTS, {key: FIVE[key] for key in "abcd"}).value == Decimal("75.00")


def test_of_equal_totals_two_different_sheets_are_trimmed_and_always_the_same() -> None:
    equal = {"b": sheet(80), "c": sheet(80, 90, 65), "a": sheet(80), "e": sheet(80), "d": sheet(80)}
    for sheets in (equal, dict(reversed(equal.items()))):
        found = aggregate(TRIMMED, WEIGHTS, sheets)
        assert (found.value, found.trimmed, found.counted) == (Decimal("80.00"), ("a", "e"), ("b", "c", "d"))
    assert average(TRIMMED, dict.fromkeys("cbeda", Fraction(80))).trimmed == ("a", "e")


def test_a_joint_opinion_stands_for_the_average_and_the_sheets_stay_visible() -> None:
    found = aggregate(TRIMMED, WEIGHTS, FIVE, joint=sheet(66, 70, 75))
    assert (found.value, found.rule, found.counted, found.trimmed) == (Decimal("69.00"), "joint-opinion", (), ())
    assert found.criteria == {"depth": 66, "reach": 70, "result": 75}
    assert (len(found.totals), found.spread) == (5, Decimal("35.00"))


def test_an_application_without_any_opinion_has_no_total() -> None:
    with pytest.raises(ValueError, match="neither a sheet"):
        aggregate(TRIMMED, WEIGHTS, {})


def test_a_half_is_rounded_up_and_only_once() -> None:
    assert aggregate(averaging("mean", 0), WEIGHTS, {"a": sheet(80), "b": sheet(81)}).value == 81
    assert aggregate(averaging("mean", 1), WEIGHTS, {"a": sheet(80, 80, 81), "b": sheet(80, 81, 80)}).value == Decimal("80.3")  # 80.25
    assert half_up(Fraction(4449, 1000), 0) == 4  # not 4.45 → 4.5 → 5


def test_next_to_nothing_is_rounded_to_a_zero_without_a_sign() -> None:
    assert [str(half_up(Fraction(sign, 1000), 2)) for sign in (1, -1)] == ["0.00", "0.00"]


@given(panels, st.sampled_from(("trimmed-mean", "mean", "median")), st.integers(0, 6))
def test_every_panel_gets_what_another_way_of_computing_gives(panel: dict[str, dict[str, int]], rule: Rule, decimals: int) -> None:
    totals = sorted(Fraction(sum(WEIGHTS[code] * score for code, score in each.items()), 100) for each in panel.values())
    if rule == "median":
        expected = statistics.median(totals)
    else:
        expected = statistics.mean(totals[1:-1] if rule == "trimmed-mean" and len(totals) >= 5 else totals)
    context = Context(prec=60, rounding=ROUND_HALF_UP)
    rounded = context.quantize(context.divide(expected.numerator, expected.denominator), Decimal(1).scaleb(-decimals))
    found = aggregate(averaging(rule, decimals), WEIGHTS, panel)
    assert (found.exact, str(found.value)) == (expected, format(rounded, "f"))
    assert found.spread == totals[-1] - totals[0]
    assert set(found.counted) | set(found.trimmed) == panel.keys()
    if rule != "median":
        assert sum(WEIGHTS[code] * mean for code, mean in found.criteria.items()) == 100 * expected


@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_that_of_decimal_arithmetic(value: Fraction, decimals: int) -> None:
    context = Context(prec=2000, rounding=ROUND_HALF_UP)
    expected = context.quantize(context.divide(value.numerator, value.denominator), Decimal(1).scaleb(-decimals))
    assert half_up(value, decimals) == expected


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(165, 2), "82.5"),
        (Fraction(251, 3), "251/3"),
        (Fraction(80), "80"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(3, 80), "0.0375"),
    ],
)
def test_an_exact_number_is_written_without_loss(value: Fraction, written: str) -> None:
    assert exactly(value) == written
    assert Fraction(written) == value


def test_the_rules_of_a_programme_are_taken_as_they_stand_there() -> None:
    review = complete.programme().tracks["chain-case"].review
    assert review is not None
    taken = Rules.of(review)
    assert taken.aggregate.model_dump() == {"rule": "trimmed-mean", "trims_from": 5, "decimals": 2, "rounding": "half-up"}
    assert (taken.passing, taken.step, taken.least_shared, taken.ranking_by) == (60, 1, 3, "raw")
    assert taken.ties == ("driving", "empowerment", "results", "submission", "lot")
    for option in (None, "platform", "green"):
        assert taken.weights_for(option) == {each.code: each.weight for each in review.rubric.for_option(option)}
    assert (taken.weights_for("platform")["empowerment"], taken.weights_for("green")["empowerment"]) == (25, 30)
    assert set(taken.variants) == {"platform"}
    full = aggregate(review.aggregate, taken.weights, {"a": dict.fromkeys(taken.weights, 73)})
    assert full.value == Decimal("73.00")
