"""One inconsistency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """``path`` leads through the words of the file to the faulty entry."""

    path: Path
    reason: str


def unknown(path: Path, what: str, name: str, allowed: Iterable[str]) -> Finding:
    """A reference that leads nowhere, with what it could be."""
    return Finding(path, f"there is no {what} {name!r}; allowed: {', '.join(sorted(allowed)) or 'none'}")
