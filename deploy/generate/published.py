"""The published form of each event type: a baseline that only an act of publishing moves, and never by a breaking change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from contracts.canonical import digest
from deploy.generate.artefacts import rendered
from deploy.generate.compatibility import breaks
from deploy.generate.schemas import schemas

FOLDER = Path(__file__).parents[2] / "contracts" / "published"
Schemas = Mapping[str, dict[str, Any]]


class BreakingChange(ValueError):
    """A published event may not change like this; the message names the type, the field and a way out."""


class Finding(NamedTuple):
    """What differs from the published form; one that is not breaking is settled by publishing."""

    text: str
    breaking: bool


def compare(folder: Path = FOLDER, current: Schemas | None = None) -> list[Finding]:
    """What keeps the current event types from being what was published."""
    present = schemas() if current is None else current
    baselines = {path.stem: json.loads(path.read_bytes()) for path in folder.glob("*.json")}
    gone, unpublished = baselines.keys() - present.keys(), present.keys() - baselines.keys()
    found = [Finding(f"{name}: was published and is known no more; recorded events of it must stay readable", True) for name in gone]
    found += [Finding(f"{name}: is not published yet (lianzhu contracts publish)", False) for name in unpublished]
    for name in baselines.keys() & present.keys():
        found += _compared(name, baselines[name], present[name])
    return sorted(found)


def publish(folder: Path = FOLDER, current: Schemas | None = None) -> list[str]:
    """Write the baselines of new and of compatibly changed types; returns their names. On a BreakingChange nothing is written."""
    present = schemas() if current is None else current
    broken = [finding.text for finding in compare(folder, present) if finding.breaking]
    if broken:
        raise BreakingChange("\n".join(broken))
    folder.mkdir(parents=True, exist_ok=True)
    return [name for name, schema in present.items() if _put(folder / f"{name}.json", schema)]


def _compared(name: str, baseline: dict[str, Any], present: dict[str, Any]) -> list[Finding]:
    published = baseline["schema"]
    if baseline["digest"] != digest(published):
        return [Finding(f"{name}: its published form was edited by hand", True)]
    broken = breaks(published, present)
    if broken:
        return [Finding(f"{name}: breaking change: {reason}; publish a new version of the type instead", True) for reason in broken]
    if published == present:
        return []
    return [Finding(f"{name}: changed without breaking; deploy the readers first, and record it (lianzhu contracts publish)", False)]


def _put(path: Path, schema: dict[str, Any]) -> bool:
    before: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {"revision": 0, "schema": None}
    if before["schema"] == schema:
        return False
    path.write_bytes(rendered({"revision": before["revision"] + 1, "digest": digest(schema), "schema": schema}))
    return True
