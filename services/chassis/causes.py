"""What a commit answers: a client's request, or an event that was consumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RequestCause:
    """A client's request: ``client`` is the caller's subject, ``key`` its Idempotency-Key, ``hash`` the SHA-256
    (hexadecimal) of method, path and content, so that a key used again for something else shows."""

    client: str
    key: str
    hash: str

    def document(self) -> dict[str, Any]:
        return {"client": self.client, "key": self.key, "hash": self.hash}


@dataclass(frozen=True, slots=True)
class EventCause:
    """A consumed event: where it comes from (service, stream, position there and chain digest) and where it lay on the bus."""

    event: str
    source: str
    stream: str
    sequence: int
    digest: str
    topic: str
    partition: int
    offset: int

    def document(self) -> dict[str, Any]:
        return {
            "event": self.event,
            "source": self.source,
            "stream": self.stream,
            "sequence": self.sequence,
            "digest": self.digest,
            "topic": self.topic,
            "partition": self.partition,
            "offset": self.offset,
        }
