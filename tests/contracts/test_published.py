"""The published form of an event: a breaking change is refused, another is recorded by an act of publishing."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from deploy.checks import compatibility
from deploy.generate.published import BreakingChange, compare, publish
from deploy.generate.schemas import schemas

DRAFTED = "lianzhu.intake.application.drafted.v1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(tmp_path)
    return tmp_path


@pytest.fixture
def current() -> dict[str, dict[str, Any]]:
    return deepcopy(schemas())


def test_the_events_of_today_are_what_was_published() -> None:
    assert compatibility.check() == []


def test_a_breaking_change_is_found_and_publishing_it_is_refused(folder: Path, current: dict[str, dict[str, Any]]) -> None:
    current[DRAFTED]["properties"]["whose"] = current[DRAFTED]["properties"].pop("applicant")
    current[DRAFTED]["required"] = [*current[DRAFTED]["required"], "whose"]
    reasons = [finding.text for finding in compare(folder, current)]
    assert [text.split(": ", 3)[2] for text in reasons] == ["/applicant", "/whose"]
    assert all(text.startswith(f"{DRAFTED}: breaking change: ") for text in reasons)
    before = (folder / f"{DRAFTED}.json").read_bytes()
    with pytest.raises(BreakingChange, match="/applicant: was removed or renamed; publish a new version of the type instead"):
        publish(folder, current)
    assert (folder / f"{DRAFTED}.json").read_bytes() == before


def test_another_change_is_found_until_it_is_published_as_the_next_revision(folder: Path, current: dict[str, dict[str, Any]]) -> None:
    current[DRAFTED]["properties"]["remark"] = {"type": "string", "default": ""}
    (finding,) = compare(folder, current)
    assert (finding.breaking, "deploy the readers first" in finding.text) == (False, True)
    assert publish(folder, current) == [DRAFTED]
    assert json.loads((folder / f"{DRAFTED}.json").read_bytes())["revision"] == 2
    assert compare(folder, current) == []


def test_a_new_type_is_found_until_it_is_published(folder: Path, current: dict[str, dict[str, Any]]) -> None:
    current["lianzhu.intake.application.drafted.v2"] = current[DRAFTED]
    assert [finding.text for finding in compare(folder, current)] == [
        "lianzhu.intake.application.drafted.v2: is not published yet (lianzhu contracts publish)"
    ]
    assert publish(folder, current) == ["lianzhu.intake.application.drafted.v2"]


def test_a_published_type_that_is_known_no_more_is_found(folder: Path, current: dict[str, dict[str, Any]]) -> None:
    del current[DRAFTED]
    (finding,) = compare(folder, current)
    assert (finding.breaking, finding.text.split(": ")[0]) == (True, DRAFTED)
    with pytest.raises(BreakingChange, match="was published and is known no more"):
        publish(folder, current)


def test_a_published_form_that_was_edited_by_hand_is_found(folder: Path, current: dict[str, dict[str, Any]]) -> None:
    path = folder / f"{DRAFTED}.json"
    baseline = json.loads(path.read_bytes())
    baseline["schema"]["required"].remove("uscc")
    path.write_text(json.dumps(baseline), encoding="utf-8")
    with pytest.raises(BreakingChange, match="edited by hand"):
        publish(folder, current)
