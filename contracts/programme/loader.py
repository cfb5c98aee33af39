"""Reading a programme file. A wrong one is refused whole, with every problem by file, line, column, path and reason."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from contracts.programme.consistency import findings
from contracts.programme.programme import Programme
from contracts.programme.tree import Tree, TreeError, parse_tree


@dataclass(frozen=True, slots=True, order=True)
class FileProblem:
    """One thing wrong in a file, as compilers print it; lines and columns count from 1."""

    file: str
    line: int
    column: int
    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.path + ': ' if self.path else ''}{self.reason}"


class ProgrammeFileError(Exception):
    """The file is no programme; ``problems`` is in the order of the file."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def load_programme(path: Path) -> Programme:
    """The programme in a file; ProgrammeFileError lists all that is wrong with it, OSError says it cannot be read."""
    return parse_programme(path.read_bytes(), str(path))


def parse_programme(content: bytes, file: str) -> Programme:
    """The programme in the bytes of a file of this name."""
    try:
        tree = parse_tree(content)
    except TreeError as error:
        raise ProgrammeFileError([FileProblem(file, *error.position, "", error.reason)]) from error
    programme = _validated(tree, file)
    wrong = [_problem(tree, file, (finding.path, finding.reason)) for finding in findings(programme)]
    if wrong:
        raise ProgrammeFileError(sorted(wrong))
    return programme


def _validated(tree: Tree, file: str) -> Programme:
    allowed: dict[int, tuple[str, ...]] = {}
    try:
        return Programme.model_validate(tree.data, context=allowed)
    except ValidationError as error:
        problems = [_problem(tree, file, _said(tree, details, allowed)) for details in error.errors(include_url=False)]
        raise ProgrammeFileError(sorted(problems)) from None


def _problem(tree: Tree, file: str, said: tuple[tuple[str | int, ...], str]) -> FileProblem:
    path, reason = said
    line, column = tree.position(path, key=reason.startswith("unknown word"))
    return FileProblem(file, line, column, ".".join(map(str, path)), reason)


def _said(tree: Tree, details: ErrorDetails, allowed: dict[int, tuple[str, ...]]) -> tuple[tuple[str | int, ...], str]:
    """Path in the file, and the reason in words."""
    path = tuple(_in_file(tree, details["loc"]))
    if details["type"] == "extra_forbidden":
        words = allowed.get(id(_at(tree.data, path[:-1])), ())
        near = difflib.get_close_matches(str(path[-1]), words, 1)
        guess = f"; did you mean {near[0]}?" if near else ""
        return path, f"unknown word {path[-1]!r}{guess} (allowed here: {', '.join(words)})"
    if details["type"] in ("missing", "union_tag_not_found"):
        return path, f"{details['loc'][-1] if details['type'] == 'missing' else 'kind'} is missing"
    if details["type"] == "union_tag_invalid":
        return (*path, "kind"), f"kind is one of {details['ctx']['expected_tags']}; this is {details['ctx']['tag']!r}"
    if details["type"] == "source" and (*path, "source") in tree.values:
        path = (*path, "source")
    reason = details["msg"].removeprefix("Value error, ").replace("Input should", "should")
    return path, f"{reason}{_found(details['input'])}"


def _found(value: Any) -> str:
    return f" (this is {value!r})" if isinstance(value, str | int | bool) and len(repr(value)) <= 60 else ""


def _in_file(tree: Tree, location: tuple[str | int, ...]) -> Iterator[str | int]:
    """The steps of pydantic's location that the file has: it also names kinds of unions."""
    path: tuple[str | int, ...] = ()
    for step in location:
        if (*path, step) in tree.values:
            path = (*path, step)
            yield step


def _at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data
