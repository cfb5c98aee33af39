"""What is generated from the contracts: computed, written, and compared with what is committed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from deploy.generate.asyncapi import asyncapi
from deploy.generate.openapi import openapi
from deploy.generate.schemas import schemas

FOLDER = Path(__file__).parents[2] / "contracts" / "generated"


def artefacts() -> dict[str, bytes]:
    """Every generated file by its path under the folder. The same contracts give the same bytes."""
    files = {"asyncapi.yaml": asyncapi()}
    files |= {f"schemas/{event_type}.json": rendered(schema) for event_type, schema in schemas().items()}
    files |= {f"openapi/{service}.json": rendered(document) for service, document in openapi().items()}
    return files


def write(folder: Path = FOLDER) -> list[str]:
    """Write what differs and remove what is generated no more; returns the paths that changed."""
    wanted = artefacts()
    changed = [path for path, content in wanted.items() if _read(folder / path) != content]
    stale = [path for path in _present(folder) if path not in wanted]
    for path in changed:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(wanted[path])
    for path in stale:
        (folder / path).unlink()
    return sorted(changed + stale)


def drift(folder: Path = FOLDER) -> list[str]:
    """What is missing, stale or edited by hand, in words."""
    wanted = artefacts()
    found = [f"{path} is missing" for path in wanted if _read(folder / path) is None]
    found += [f"{path} differs from what the contracts say" for path in wanted if _read(folder / path) not in (None, wanted[path])]
    return found + [f"{path} is generated no more" for path in _present(folder) if path not in wanted]


def rendered(document: dict[str, Any]) -> bytes:
    """JSON for people to read and compare."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _present(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
