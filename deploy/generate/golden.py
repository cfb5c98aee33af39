"""The golden messages of ``contracts/examples``: one for each event type, as it lies on the bus, in JSON that people can read.

A file has ``key``, ``headers`` and ``value``. It is written by hand when a type is added, and never changed after.
"""

from __future__ import annotations

import json
from pathlib import Path

import orjson

from contracts.envelope import CloudEvent, KafkaMessage, OutgoingEvent
from contracts.events.event import Event

FOLDER = Path(__file__).parents[2] / "contracts" / "examples"


def read(path: Path) -> KafkaMessage:
    """The message in the file, its value in canonical JSON."""
    document = json.loads(path.read_bytes())
    headers = [(name, value.encode()) for name, value in document["headers"].items()]
    return KafkaMessage(document["key"].encode(), orjson.dumps(document["value"], option=orjson.OPT_SORT_KEYS), headers)


def outgoing(event: CloudEvent[Event]) -> OutgoingEvent:
    """The event as its producer would publish it."""
    return OutgoingEvent(
        id=event.id,
        source=event.source,
        type=event.type,
        subject=event.subject,
        time=event.time,
        sequence=event.sequence,
        commit=event.commit,
        digest=event.digest,
        data=event.data.data(),
        traceparent=event.traceparent,
    )
