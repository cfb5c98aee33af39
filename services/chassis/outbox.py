"""What a commit publishes: each of its events as a bus message, keyed by its stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from contracts.envelope import OutgoingEvent, encode, source_of
from services.chassis.bus import Message
from services.chassis.mongo import Document


@dataclass(frozen=True, slots=True)
class Outbox:
    """Where one service's events go: ``topic`` is the name on the bus, the namespace included."""

    service: str
    topic: str

    def messages(self, commit: Document) -> Iterator[tuple[str, Message]]:
        """The events of a commit, as it is stored, as messages, each with its stream, in the order of each stream."""
        at, commit_id, trace, source = commit["at"].replace(tzinfo=UTC), commit["_id"], commit["trace"] or None, source_of(self.service)
        for part in commit["parts"]:
            stream, digest, events = part["stream"], part["digest"], part["events"]
            for sequence, event in enumerate(events, start=part["sequence"] - len(events) + 1):
                said = (event["id"], source, event["type"], stream, at, sequence, commit_id, digest, event["data"], trace)
                yield stream, Message(self.topic, *encode(OutgoingEvent(*said)))
