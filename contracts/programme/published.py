"""The published programmes: files that never change, by their digests in ``contracts/published.yaml``."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from contracts.programme.loader import FileProblem, ProgrammeFileError, parse_programme
from contracts.programme.programme import Programme
from contracts.programme.tree import parse_tree

FOLDER = Path(__file__).parent.parent / "programmes"
LEDGER = Path(__file__).parent.parent / "published.yaml"

TEMPLATES = "templates"
"""The folder beside the versions of a programme, with the layouts of its documents."""

Key = tuple[str, int]


def digest(content: bytes) -> str:
    """SHA-256 of a programme file's bytes, 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def digests() -> dict[str, str]:
    """Digest by file (``sjz-2024-chain/v1.yaml``) of every published version."""
    return dict(parse_tree(LEDGER.read_bytes()).data or {})


@cache
def published() -> dict[Key, Programme]:
    """All published programmes by code and version, read once a process; ProgrammeFileError if one was changed."""
    return dict(_published(file, expected) for file, expected in digests().items())


def _published(file: str, expected: str) -> tuple[Key, Programme]:
    content = (FOLDER / file).read_bytes()
    if digest(content) != expected:
        raise ProgrammeFileError([FileProblem(file, 1, 1, "", "was changed after it was published; a change is a new version")])
    programme = parse_programme(content, file)
    if file != file_of(programme.key):
        raise ProgrammeFileError([FileProblem(file, 1, 1, "", f"holds {programme.programme} version {programme.version}")])
    return programme.key, programme


def file_of(key: Key) -> str:
    """Where a programme stands below the folder of programmes."""
    return f"{key[0]}/v{key[1]}.yaml"


def templates_of(programme: str) -> Path:
    """The folder of a programme's templates; it need not be there."""
    return FOLDER / programme / TEMPLATES


def programmes_in(folder: Path) -> dict[Key, Programme]:
    """All programmes in a folder of files ``<code>/v<version>.yaml``, published or not."""
    programmes = (parse_programme(path.read_bytes(), str(path)) for path in sorted(folder.glob("*/v*.yaml")))
    return {programme.key: programme for programme in programmes}
