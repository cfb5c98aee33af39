"""What a commit publishes: each of its events as a bus message, keyed by its stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.envelope import OutgoingEvent, encode, source_of
from services.chassis.bus import Message
from services.chassis.commits import Commit


@dataclass(frozen=True, slots=True)
class Outbox:
    """Where one service's events go: ``topic`` is the name on the bus, the namespace included."""

    service: str
    topic: str

    def messages(self, commit: Commit) -> Iterator[tuple[str, Message]]:
        """The commit's events as messages, each with its stream, in the order of each stream."""
        source = source_of(self.service)
        for part in commit.parts:
            for sequence, event in part.positioned():
                outgoing = OutgoingEvent(
                    id=event.id,
                    source=source,
                    type=event.type,
                    subject=part.stream,
                    time=commit.at,
                    sequence=sequence,
                    commit=commit.id,
                    digest=part.digest,
                    data=event.data,
                    traceparent=commit.trace or None,
                )
                message = encode(outgoing)
                yield part.stream, Message(self.topic, message.key, message.value, message.headers)
