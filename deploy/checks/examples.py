"""Every event type has a topic and a golden message, every topic and message a known type; each message reads and writes as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from contracts.envelope import UnreadableEvent, decode, encode, typed
from contracts.events.catalogue import EVENTS
from contracts.events.event import Event
from contracts.topics import TOPICS, Topic
from deploy.generate.golden import FOLDER, outgoing, read

Events = Mapping[str, type[Event]]


def check() -> list[str]:
    return [*orphans(EVENTS, TOPICS), *without_example(EVENTS, FOLDER), *unfaithful(FOLDER)]


def orphans(events: Events, topics: Mapping[str, Topic]) -> Iterator[str]:
    """Types that no topic carries, and names in topics that are no type."""
    carried = {event_type: topic.topic for topic in topics.values() for event_type in topic.events}
    yield from (f"{event_type}: no topic carries it" for event_type in events.keys() - carried.keys())
    yield from (f"contracts/topics/{topic}.yaml: {name} is no event type" for name, topic in carried.items() if name not in events)


def without_example(events: Events, folder: Path) -> Iterator[str]:
    """Types without a golden message, and messages without a type."""
    present = {path.stem for path in folder.glob("*.json")}
    yield from (f"{event_type}: has no golden message in contracts/examples" for event_type in sorted(events.keys() - present))
    yield from (f"contracts/examples/{name}.json: {name} is no event type" for name in sorted(present - events.keys()))


def unfaithful(folder: Path) -> Iterator[str]:
    """Messages that do not read as their type, or that would be written otherwise today."""
    for path in sorted(folder.glob("*.json")):
        message = read(path)
        try:
            event = typed(decode(*message))
        except UnreadableEvent as error:
            yield f"contracts/examples/{path.name}: {error.reason}"
            continue
        if event.type != path.stem:
            yield f"contracts/examples/{path.name}: is a message of type {event.type}"
        elif encode(outgoing(event)) != message:
            yield f"contracts/examples/{path.name}: would be written otherwise today"
