"""Where a published file says something else than what follows from its own inputs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """``pointer`` is a JSON pointer into the file (empty for the whole file), ``what`` is wrong there, in a sentence."""

    pointer: str
    what: str

    def __str__(self) -> str:
        return f"{self.pointer or 'the file'}: {self.what}"


def unlike(said: Any, right: Any, at: str = "") -> Iterator[Difference]:
    """Every place where the two differ, as deep as can be."""
    if isinstance(said, dict) and isinstance(right, dict):
        for key in sorted(said.keys() | right.keys()):
            yield from unlike(said.get(key, _ABSENT), right.get(key, _ABSENT), pointer(at, (key,)))
    elif isinstance(said, list) and isinstance(right, list):
        for index, (mine, other) in enumerate(zip_longest(said, right, fillvalue=_ABSENT)):
            yield from unlike(mine, other, f"{at}/{index}")
    elif type(said) is not type(right) or said != right:
        yield Difference(at, f"is {_shown(said)}, should be {_shown(right)}")


def _shown(value: Any) -> str:
    return "absent" if value is _ABSENT else json.dumps(value, ensure_ascii=False)[:200]


def pointer(base: str, parts: tuple[int | str, ...]) -> str:
    """A JSON pointer (RFC 6901) under another."""
    return base + "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
