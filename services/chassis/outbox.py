"""What a commit publishes: each of its events as a bus message, keyed by its stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
        source, trace = source_of(self.service), commit["trace"] or None
        for part in commit["parts"]:
            stream, events = part["stream"], part["events"]
            for sequence, event in enumerate(events, start=part["sequence"] - len(events) + 1):
                outgoing = OutgoingEvent(
                    id=event["id"],
                    source=source,
                    type=event["type"],
                    subject=stream,
                    time=commit["at"],
                    sequence=sequence,
                    commit=commit["_id"],
                    digest=part["digest"],
                    data=event["data"],
                    traceparent=trace,
                )
                message = encode(outgoing)
                yield stream, Message(self.topic, message.key, message.value, message.headers)
