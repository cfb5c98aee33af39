"""The commit: one decision, one document, written once and never changed in meaning.

It is at the same time the state of record, the outbox (its events go to the bus), the inbox or idempotency record (its cause) and the
audit record (who, when). Because MongoDB writes one document atomically, these can never disagree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from orjson import Fragment

from contracts.canonical import canonical, plain

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Actor:
    """Who decided: a person, a system, or a service itself (a consumed event, a timer)."""

    subject: str
    roles: tuple[str, ...] = ()
    organisation: str | None = None

    def document(self) -> dict[str, Any]:
        return {"subject": self.subject, "roles": list(self.roles), "organisation": self.organisation}

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Actor:
        return cls(document["subject"], tuple(document["roles"]), document["organisation"])


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event of record, under its type's stable name. ``data`` are canonical bytes: the same are digested, stored and published."""

    id: str
    type: str
    data: bytes

    def document(self) -> dict[str, Any]:
        return {"id": self.id, "type": self.type, "data": self.data}


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream stands: its last version (0: nothing yet), how many events it has published, the last digest and commit."""

    version: int = 0
    sequence: int = 0
    digest: str = GENESIS
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What a commit says of one stream: its next version, and the events of it (none, where something was only taken note of).

    ``sequence`` is the position of the last of its events among all of the stream's events, from 1 and dense: what a consumer checks.
    """

    stream: str
    version: int
    sequence: int
    events: tuple[Recorded, ...]
    prev: str
    digest: str = ""

    def sealed(self, digest: str) -> Part:
        """The same part with its digest."""
        return Part(self.stream, self.version, self.sequence, self.events, self.prev, digest)

    def positioned(self) -> list[tuple[int, Recorded]]:
        """Each event with its own sequence number."""
        first = self.sequence - len(self.events) + 1
        return list(enumerate(self.events, start=first))

    def document(self) -> dict[str, Any]:
        return {
            "stream": self.stream,
            "version": self.version,
            "sequence": self.sequence,
            "events": [event.document() for event in self.events],
            "prev": self.prev,
            "digest": self.digest,
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Part:
        events = tuple(Recorded(event["id"], event["type"], event["data"]) for event in document["events"])
        return cls(document["stream"], document["version"], document["sequence"], events, document["prev"], document["digest"])


@dataclass(frozen=True)
class Commit:
    """One decision. ``id`` sorts in causal order (see :mod:`services.chassis.ordering`); ``at`` is UTC, in whole milliseconds.

    ``cause`` is what it answers: ``{event, source, stream, sequence, digest, topic, partition, offset}`` of a consumed event or
    ``{client, key, hash}`` of a request. ``answer`` is what the caller was told, so that a repeated request is told the same.
    """

    id: str
    at: datetime
    actor: Actor
    cause: dict[str, Any]
    parts: tuple[Part, ...]
    answer: dict[str, Any]
    trace: str = ""

    @property
    def pending(self) -> bool:
        """Whether there is something to publish."""
        return any(part.events for part in self.parts)

    def sealed(self) -> Commit:
        """The same commit with the digest of each part filled in."""
        parts = tuple(part.sealed(self.digest_of(part)) for part in self.parts)
        return Commit(self.id, self.at, self.actor, self.cause, parts, self.answer, self.trace)

    def digest_of(self, part: Part) -> str:
        """SHA-256 over the canonical bytes of all that the commit says around the part, and of the part, chained by ``prev``.

        Each part covers the versions of the commit's other parts, so that none can be taken out of a commit.
        """
        digest = self._around.copy()
        digest.update(_said(part))
        return digest.hexdigest()

    def bytes_of(self, part: Part) -> bytes:
        """What the part's digest is the SHA-256 of."""
        return self._common() + _said(part)

    @cached_property
    def _around(self) -> hashlib._Hash:
        """SHA-256 as far as all parts have it in common: a commit may have thousands of them."""
        return hashlib.sha256(self._common())

    def _common(self) -> bytes:
        around = {
            "commit": self.id,
            "at": self.at,
            "actor": self.actor.document(),
            "cause": self.cause,
            "answer": Fragment(canonical(self.answer)) if self.answer else {},
            "trace": self.trace,
            "streams": [[part.stream, part.version] for part in self.parts],
        }
        return plain(around) + b"\n"

    def document(self) -> dict[str, Any]:
        """The document as stored; ``pending`` stands only while something waits to be published."""
        document: dict[str, Any] = {
            "_id": self.id,
            "at": self.at,
            "actor": self.actor.document(),
            "cause": self.cause,
            "parts": [part.document() for part in self.parts],
            "answer": self.answer,
            "trace": self.trace,
        }
        return document | {"pending": True} if self.pending else document

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Commit:
        return cls(
            id=document["_id"],
            at=document["at"],
            actor=Actor.parse(document["actor"]),
            cause=document["cause"],
            parts=tuple(Part.parse(part) for part in document["parts"]),
            answer=document["answer"],
            trace=document["trace"],
        )


def _said(part: Part) -> bytes:
    said = {
        "stream": part.stream,
        "version": part.version,
        "sequence": part.sequence,
        "events": [{"id": event.id, "type": event.type, "data": Fragment(event.data)} for event in part.events],
        "prev": part.prev,
    }
    return plain(said)


def head_after(part: Part, commit: str) -> Head:
    """Where the part leaves its stream."""
    return Head(part.version, part.sequence, part.digest, commit)
