"""The ranking's file is recomputed byte by byte, and no change of it goes unseen."""

from __future__ import annotations

import copy
import hashlib
import json
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.canonical import canonical
from services.scoring.domain.ranking import rank
from services.scoring.domain.ranking_file import MOST_DIFFERENCES, inputs_digest, ranking_file, read, unlike_programme, verify
from services.scoring.domain.ranking_inputs import RankingInputs, Rules
from tests.unit.contracts import complete
from tests.unit.scoring.rankings import case, inputs, sheet


def small() -> RankingInputs:
    """Trimmed, joint and excluded sheets, an option, ties by every rule."""
    five = {name: sheet(score) for name, score in zip("abcde", (70, 80, 60, 95, 85), strict=True)}
    return inputs(
        case("five", five, excluded=({"expert": "g", "reason": "conflict", "scores": sheet(1)}, {"expert": "f", "reason": "reopened"})),
        case("joint", {"a": sheet(10), "b": sheet(100)}, joint=sheet(74, 80, 80), option="green"),
        case("tie-b", {"a": sheet(80), "c": sheet(70)}),
        case("tie-a", {"a": sheet(80), "c": sheet(70)}),
        case("tie-c", {"a": sheet(80), "c": sheet(70)}, day=1),
        case("tie-d", {"a": sheet(75, 78, 70)}),
    )


FILE = ranking_file(small())


def test_the_same_inputs_give_the_same_bytes_in_whatever_order_they_come() -> None:
    mixed = small()
    cases = tuple(each.model_copy(update={"excluded": each.excluded[::-1]}) for each in reversed(mixed.cases))
    mixed = mixed.model_copy(update={"cases": cases})
    assert ranking_file(mixed) == FILE
    assert inputs_digest(mixed) == inputs_digest(small())


def test_what_was_published_stays_what_is_computed() -> None:
    """A change of these digits is a change of rankings that are published: it needs a new format."""
    assert hashlib.sha256(FILE).hexdigest() == "189a41fcbdaee3c2fe03a180ccc3cd59dca340407c693a61795583a7c1a149d7"


def test_a_file_is_found_right_by_its_own_inputs() -> None:
    assert verify(FILE) == ()
    assert read(FILE) == small().ordered
    assert ranking_file(small(), rank(small())) == FILE


def test_the_digest_is_that_of_the_canonical_inputs() -> None:
    said = json.loads(FILE)
    assert said["inputs_digest"] == hashlib.sha256(canonical(said["inputs"])).hexdigest() == inputs_digest(small())


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every value of the file that holds no other, by its path."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from places(item, (*path, key))
    if not isinstance(value, dict | list):
        yield path


def changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value - 1 if value else 1
    return "x" if value is None else value[:-1] + ("1" if value[-1:] != "1" else "2")


def tampered(path: tuple[str | int, ...]) -> bytes:
    said = json.loads(FILE)
    inner = said
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = changed(inner[path[-1]])
    return canonical(said)


def test_a_change_of_any_single_value_is_found() -> None:
    every = list(places(json.loads(FILE)))
    assert len(every) > 200
    assert [path for path in every if not verify(tampered(path))] == []


def test_a_value_or_an_entry_that_was_taken_out_or_put_in_is_found() -> None:
    said = json.loads(FILE)
    for part, key in (("inputs", "seed"), ("result", "agreement"), ("result", "ties")):
        less = copy.deepcopy(said)
        del less[part][key]
        assert verify(canonical(less))
        assert verify(canonical({**said, part: {**said[part], "more": 1}}))
    assert verify(canonical({**said, "inputs": {**said["inputs"], "cases": said["inputs"]["cases"][1:]}}))
    assert verify(canonical({**said, "more": None}))


def test_a_raised_total_is_named_with_what_it_should_be() -> None:
    said = json.loads(FILE)
    said["result"]["ranked"][0]["total"] = "99.00"
    assert [str(each) for each in verify(canonical(said))] == ['/result/ranked/0/total: is "99.00", should be "78.33"']


def test_a_raised_score_shows_in_the_digest_and_in_all_that_follows() -> None:
    said = json.loads(FILE)
    said["inputs"]["cases"][2]["sheets"]["a"]["depth"] += 1
    pointers = {each.pointer for each in verify(canonical(said))}
    assert "/inputs_digest" in pointers
    assert any(pointer.startswith("/result/ranked/") for pointer in pointers)


@pytest.mark.parametrize(
    "file",
    [
        FILE + b"\n",
        FILE.replace(b'{"format"', b'{ "format"'),
        FILE.replace(b'{"format"', b'{"format":"other","format"'),
        json.dumps(json.loads(FILE), sort_keys=True, ensure_ascii=False).encode(),
    ],
)
def test_the_right_values_in_another_form_are_not_the_same_bytes(file: bytes) -> None:
    (found,) = verify(file)
    assert "canonical form" in str(found)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b"7" * 5_000, "cannot be read"),
        (b"[]", "/inputs: Input should be"),
        (b'{"inputs":{"programme":"x"}}', "/inputs/version: Field required"),
        (FILE.replace(b'"depth":74', b'"depth":174'), "/inputs/cases/1/joint/depth: Input should be less than or equal to 100"),
        (FILE.replace(b'"depth":74', b'"depth":74.0'), "/inputs/cases/1/joint/depth: Input should be a valid integer"),
        (FILE.replace(b'"depth":74', b'"depth":NaN'), "/inputs/cases/1/joint/depth: Input should be"),
        (FILE.replace(b'"tie-d"', b'"\\ud800"', 1), ""),
    ],
)
def test_what_is_no_ranking_is_said_to_be_none(file: bytes, said: str) -> None:
    found = verify(file)
    assert found
    assert said in str(found[0])


def test_of_a_file_that_is_wrong_all_over_not_everything_is_named() -> None:
    said = json.loads(ranking_file(inputs(*(case(f"case{n:03}", {"a": sheet(n % 100)}) for n in range(150)))))
    said["result"]["ranked"].reverse()
    assert len(verify(canonical(said))) == MOST_DIFFERENCES


def test_rules_that_are_not_the_programmes_are_named() -> None:
    review = complete.programme().tracks["chain-case"].review
    assert review is not None
    right = inputs().model_copy(update={"rules": Rules.of(review)})
    assert unlike_programme(right, review) == ()
    easier = right.model_copy(update={"rules": right.rules.model_copy(update={"passing": 50})})
    assert [str(each) for each in unlike_programme(easier, review)] == ["/inputs/rules/passing: is 50, should be 60, by the programme"]


def test_a_whole_round_is_ranked_and_verified_in_seconds() -> None:
    source = random.Random(1)  # noqa: S311  # no secret: a fixed round
    experts = [f"e{n:03}" for n in range(200)]
    many = (case(f"c{n:04}", {e: sheet(source.randint(20, 90)) for e in source.sample(experts, 5)}) for n in range(3_000))
    begun = time.process_time()
    file = ranking_file(inputs(*many))
    assert verify(file) == ()
    assert time.process_time() - begun < 10
