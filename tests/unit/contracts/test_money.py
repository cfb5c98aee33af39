"""Sums in figures and in words, as accounting asks for them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.money import LARGEST, in_words, yuan

FIGURES = {
    50_000_000: "500,000元",
    123_456_789: "1,234,567.89元",
    100: "1元",
    5: "0.05元",
    50: "0.50元",
    0: "0元",
    -5: "-0.05元",
    -50_000_000: "-500,000元",
}
WORDS = {
    50_000_000: "伍拾万元整",
    0: "零元整",
    5: "伍分",
    50: "伍角整",
    55: "伍角伍分",
    100: "壹元整",
    1_000: "壹拾元整",
    10_230: "壹佰零贰元叁角整",
    100_005: "壹仟元零伍分",
    168_032: "壹仟陆佰捌拾元叁角贰分",
    10_700_053: "壹拾万柒仟元伍角叁分",
    140_950: "壹仟肆佰零玖元伍角整",
    600_714: "陆仟零柒元壹角肆分",
    1_001_000_000: "壹仟零壹万元整",
    1_000_000_100: "壹仟万零壹元整",
    10_000_000_100: "壹亿零壹元整",
    10_001_000_000: "壹亿零壹万元整",
    1_200_300_000: "壹仟贰佰万叁仟元整",
    100_000_000_000_000: "壹万亿元整",
    LARGEST: "玖仟玖佰玖拾玖万亿玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
}
DIGITS = {word: figure for figure, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(("fen", "text"), FIGURES.items())
def test_a_sum_is_read_in_yuan_with_the_fraction_only_where_there_is_one(fen: int, text: str) -> None:
    assert yuan(fen) == text


@pytest.mark.parametrize(("fen", "text"), WORDS.items())
def test_a_sum_in_words_is_written_as_accounting_asks(fen: int, text: str) -> None:
    assert in_words(fen) == text


@pytest.mark.parametrize("fen", [-1, LARGEST + 1])
def test_what_has_no_words_is_no_sum(fen: int) -> None:
    with pytest.raises(ValueError, match="words"):
        in_words(fen)


@given(st.integers(0, LARGEST))
def test_words_say_exactly_the_sum(fen: int) -> None:
    assert _read(in_words(fen)) == fen


@given(st.integers(0, LARGEST))
def test_zeros_are_said_once_and_only_the_end_is_marked(fen: int) -> None:
    text = in_words(fen)
    assert "零零" not in text
    assert text.endswith("整") is (fen % 10 == 0)
    assert text.count("整") <= 1


def _read(text: str) -> int:
    """The sum that a person reads, in fen."""
    whole, _, rest = text.removesuffix("整").rpartition("元")
    cents = sum(DIGITS[digit] * (10 if unit == "角" else 1) for digit, unit in re.findall("(.)([角分])", rest if whole else text))
    found = re.fullmatch("(?:(.*)万亿)?(?:(.*?)亿)?(?:(.*?)万)?(.*)", whole)
    assert found
    total = 0
    for part in found.groups():
        total = total * 10_000 + _section(part or "")
    return total * 100 + cents


def _section(text: str) -> int:
    """At most four digits: 壹仟零伍拾."""
    total, digit = 0, 0
    for letter in text:
        if letter in PLACES:
            total, digit = total + digit * PLACES[letter], 0
        else:
            digit = DIGITS[letter]
    return total + digit
