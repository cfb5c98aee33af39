"""What is generated: the same contracts give the same bytes, drift is found, and asyncapi.yaml is an AsyncAPI document."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from contracts.events.catalogue import EVENTS
from contracts.topics import TOPICS
from deploy.checks.generated import check, invalid
from deploy.generate.artefacts import artefacts, drift, write
from deploy.generate.asyncapi import asyncapi, document


@pytest.fixture(scope="module")
def generated() -> dict[str, bytes]:
    return artefacts()


def test_what_is_committed_is_what_the_contracts_say() -> None:
    assert check() == []


def test_the_same_contracts_give_the_same_bytes(generated: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANZHU_NAMESPACE", "elsewhere")
    assert artefacts() == generated


def test_each_event_type_and_each_service_has_its_file(generated: dict[str, bytes]) -> None:
    services = {f"openapi/{name}.json" for name in ("intake", "scoring", "funding", "notify")}
    assert generated.keys() == {"asyncapi.yaml", *services, *(f"schemas/{name}.json" for name in EVENTS)}
    assert {json.loads(generated[name])["openapi"] for name in services} == {"3.1.0"}


def test_missing_edited_and_stale_files_are_found_and_mended(tmp_path: Path, generated: dict[str, bytes]) -> None:
    assert set(write(tmp_path)) == generated.keys()
    assert drift(tmp_path) == []
    (tmp_path / "asyncapi.yaml").unlink()
    (tmp_path / "openapi" / "intake.json").write_text("{}", encoding="utf-8")
    (tmp_path / "schemas" / "old.json").write_text("{}", encoding="utf-8")
    assert drift(tmp_path) == [
        "asyncapi.yaml is missing",
        "openapi/intake.json differs from what the contracts say",
        "schemas/old.json is generated no more",
    ]
    assert write(tmp_path) == ["asyncapi.yaml", "openapi/intake.json", "schemas/old.json"]
    assert write(tmp_path) == []


def test_the_asyncapi_document_names_every_topic_and_every_message() -> None:
    read = YAML(typ="safe", pure=True).load(asyncapi().decode())
    assert read == document()
    assert read["channels"].keys() == TOPICS.keys()
    assert read["components"]["messages"].keys() == EVENTS.keys()
    assert read["channels"]["intake.events"]["bindings"]["kafka"]["partitions"] == TOPICS["intake.events"].partitions


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found.update(asyncapi="2.6.0"),
        lambda found: found.pop("info"),
        lambda found: found["operations"]["publish.intake.events"].update(action="publish"),
        lambda found: found["channels"]["intake.events"].update(adress="typing error"),
        lambda found: found["channels"]["intake.events"]["bindings"]["kafka"].update(partitions="twelve"),
    ],
)
def test_what_is_no_asyncapi_document_is_found(change: Callable[[dict[str, Any]], object]) -> None:
    found = document()
    assert invalid(found) == []
    change(found)
    assert len(invalid(found)) == 1
