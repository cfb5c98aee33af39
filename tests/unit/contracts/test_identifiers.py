"""USCCs are normalised, checked, and never refused for where they were registered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from stdnum.cn import uscc as standard

from contracts.identifiers import Uscc, UsccError, is_sole_trader, parse_uscc, registered_division

GOOD = "911301001043657681"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    "spelling",
    [
        GOOD,
        f" {GOOD} ",
        "9113 0100 1043657681",
        "911301-00-1043657681",
        "９１１３０１００１０４３６５７６８１",
        "\u200b" + GOOD,
        GOOD + "\ufeff",
    ],
)
def test_every_spelling_of_a_code_is_the_same_code(spelling: str) -> None:
    assert parse_uscc(spelling) == GOOD


def test_lower_case_is_the_same_code() -> None:
    assert parse_uscc("91110000600037341l") == "91110000600037341L"


def test_a_wrong_check_character_is_refused_with_the_right_one() -> None:
    with pytest.raises(UsccError) as refused:
        parse_uscc(GOOD[:17] + "7")
    assert refused.value.expected == "1"
    assert "“1”" in refused.value.zh


@pytest.mark.parametrize("text", ["", "9113010010436576", "91130100104365768111", "91130100104365768O", "9113010A1043657681", "x" * 10_000])
def test_what_is_no_code_is_refused_without_a_guess(text: str) -> None:
    with pytest.raises(UsccError) as refused:
        parse_uscc(text)
    assert refused.value.expected is None


@given(st.text("0123456789", min_size=8, max_size=8), st.text(ALPHABET, min_size=9, max_size=9))
def test_every_code_with_its_check_character_is_accepted_and_with_another_refused(digits: str, body: str) -> None:
    stem = digits + body
    right = standard.calc_check_digit(stem)
    assert parse_uscc(stem + right) == stem + right
    wrong = ALPHABET[(ALPHABET.index(right) + 1) % 31]
    with pytest.raises(UsccError):
        parse_uscc(stem + wrong)


def test_a_sole_trader_is_known_by_92() -> None:
    assert is_sole_trader("92130102MA07XW2L3A")
    assert not is_sole_trader(GOOD)


def test_the_division_of_registration_is_read_off() -> None:
    assert registered_division(GOOD) == "130100"


def test_the_type_normalises_and_refuses_in_both_languages() -> None:
    adapter = TypeAdapter(Uscc)
    assert adapter.validate_python(f" {GOOD}") == GOOD
    with pytest.raises(ValidationError, match=r"校验位不符.*check character"):
        adapter.validate_python(GOOD[:17] + "7")
