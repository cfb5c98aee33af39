"""Golden messages: one per event type, as it lies on the bus; an orphan and a message that reads otherwise are found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.events.catalogue import EVENTS
from contracts.topics import TOPICS
from deploy.checks import examples
from deploy.checks.examples import orphans, unfaithful, without_example
from deploy.generate.golden import FOLDER
from deploy.generate.schemas import schemas

SUBMITTED = "lianzhu.intake.application.submitted.v1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "examples"))


def edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def test_every_type_has_a_topic_and_a_golden_message_that_reads_and_writes_as_it_stands() -> None:
    assert examples.check() == []


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_a_golden_message_is_valid_under_the_generated_schema(event_type: str) -> None:
    value = json.loads((FOLDER / f"{event_type}.json").read_bytes())["value"]
    schema = schemas()[event_type]
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(value)
    assert not Draft202012Validator(schema).is_valid({**value, "unknown_field": 1})


def test_a_type_without_a_topic_and_a_topic_with_an_unknown_type_are_found() -> None:
    without = {name: event for name, event in EVENTS.items() if name != SUBMITTED}
    assert list(orphans(EVENTS, {})) != []
    assert list(orphans(without, TOPICS)) == [f"contracts/topics/intake.events.yaml: {SUBMITTED} is no event type"]
    topic = TOPICS["intake.events"]
    fewer = topic.model_copy(update={"events": tuple(name for name in topic.events if name != SUBMITTED)})
    assert list(orphans(EVENTS, {**TOPICS, "intake.events": fewer})) == [f"{SUBMITTED}: no topic carries it"]


def test_a_type_without_a_golden_message_and_a_message_without_a_type_are_found(folder: Path) -> None:
    (folder / f"{SUBMITTED}.json").rename(folder / "lianzhu.intake.application.imagined.v1.json")
    assert list(without_example(EVENTS, folder)) == [
        f"{SUBMITTED}: has no golden message in contracts/examples",
        "contracts/examples/lianzhu.intake.application.imagined.v1.json: lianzhu.intake.application.imagined.v1 is no event type",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda document: document["value"].pop("content"), "/content: Field required"),
        (lambda document: document["value"].update(more=1), "/more: Extra inputs"),
        (lambda document: document["headers"].pop("ce_digest"), "header ce_digest is missing"),
        (lambda document: document["headers"].update(ce_type="lianzhu.intake.x.y.v1"), "is not known here"),
        (lambda document: document["headers"].update(ce_sequence="2"), "would be written otherwise today"),
        (lambda document: document["headers"].update(ce_time="2024-05-20T15:45:09.871+08:00"), "would be written otherwise today"),
        (lambda document: document["value"]["content"]["form"].update(ratio=0.925), "floating-point"),
        (lambda document: document.update(key="application/other"), "but header ce_subject"),
    ],
)
def test_a_golden_message_that_was_tampered_with_is_found(folder: Path, change: Callable[[dict[str, Any]], object], said: str) -> None:
    assert list(unfaithful(folder)) == []
    edit(folder / f"{SUBMITTED}.json", change)
    (found,) = unfaithful(folder)
    assert found.startswith(f"contracts/examples/{SUBMITTED}.json: ")
    assert said in found


def test_a_golden_message_under_another_types_name_is_found(folder: Path) -> None:
    shutil.copy(folder / f"{SUBMITTED}.json", folder / "lianzhu.intake.list.left.v1.json")
    assert list(unfaithful(folder)) == [f"contracts/examples/lianzhu.intake.list.left.v1.json: is a message of type {SUBMITTED}"]
