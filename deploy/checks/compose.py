"""The Compose files are valid by the Compose specification's own schema, and run every process of every service, guarded by health."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from deploy.local.folders import PROJECT
from deploy.local.processes import service_processes
from services.chassis.settings import Settings, describe

SCHEMA = Path(__file__).parent / "schemas" / "compose-spec.json"
DEVELOPMENT = PROJECT / "docker-compose.yml"
PRODUCTION = PROJECT / "docker-compose.production.yml"
VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?:(?P<operator>:?[-?+])(?P<rest>[^}]*))?\}")
# These say what the container does, so a later file replaces them; other lists grow.
REPLACED = {"command", "entrypoint", "test"}
Compose = dict[str, Any]


def check() -> list[str]:
    """Findings about both ways to start: development, and production on top of it."""
    development, production = load(DEVELOPMENT), load(PRODUCTION)
    findings = [*with_defaults(PRODUCTION.read_text(encoding="utf-8"))]
    for name, compose in (("development", development), ("production", merged(development, production))):
        findings += [f"docker-compose, {name}: {found}" for found in (*invalid(compose), *unguarded(compose), *missing(compose))]
    return [*findings, *unchosen(merged(development, production))]


def load(path: Path) -> Compose:
    """The content of one file, its variables filled in: with their defaults, or else with a word that is surely a string."""
    text = VARIABLE.sub(_filled, path.read_text(encoding="utf-8"))
    content: Compose = YAML(typ="safe", pure=True).load(text)
    return content


def _filled(variable: re.Match[str]) -> str:
    if variable[0] == "$$":
        return "$"
    return variable["rest"] if variable["operator"] in {":-", "-"} else "given"


def merged(base: Any, over: Any, name: str = "") -> Any:
    """One file over another, as Compose does it: mappings key by key, lists one after the other."""
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return {
            key: merged(base[key], over[key], key) if key in base and key in over else {**base, **over}[key] for key in {**base, **over}
        }
    if isinstance(base, list) and isinstance(over, list) and name not in REPLACED:
        return [*base, *over]
    return over


def invalid(compose: Compose) -> Iterator[str]:
    """Where the specification's schema does not allow what stands there."""
    for error in Draft202012Validator(json.loads(SCHEMA.read_bytes())).iter_errors(compose):
        yield f"{error.json_path}: {error.message[:200]}"


def unguarded(compose: Compose) -> Iterator[str]:
    """Services that nobody can see the health of, and dependencies on a health that does not exist."""
    services = compose.get("services", {})
    for name, service in services.items():
        if "healthcheck" not in service and service.get("restart") != "no":
            yield f"{name}: has no health check"
        for needed, how in service.get("depends_on", {}).items():
            if needed not in services:
                yield f"{name}: depends on {needed}, which does not exist"
            elif how["condition"] == "service_healthy" and "healthcheck" not in services[needed]:
                yield f"{name}: waits for the health of {needed}, which has no health check"


def missing(compose: Compose) -> Iterator[str]:
    """Processes of the services that no container runs."""
    commands = [service.get("command") for service in compose.get("services", {}).values()]
    for process in service_processes():
        if ["services.chassis.process", process.service, process.role] not in commands:
            yield f"{process.name}: no container runs it"


def unchosen(production: Compose) -> Iterator[str]:
    """Settings that a process of ours needs in production, and is not given."""
    needed = [row.variable for row in describe(Settings.model_construct()) if row.development]
    for name, service in production.get("services", {}).items():
        if "services.chassis.process" in (service.get("command") or ()):
            yield from (
                f"{PRODUCTION.name}: {name} is not given {variable}" for variable in needed if variable not in service["environment"]
            )


def with_defaults(production: str) -> Iterator[str]:
    """Variables of the production file that would start with a value that nobody has chosen."""
    for variable in VARIABLE.finditer(production):
        if variable["name"] and variable["operator"] != ":?":
            yield f"{PRODUCTION.name}: {variable[0]} has to be required: ${{{variable['name']}:?…}}"
