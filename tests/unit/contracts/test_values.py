"""Kinds of fields that other programmes ask for: numbers, days, choices of several, tables in the body, text without limit."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.form import FaultCode, check_fields
from contracts.programme.choices import ChoiceSet
from contracts.programme.form import Form

TITLE = {"zh": "栏目", "en": "Field"}
CHOICES = {
    "directions": ChoiceSet.model_validate(
        {
            "title": TITLE,
            "source": "operator",
            "options": {code: {"title": TITLE, "source": "operator"} for code in ("sharing", "quality", "green", "opening")},
            "other": {"title": TITLE, "limit": 10, "source": "operator"},
        }
    )
}


def faults(value: object, **field: Any) -> list[tuple[str, str]]:
    """What is wrong with the value of one field."""
    body = {"it": {"title": TITLE, "source": "operator", **field}}
    form = Form.model_validate({"limit": "unlimited", "source": "operator", "body": body})
    return [(fault.code, fault.pointer) for fault in check_fields(form.fields, CHOICES, {"it": value})]


NUMBER = {"kind": "number", "unit": "万元", "decimals": 2, "least": 0, "most": 1000}


@pytest.mark.parametrize("value", [0, 1000, "12.50", "0.01", "999.99"])
def test_numbers_are_integers_or_decimals_as_text(value: object) -> None:
    assert faults(value, **NUMBER) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, FaultCode.WRONG_TYPE),
        (True, FaultCode.WRONG_TYPE),
        ("1e3", FaultCode.WRONG_TYPE),
        ("NaN", FaultCode.WRONG_TYPE),
        ("１２", FaultCode.WRONG_TYPE),
        ("1" * 41, FaultCode.WRONG_TYPE),
        ([1], FaultCode.WRONG_TYPE),
        ("1.234", FaultCode.TOO_MANY_DECIMALS),
        (-1, FaultCode.OUT_OF_RANGE),
        ("1000.01", FaultCode.OUT_OF_RANGE),
        (2**53, FaultCode.INTEGER_TOO_LARGE),
        (-(2**64), FaultCode.INTEGER_TOO_LARGE),
        pytest.param(10**5000, FaultCode.INTEGER_TOO_LARGE, id="enormous"),
    ],
)
def test_other_numbers_are_refused(value: object, code: FaultCode) -> None:
    assert faults(value, **NUMBER) == [(code, "/it")]


DAY = {"kind": "date", "after": "2023-01-01", "before": "2023-12-31"}


@pytest.mark.parametrize("value", ["2023-01-01", "2023-12-31"])
def test_the_bounds_of_days_are_included(value: str) -> None:
    assert faults(value, **DAY) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2022-12-31", FaultCode.OUT_OF_RANGE),
        ("2024-01-01", FaultCode.OUT_OF_RANGE),
        ("2023-02-29", FaultCode.INVALID_DATE),
        ("2023/02/01", FaultCode.INVALID_DATE),
        ("20230201", FaultCode.INVALID_DATE),
        (20230201, FaultCode.INVALID_DATE),
    ],
)
def test_other_days_are_refused(value: object, code: FaultCode) -> None:
    assert faults(value, **DAY) == [(code, "/it")]


SEVERAL = {"kind": "choice", "of": "directions", "most": 3}


@pytest.mark.parametrize("value", [["sharing"], ["sharing", "quality", {"other": "数据要素"}]])
def test_one_to_three_directions_may_be_chosen_another_one_named(value: object) -> None:
    assert faults(value, **SEVERAL) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("sharing", [(FaultCode.WRONG_TYPE, "/it")]),
        ([], [(FaultCode.OPTION_COUNT, "/it")]),
        (["sharing", "quality", "green", "opening"], [(FaultCode.OPTION_COUNT, "/it")]),
        (["sharing", "sharing"], [(FaultCode.OPTION_REPEATED, "/it/1")]),
        (["sharing", "magic"], [(FaultCode.UNKNOWN_OPTION, "/it/1")]),
        ([{"other": "一二三四五六七八九十一"}], [(FaultCode.TOO_LONG, "/it/0/other")]),
        ([{"other": ""}], [(FaultCode.MISSING, "/it/0/other")]),
    ],
)
def test_other_choices_are_refused(value: object, expected: list[tuple[str, str]]) -> None:
    assert faults(value, **SEVERAL) == expected


def test_text_without_a_limit_in_words_still_has_an_end() -> None:
    assert faults("字" * 200_000, kind="text", limit="unlimited") == []
    assert faults("字" * 200_001, kind="text", limit="unlimited") == [(FaultCode.TOO_MANY_CHARACTERS, "/it")]


def test_what_is_not_required_may_be_left_out() -> None:
    assert faults(None, kind="email", required=False) == []
    assert faults(None, kind="email") == [(FaultCode.MISSING, "/it")]
