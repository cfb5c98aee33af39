"""An expert's severity is the least-squares effect beside those who read the same applications, and nothing where too few did."""

from __future__ import annotations

import random
import time
from decimal import localcontext
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from services.scoring.domain.severity import effects, groups, modelled, shared

Sheets = dict[str, dict[str, int]]
rounds = st.dictionaries(
    st.sampled_from([f"case{n}" for n in range(7)]),
    st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 10_000), max_size=5),
    max_size=7,
)


def test_effects_that_were_put_in_come_out() -> None:
    given_effects = {"mild": 600, "fair": 100, "strict": -700}
    worth = {"x": 8000, "y": 5000, "z": 6500}
    pairs = {"x": ("mild", "fair"), "y": ("fair", "strict"), "z": ("strict", "mild")}
    totals = {case: {expert: worth[case] + given_effects[expert] for expert in pair} for case, pair in pairs.items()}
    assert effects(totals, 2) == {"mild": 6, "fair": 1, "strict": -7}


def test_two_who_read_the_same_differ_by_their_mean_difference() -> None:
    totals = {"x": {"a": 7000, "b": 8000}, "y": {"a": 7000, "b": 6000}, "z": {"a": 7100, "b": 8000}}
    assert effects(totals, 3) == {"a": Fraction(-3, 2), "b": Fraction(3, 2)}  # 10, -10 and 9 points: 3 in the mean


def test_effects_add_up_to_nothing_within_each_group() -> None:
    left = {"l1": {"a": 7000, "b": 7700}, "l2": {"b": 6000, "a": 5900}}
    right = {"r1": {"c": 9000, "d": 3000}, "r2": {"c": 8000, "d": 2000}}
    found = effects(left | right, 2)
    assert groups(left | right) == [("a", "b"), ("c", "d")]
    assert found == {"a": -2, "b": 2, "c": 30, "d": -30}


def test_who_shares_too_few_applications_is_not_modelled_and_changes_nobody_elses_effect() -> None:
    pair: Sheets = {"x": {"a": 7000, "b": 8000}, "y": {"a": 6000, "b": 6400}}
    beside: Sheets = {"x": {**pair["x"], "new": 100}, "y": pair["y"], "z": {"a": 9000}, "w": {"new": 5000}}
    assert shared(beside) == {"a": 2, "b": 2, "new": 1}
    assert effects(beside, 2) == effects(pair, 2)
    assert set(effects(beside, 1)) == {"a", "b", "new"}


def test_who_shares_enough_only_with_those_who_do_not_is_not_modelled_either() -> None:
    totals = {f"case{n}": {"a": 7000, f"once{n}": 6000} for n in range(5)}
    assert shared(totals)["a"] == 5
    assert modelled(totals, 2) == {}
    assert effects(totals, 2) == {}


def test_nothing_shared_gives_no_effects() -> None:
    assert effects({}, 1) == effects({"x": {"a": 1}, "y": {}}, 1) == {}


def test_neither_the_order_nor_the_callers_arithmetic_changes_a_digit() -> None:
    source = random.Random(7)  # noqa: S311  # no secret: a fixed round
    totals = {f"c{n}": {f"e{m}": source.randint(0, 10_000) for m in source.sample(range(12), 4)} for n in range(40)}
    expected = list(effects(totals, 2).items())
    shuffled = [(case, dict(source.sample(list(sheets.items()), len(sheets)))) for case, sheets in totals.items()]
    source.shuffle(shuffled)
    with localcontext(prec=5):
        assert list(effects(dict(shuffled), 2).items()) == expected


def test_a_long_chain_of_experts_is_solved_to_the_last_decimal() -> None:
    """Each shares with the next only: the worst condition that a round can have. Neighbours differ by exactly a third of a point."""
    experts = [f"e{n:03}" for n in range(120)]
    totals: Sheets = {}
    for number, (first, second) in enumerate(pairwise(experts)):
        totals |= {f"{number}-{each}": {first: 5000, second: 5000 + (100 if each == 0 else 0)} for each in range(3)}
    found = effects(totals, 3)
    near = Fraction(1, 10**29)
    assert all(abs(found[second] - found[first] - Fraction(1, 3)) < near for first, second in pairwise(experts))
    assert abs(sum(found.values(), Fraction(0))) < near


def test_a_whole_round_takes_seconds() -> None:
    source = random.Random(1)  # noqa: S311  # no secret: a fixed round
    totals = {f"c{n}": {f"e{m}": source.randint(0, 10_000) for m in source.sample(range(200), 5)} for n in range(3_000)}
    begun = time.process_time()
    assert len(effects(totals, 3)) == 200
    assert time.process_time() - begun < 5


def test_a_short_decimal_is_exactly_that() -> None:
    """A quarter of a hundredth is a half of the third decimal: rounding must not depend on the last digit of working."""
    totals = {"x": {"a": 7000, "b": 7001}, "y": {"a": 7000, "b": 7000}}
    assert effects(totals, 2) == {"a": Fraction(-1, 400), "b": Fraction(1, 400)}


@settings(max_examples=60)
@given(rounds, st.integers(1, 3))
def test_every_round_gets_what_the_whole_system_of_equations_gives(totals: Sheets, least: int) -> None:
    expected = by_all_equations(remaining(totals, least))
    found = effects(totals, least)
    assert found.keys() == expected.keys()
    assert all(abs(found[expert] - expected[expert]) <= Fraction(1, 10**30) for expert in expected)


def remaining(totals: Sheets, least: int) -> Sheets:
    """Experts taken out one at a time, the last by name first, until nobody shares too little: the order makes no difference."""
    left = {case: dict(sheets) for case, sheets in totals.items()}
    while True:
        experts = sorted({expert for sheets in left.values() for expert in sheets}, reverse=True)
        few = [e for e in experts if sum(e in sheets and len(sheets) > 1 for sheets in left.values()) < least]
        if not few:
            return left
        for sheets in left.values():
            sheets.pop(few[0], None)


def by_all_equations(totals: Sheets) -> dict[str, Fraction]:
    """Normal equations of all effects, of applications too, with one more for each group, in fractions by Gauss and Jordan."""
    totals = {case: sheets for case, sheets in totals.items() if sheets}
    experts = sorted({expert for sheets in totals.values() for expert in sheets})
    column = {name: index for index, name in enumerate([*experts, *totals])}
    rows = []
    for name in column:
        row = [Fraction(0)] * (len(column) + 1)
        for case, sheets in totals.items():
            for expert, total in sheets.items():
                if name in (case, expert):
                    row[column[case]] += 1
                    row[column[expert]] += 1
                    row[-1] += Fraction(total, 100)
        rows.append(row)
    rows.extend([*(Fraction(name in group) for name in column), Fraction(0)] for group in together(totals))
    solved = reduced(rows, len(column))
    return {expert: solved[column[expert]] for expert in experts}


def together(totals: Sheets) -> list[set[str]]:
    merged: list[set[str]] = []
    for sheets in totals.values():
        touched = [group for group in merged if group & sheets.keys()]
        merged = [group for group in merged if group not in touched] + [set(sheets).union(*touched)]
    return merged


def reduced(rows: list[list[Fraction]], columns: int) -> list[Fraction]:
    solved: list[list[Fraction]] = []
    for column in range(columns):
        pivot = next(row for row in rows if row[column])
        rows = [row for row in rows if row is not pivot]
        pivot = [value / pivot[column] for value in pivot]
        rows = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in rows]
        solved = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in solved] + [pivot]
    return [row[-1] for row in solved]
