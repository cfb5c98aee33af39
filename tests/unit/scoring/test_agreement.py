"""Agreement is Krippendorff's alpha, as published examples and its own definition have it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.domain.agreement import agreement
from services.scoring.domain.rounding import half_up

Table = tuple[str, ...]
# K. Krippendorff, “Computing Krippendorff's Alpha-Reliability” (2011), example C: four observers, twelve units, data missing:
# interval α = 0.849
PUBLISHED = ("1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 .")
# The example of the encyclopaedia's article on the coefficient: three coders, fifteen units; interval α = 0.811
THREE_CODERS = (". . . . . 3 4 1 2 1 1 3 3 . 3", "1 . 2 1 3 3 4 3 . . . . . . .", ". . 2 1 3 4 4 . 2 1 1 3 3 . 4")


def units(table: Table) -> list[list[int]]:
    """What was observed of each unit, from rows of observers."""
    return [[int(value) for value in column if value != "."] for column in zip(*(row.split() for row in table), strict=True)]


def by_coincidences(values: list[list[int]]) -> Fraction | None:
    """Alpha as the paper develops it, over the matrix of coincidences: 1 − (n − 1) Σ o(c,k) δ² / Σ n(c) n(k) δ²."""
    together: dict[tuple[int, int], Fraction] = defaultdict(Fraction)
    for unit in values:
        for pair in permutations(unit, 2):
            together[pair] += Fraction(1, len(unit) - 1)
    counts: dict[int, Fraction] = defaultdict(Fraction)
    for (first, _), part in together.items():
        counts[first] += part
    expected = sum((counts[a] * counts[b] * (a - b) ** 2 for a in counts for b in counts), Fraction(0))
    observed = sum((part * (a - b) ** 2 for (a, b), part in together.items()), Fraction(0))
    return 1 - (sum(counts.values()) - 1) * observed / expected if expected else None


@pytest.mark.parametrize(("table", "alpha", "pairable"), [(PUBLISHED, "0.849", 40), (THREE_CODERS, "0.811", 26)])
def test_published_examples_come_out_as_published(table: Table, alpha: str, pairable: int) -> None:
    found = agreement(units(table))
    assert found.alpha is not None
    assert found.alpha.quantize(Decimal("0.001")) == Decimal(alpha)
    assert found.alpha.as_tuple().exponent == -4
    assert found.values == pairable


def test_experts_of_one_mind_agree_fully() -> None:
    assert agreement([[7000, 7000], [8000, 8000, 8000]]).alpha == 1


def test_opposite_minds_agree_less_than_chance() -> None:
    alpha = agreement([[0, 100], [100, 0]]).alpha
    assert alpha == Decimal("-0.5")  # Do = 10000; De = 4 · 2 · 10000 / (4 · 3)


def test_values_that_stand_alone_do_not_count() -> None:
    paired = agreement([[70, 80], [50, 60]])
    beside = agreement([[70, 80], [99], [], [50, 60]])
    assert beside == paired
    assert (beside.units, beside.values) == (2, 4)


@pytest.mark.parametrize("values", [[], [[70]], [[70], [80], []]])
def test_without_two_values_of_one_unit_there_is_no_alpha_and_the_reason_is_said(values: list[list[int]]) -> None:
    found = agreement(values)
    assert (found.alpha, found.undefined, found.values) == (None, "too-few-values", 0)


def test_where_all_say_the_same_of_everything_there_is_nothing_to_agree_about() -> None:
    found = agreement([[70, 70], [70, 70, 70], [50]])
    assert (found.alpha, found.undefined, found.units, found.values) == (None, "no-variation", 2, 5)


@given(st.lists(st.lists(st.integers(0, 10_000), max_size=6), max_size=8))
def test_every_round_gets_what_the_matrix_of_coincidences_gives(values: list[list[int]]) -> None:
    expected = by_coincidences(values)
    assert agreement(values).alpha == (None if expected is None else half_up(expected, 4))


@given(st.lists(st.lists(st.integers(0, 100), min_size=1, max_size=5), min_size=1, max_size=6), st.integers(1, 100))
def test_the_unit_of_measure_makes_no_difference(values: list[list[int]], factor: int) -> None:
    assert agreement(values) == agreement([[factor * value for value in unit] for unit in values])
