"""The edition that an edit was made on: what a caller names, held against what is there now."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.refusal import Fault, Refusal, Text

PLACE = "header:If-Match"
_STALE = Text("内容在您读取之后已被更新，请重新读取后再修改", "The content has changed since you read it: read it again, then edit")


def stale(current: int) -> Refusal:
    """A 412 that carries the current ETag, in its header too."""
    return Refusal("stale-version", _STALE, (Fault("stale", PLACE, _STALE, actual=current),))


@dataclass(frozen=True, slots=True)
class Expected:
    """The versions that a caller named; ``any_version`` is what ``*`` says."""

    versions: frozenset[str]
    any_version: bool = False

    def matches(self, version: int) -> bool:
        return self.any_version or str(version) in self.versions

    def require(self, current: int) -> None:
        """A Refusal (412) where the current version is none of those that the caller expects."""
        if not self.matches(current):
            raise stale(current)
