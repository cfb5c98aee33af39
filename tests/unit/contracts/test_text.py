"""The 字 counter counts as a Chinese official expects from Word."""

from __future__ import annotations

import timeit
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.text import blank, length, unprintable

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF))
LATIN_RUN = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1)
SPACE = st.text(st.sampled_from(" \t\n\r\u3000\u00a0\u2003"), min_size=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        (" \t\r\n\u3000\u00a0", 0),
        ("石家庄市", 4),
        ("石家庄市。", 5),
        ("3.5%", 1),
        ("MES/ERP", 1),
        ("MES 系统", 3),
        ("建成MES/ERP系统，提升3.5%。", 10),
        ("“链式”——转型……", 10),
        ("ＭＥＳ５％", 5),
        ("①完成", 3),
        ("it’s", 3),
        ("\U00020000\U0003106c", 2),  # extensions B and G
        ("葛\U000e0100", 1),  # with a variation selector
        ("が", 1),
        ("か\u3099", 1),  # the same with a combining mark
        ("e\u0301te\u0301", 1),
        ("a\u200bb", 1),
        ("🎉🎉", 1),
        ("好👍🏽好", 3),
        ("≥8家", 2),
        ("㎡", 1),
        ("数字化 转型", 5),
    ],
)
def test_text_is_counted_as_word_counts_it(text: str, expected: int) -> None:
    assert length(text) == expected


@given(HAN)
def test_each_han_character_is_one(text: str) -> None:
    assert length(text) == len(text)


@given(st.lists(LATIN_RUN), SPACE)
def test_each_unbroken_latin_run_is_one(runs: list[str], space: str) -> None:
    assert length(space.join(runs)) == len(runs)


@given(st.text(), SPACE, st.text())
def test_white_space_separates_and_counts_nothing(left: str, space: str, right: str) -> None:
    assert length(left + space + right) == length(left) + length(right)


@given(st.text(), st.text())
def test_two_texts_together_are_never_longer_than_apart_and_lose_at_most_one(left: str, right: str) -> None:
    apart = length(left) + length(right)
    assert apart - 1 <= length(left + right) <= apart


@given(st.text())
def test_han_between_all_characters_shows_what_each_counts(text: str) -> None:
    """An independent count: with a Han character after each one no run is longer than one character."""
    spread = "中".join(text) + "中" if text else ""
    alone = sum(length(character) for character in text)
    assert length(spread) == len(text) + alone
    assert all(length(character) <= 1 for character in text)


@given(st.characters(categories=["Lo"], min_codepoint=0x3400, max_codepoint=0x323AF))
def test_every_han_character_of_every_plane_ends_a_run(character: str) -> None:
    if unicodedata.name(character, "").startswith("CJK"):
        assert length(f"a{character}b") == 3


def test_counting_a_full_form_stays_far_below_a_tenth_of_a_millisecond() -> None:
    text = ("围绕产业链供应链的发展现状，建成MES/ERP 系统 3.5%，分条提炼。" * 100)[:3500]
    best = min(timeit.repeat(lambda: length(text), number=50, repeat=9)) / 50
    assert best < 100e-6


@pytest.mark.parametrize(
    ("text", "expected"), [("好\x00", "U+0000"), ("\ud800好", "U+D800"), ("a\x1b[0m", "U+001B"), ("好\n\t好", None), ("好👍", None)]
)
def test_what_no_document_can_carry_is_found(text: str, expected: str | None) -> None:
    assert unprintable(text) == expected


@pytest.mark.parametrize(
    ("text", "nothing"), [("", True), (" \u3000\n", True), ("\u200b", True), ("\ufeff \u2060", True), ("\u200b字", False), ("a", False)]
)
def test_what_cannot_be_read_is_blank(text: str, nothing: bool) -> None:
    assert blank(text) is nothing
