"""The check of the Compose files refuses what Docker Compose would refuse, and what would start unsafely."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from deploy.checks import compose


def problems(content: dict[str, Any]) -> list[str]:
    return [*compose.invalid(content), *compose.unguarded(content)]


def service(**more: object) -> dict[str, Any]:
    return {"services": {"a": {"image": "x", "restart": "no", **more}}}


def test_the_files_of_the_project_are_right() -> None:
    assert compose.check() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"services": {"a": {"imagee": "x"}}},
        service(ports={"8000": 1}),
        service(depends_on={"a": {"condition": "service_happy"}}),
        service(healthcheck={"test": 1}),
        {"service": {}},
    ],
)
def test_what_the_specification_does_not_allow_is_refused(wrong: dict[str, Any]) -> None:
    assert list(compose.invalid(wrong)) != []


def test_a_service_that_stays_up_needs_a_health_check() -> None:
    assert problems(service(restart="unless-stopped")) == ["a: has no health check"]


def test_a_dependency_has_to_exist_and_to_have_the_health_that_is_waited_for() -> None:
    content = service(depends_on={"b": {"condition": "service_healthy"}, "c": {"condition": "service_started"}})
    content["services"]["b"] = {"image": "x", "restart": "no"}
    assert problems(content) == ["a: waits for the health of b, which has no health check", "a: depends on c, which does not exist"]


def test_a_process_that_no_container_runs_is_found() -> None:
    assert "intake-api: no container runs it" in list(compose.missing(service()))


def test_what_production_has_to_choose_reaches_every_process() -> None:
    process = service(command=["services.chassis.process", "intake", "api"], environment={"MONGODB_URI": "x"})
    found = list(compose.unchosen(process))
    assert "docker-compose.production.yml: a is not given LIANZHU_LINKS_FUNDING" in found
    assert not any("MONGODB_URI" in one for one in found)


@pytest.mark.parametrize("default", ["${MONGODB_PASSWORD:-secret}", "${MONGODB_PASSWORD-}", "${MONGODB_PASSWORD}"])
def test_a_secret_of_production_may_have_no_default(default: str) -> None:
    assert len(list(compose.with_defaults(f"MONGODB_URI: mongodb://u:{default}@mongo"))) == 1
    assert list(compose.with_defaults("MONGODB_URI: mongodb://u:${MONGODB_PASSWORD:?set it}@mongo costs $$5")) == []


def test_variables_are_filled_in_with_their_defaults(tmp_path: Path) -> None:
    file = tmp_path / "c.yml"
    file.write_text('a: "${PORT:-8101}:${NEEDED:?why}"\nb: "$$HOME"\n')
    assert compose.load(file) == {"a": "8101:given", "b": "$HOME"}


def test_one_file_over_another_adds_to_lists_and_replaces_commands() -> None:
    base = {"services": {"a": {"command": ["x"], "volumes": ["one"], "environment": {"K": 1, "L": 1}}}}
    over = {"services": {"a": {"command": ["y"], "volumes": ["two"], "environment": {"K": 2}}}}
    assert compose.merged(base, over) == {"services": {"a": {"command": ["y"], "volumes": ["one", "two"], "environment": {"K": 2, "L": 1}}}}
