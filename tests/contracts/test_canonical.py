"""Canonical bytes: the same value gives the same bytes whoever writes it, and what could differ between writers is refused."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.canonical import NotCanonical, canonical, digest, instant

INTEGERS = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(st.none() | st.booleans() | INTEGERS | WORDS, lambda of: st.lists(of) | st.dictionaries(WORDS, of))


class Word(StrEnum):
    COUNTY = "county"


def test_keys_are_sorted_and_nothing_is_escaped() -> None:
    assert canonical({"b": [1, None, True], "a": "石家庄“链式”"}) == '{"a":"石家庄“链式”","b":[1,null,true]}'.encode()


def test_an_instant_is_utc_and_cut_to_the_milliseconds_that_the_store_keeps() -> None:
    at = datetime(2024, 5, 6, 1, 2, 3, 4999, tzinfo=timezone(timedelta(hours=8)))
    assert canonical({"at": at}) == b'{"at":"2024-05-05T17:02:03.004Z"}'
    assert canonical(at.replace(microsecond=0)) == b'"2024-05-05T17:02:03.000Z"'
    assert canonical(at.replace(microsecond=999_000)) == b'"2024-05-05T17:02:03.999Z"'
    assert instant(at) == "2024-05-05T17:02:03.004Z"


def test_dates_tuples_and_words_of_an_enumeration_have_the_bytes_of_their_values() -> None:
    assert canonical((date(2024, 7, 31), Word.COUNTY)) == b'["2024-07-31","county"]'


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"money": {"fen": [1, 0.5]}}, "/money/fen/1"),
        (float("nan"), "floating-point"),
        (2**53, "53-bit"),
        ("\ud800", "surrogates"),
        ({"\udfff": 1}, "surrogates"),
        ({1: "a"}, "key must be str"),
        (datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None), "no time zone"),
        (b"bytes", "bytes has no canonical form"),
        ({1, 2}, "set has no canonical form"),
    ],
)
def test_what_two_writers_could_write_differently_is_refused(value: object, said: str) -> None:
    with pytest.raises(NotCanonical, match=said):
        canonical(value)


def test_a_value_that_contains_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(NotCanonical, match="nested too deeply"):
        canonical(endless)


@given(VALUES)
def test_the_bytes_read_back_as_the_value_and_do_not_depend_on_the_order_of_keys(value: object) -> None:
    assert json.loads(canonical(value)) == value
    assert canonical(_reversed(value)) == canonical(value)


def test_the_digest_is_the_sha256_of_the_canonical_bytes() -> None:
    assert digest({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()
    assert digest(datetime(2024, 1, 1, tzinfo=UTC)) == hashlib.sha256(b'"2024-01-01T00:00:00.000Z"').hexdigest()


def _reversed(value: object) -> object:
    if isinstance(value, dict):
        return {key: _reversed(item) for key, item in reversed(value.items())}
    return [_reversed(item) for item in value] if isinstance(value, list) else value
