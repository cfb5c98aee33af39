"""Programme files and their templates are right, and a published version is what it was when it was published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from contracts.programme.loader import ProgrammeFileError, parse_programme
from contracts.programme.published import FOLDER, TEMPLATES, digest, digests, file_of
from deploy.cli.programme_templates import template_problems


def check() -> list[str]:
    """What is wrong with the packaged programme files and their ledger, ``contracts/published.yaml``."""
    return findings(FOLDER, digests())


def findings(folder: Path, ledger: Mapping[str, str]) -> list[str]:
    """The same of any folder and ledger."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))
    gone = [f"{file} was published, and is no longer there" for file in ledger if file not in files]
    return gone + [finding for file in files for finding in (*_of_file(folder / file, file, ledger.get(file)), *_templates(folder / file))]


def _of_file(path: Path, file: str, published: str | None) -> list[str]:
    content = path.read_bytes()
    actual = digest(content)
    if published is None:
        return [*_read(content, file), f"{file} is in no ledger; to publish it, add to contracts/published.yaml: {file}: {actual}"]
    if published != actual:
        return [f"{file} was changed after it was published ({published[:12]}… → {actual[:12]}…); a change is a new version"]
    return _read(content, file)


def _read(content: bytes, file: str) -> list[str]:
    try:
        programme = parse_programme(content, file)
    except ProgrammeFileError as error:
        return [str(problem) for problem in error.problems]
    expected = file_of(programme.key)
    return [] if file == expected else [f"{file} holds {programme.programme} version {programme.version}: its place is {expected}"]


def _templates(path: Path) -> list[str]:
    """What is wrong with the templates beside a file that can be read."""
    try:
        programme = parse_programme(path.read_bytes(), path.name)
    except ProgrammeFileError:
        return []
    return [str(problem) for problem in template_problems(programme, path.parent / TEMPLATES)]
