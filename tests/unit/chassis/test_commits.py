"""A commit says all of a decision in one document, and its digests cover everything it says."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import bson
import pytest
from bson.codec_options import CodecOptions

from contracts.canonical import NotCanonical, canonical
from services.chassis.commits import GENESIS, Actor, Commit, Head, Part, Recorded, head_after

AT = datetime(2024, 7, 1, 8, 0, 0, 123_000, tzinfo=UTC)
EVENT = Recorded("c.1", "lianzhu.counter.count.added.v1", canonical({"amount": 2**53 - 1, "note": ["字", None, True, "\0"]}))
COMMIT = Commit(
    "c",
    AT,
    Actor("officer", ("county",), "91130100MA07XXXXXX"),
    {"client": "officer", "key": "k", "hash": "h"},
    (Part("counter/a", 3, 5, (EVENT, replace(EVENT, id="c.2")), "a" * 64), Part("inbox/x", 1, 0, (), GENESIS)),
    {"total": 7},
    "00-trace",
).sealed()


def test_a_commit_survives_the_store_with_its_digests() -> None:
    back = Commit.parse(bson.decode(bson.encode(COMMIT.document()), codec_options=CodecOptions(tz_aware=True)))
    assert back == COMMIT
    assert [back.digest_of(part) for part in back.parts] == [part.digest for part in COMMIT.parts]


def test_a_digest_is_the_sha256_of_bytes_that_anybody_may_be_given() -> None:
    for part in COMMIT.parts:
        around, said = COMMIT.bytes_of(part).splitlines()
        assert hashlib.sha256(COMMIT.bytes_of(part)).hexdigest() == part.digest
        assert (json.loads(around)["commit"], json.loads(said)["stream"], json.loads(said)["prev"]) == ("c", part.stream, part.prev)


CHANGES: dict[str, dict[str, Any]] = {
    "the id": {"id": "d"},
    "the instant": {"at": AT + timedelta(milliseconds=1)},
    "who": {"actor": Actor("another", ("county",), "91130100MA07XXXXXX")},
    "the roles": {"actor": Actor("officer", (), "91130100MA07XXXXXX")},
    "the organisation": {"actor": Actor("officer", ("county",), None)},
    "the cause": {"cause": {"client": "officer", "key": "k", "hash": "other"}},
    "the answer": {"answer": {}},
    "the trace": {"trace": ""},
    "the other part": {"parts": COMMIT.parts[:1]},
    "the other part's version": {"parts": (COMMIT.parts[0], replace(COMMIT.parts[1], version=2))},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_digest_covers_all_that_the_commit_says(change: str) -> None:
    changed = replace(COMMIT, **CHANGES[change])
    assert changed.digest_of(changed.parts[0]) != COMMIT.parts[0].digest


PART_CHANGES: dict[str, dict[str, Any]] = {
    "the stream": {"stream": "counter/b"},
    "the version": {"version": 4},
    "the sequence": {"sequence": 6},
    "the link": {"prev": "b" * 64},
    "an event": {"events": (EVENT, replace(EVENT, id="c.2", data=b"{}"))},
    "an event's type": {"events": (EVENT, replace(EVENT, id="c.2", type="t"))},
    "an event's id": {"events": (EVENT, replace(EVENT, id="c.3"))},
    "an event less": {"events": (EVENT,)},
}


@pytest.mark.parametrize("change", PART_CHANGES)
def test_a_digest_covers_all_that_its_part_says(change: str) -> None:
    assert COMMIT.digest_of(replace(COMMIT.parts[0], **PART_CHANGES[change])) != COMMIT.parts[0].digest


def test_the_streams_events_are_numbered_without_gaps() -> None:
    assert [(number, event.id) for number, event in COMMIT.parts[0].positioned()] == [(4, "c.1"), (5, "c.2")]
    assert COMMIT.parts[1].positioned() == []


def test_only_a_commit_with_events_waits_for_the_bus() -> None:
    assert COMMIT.document()["pending"] is True
    noted = replace(COMMIT, parts=COMMIT.parts[1:])
    assert "pending" not in noted.document()


def test_what_has_no_canonical_bytes_gets_no_digest() -> None:
    with pytest.raises(NotCanonical):
        replace(COMMIT, answer={"amount": 0.1}).sealed()


def test_a_part_leaves_its_stream_where_it_ends() -> None:
    assert head_after(COMMIT.parts[0], "c") == Head(3, 5, COMMIT.parts[0].digest, "c")
