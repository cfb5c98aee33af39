"""Expressions: exact, safe, and refused with the place where they go wrong."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.programme.expression import Expression, ZeroDenominatorError, parse_expression

GIANTS = parse_expression("max(1, floor(0.05 * giants))")


def value(expression: Expression | str, **values: int) -> Fraction:
    parsed = parse_expression(expression) if isinstance(expression, str) else expression
    return parsed.compute({name: Fraction(number) for name, number in values.items()})


@pytest.mark.parametrize(
    ("giants", "most"), [(0, 1), (1, 1), (19, 1), (20, 1), (39, 1), (40, 2), (116, 5), (119, 5), (120, 6), (10**15, 5 * 10**13)]
)
def test_five_per_cent_are_rounded_down_and_are_one_at_least(giants: int, most: int) -> None:
    assert value(GIANTS, giants=giants) == most


@given(st.integers(0, 10**17))
def test_a_twentieth_is_exact_whatever_the_count(giants: int) -> None:
    assert value(GIANTS, giants=giants) == max(1, giants // 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("10 - 3 - 2", "5"), ("8 / 4 / 2", "1"), ("-2 * -3", "6"), ("0.1 + 0.2", "0.3"),
     ("ceil(7 / 2)", "4"), ("floor(-7 / 2)", "-4"), ("min(3, 2, 5)", "2"), ("max_2 * 2", "8")],
)  # fmt: skip
def test_arithmetic_is_that_of_school(text: str, expected: str) -> None:
    assert value(text, max_2=4) == Fraction(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "from character 1"),
        ("1 +", "from character 4"),
        ("2 ** 3", "from character 4: '* 3'"),
        ("__import__('os')", "from character 1"),
        ("giants.real", "from character 7"),
        ("open(1)", "from character 5"),
        ("(lambda: 1)()", "from character"),
        ("1 if 1 else 2", "from character 3"),
        ("max(1)", "max takes two arguments or more"),
        ("floor(1, 2)", "floor takes one argument"),
        ("1e9", "from character 2"),
        ("05 * giants", "from character 2"),
        ("1 " + "+ 1 " * 100, "at most 300 characters"),
        ("(" * 140 + "1" + ")" * 140, None),
        ("-" * 100 + "1", "nested deeper than 20"),
    ],
)
def test_what_is_no_expression_is_refused_at_its_character(text: str, reason: str | None) -> None:
    if reason is None:
        assert value(text) == 1
        return
    with pytest.raises(ValueError, match=re.escape(reason)):
        parse_expression(text)


def test_a_zero_denominator_is_named() -> None:
    with pytest.raises(ZeroDenominatorError) as refused:
        value("100 * part / (whole - gone)", part=1, whole=2, gone=2)
    assert refused.value.names == ("whole", "gone")


def test_an_expression_says_its_names_once_each() -> None:
    assert parse_expression("b / a + b").names == ("b", "a")
    assert str(GIANTS) == "max(1, floor(0.05 * giants))"
