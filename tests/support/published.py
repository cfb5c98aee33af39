"""What lies on a topic of the bus."""

from __future__ import annotations

from dataclasses import dataclass

from kafka import KafkaConsumer, TopicPartition


@dataclass(frozen=True, slots=True)
class Published:
    """One message: its key, and the position and id that its headers say."""

    stream: str
    sequence: int
    id: str
    value: bytes
    headers: dict[str, bytes]


def published(bootstrap: str, topic: str) -> list[Published]:
    """All of it, each partition in order."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest")
    try:
        places = [TopicPartition(topic, partition) for partition in sorted(consumer.partitions_for_topic(topic) or ())]
        ends = consumer.end_offsets(places)
        consumer.assign(places)
        found: list[Published] = []
        while any(consumer.position(place) < ends[place] for place in places):
            for records in consumer.poll(timeout_ms=500).values():
                found.extend(_published(record.key, record.value, dict(record.headers)) for record in records)
        return found
    finally:
        consumer.close()


def _published(key: bytes, value: bytes, headers: dict[str, bytes]) -> Published:
    return Published(key.decode(), int(headers["ce_sequence"]), headers["ce_id"].decode(), value, headers)


def first_occurrences(messages: list[Published]) -> dict[str, list[int]]:
    """The positions of each stream in the order in which they came first."""
    order: dict[str, list[int]] = {}
    for message in messages:
        seen = order.setdefault(message.stream, [])
        if message.sequence not in seen:
            seen.append(message.sequence)
    return order
