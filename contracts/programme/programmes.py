"""All programmes that a service knows, and how a call finds its own among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from contracts.programme.programme import Programme
from contracts.programme.published import Key, published
from contracts.programme.track import Offer, Track
from contracts.refusal import Refusal, Text


class Pinned(Protocol):
    """What names a programme's version."""

    @property
    def programme(self) -> str: ...

    @property
    def version(self) -> int: ...


class InTrack(Pinned, Protocol):
    """What names one track of it as well."""

    @property
    def track(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Programmes:
    """All published versions, by code and version."""

    versions: Mapping[Key, Programme]

    @classmethod
    def all_published(cls) -> Programmes:
        return cls(published())

    @property
    def codes(self) -> list[str]:
        return sorted({code for code, _ in self.versions})

    def newest(self, code: str) -> Programme:
        """The newest published version: what is new goes by it. A 404 where there is no such programme."""
        versions = [version for programme, version in self.versions if programme == code]
        if not versions:
            raise Refusal("not-found", Text(f"没有项目 {code}", f"There is no programme {code}"))
        return self.versions[code, max(versions)]

    def version(self, code: str, version: int) -> Programme:
        """A published version. A 404 where there is none."""
        found = self.versions.get((code, version))
        if found is None:
            raise Refusal("not-found", Text(f"项目 {code} 没有第 {version} 版", f"Programme {code} has no version {version}"))
        return found

    def of(self, call: Pinned) -> Programme:
        """The version that something was filed under."""
        return self.versions[call.programme, call.version]

    def track(self, call: InTrack) -> Track:
        return self.of(call).tracks[call.track]

    def offer(self, call: InTrack) -> Offer:
        """The track with the choices of its programme."""
        return self.of(call).offers[call.track]
