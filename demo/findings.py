"""What is checked of a demo's result, and the checks that hold for every call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from contracts.events.intake.application import ApplicationResubmitted, ApplicationSubmitted
from contracts.events.intake.examination import ApplicationAccepted
from contracts.events.intake.list import ListFiled, ListSupplemented

Published = CloudEvent[Event]
Events = Mapping[str, list[Published]]
"""By service."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: what, what was found, and whether it is right."""

    what: str
    found: str
    right: bool


def dense(events: Events) -> Finding:
    """No stream has a gap or goes back."""
    together: Sequence[Published] = [event for each in events.values() for event in each]
    streams = len({(event.source, event.subject) for event in together})
    right = all(in_order(each) for each in events.values())
    return Finding("every stream on Kafka is dense and in order", f"{len(together)} events in {streams} streams", right)


def in_order(events: Iterable[Published]) -> bool:
    """Whether each stream's events stand in their order, from the first on, without a gap and without one twice."""
    streams: defaultdict[str, list[int]] = defaultdict(list)
    for event in events:
        streams[event.subject].append(event.sequence)
    return all(numbers == list(range(1, len(numbers) + 1)) for numbers in streams.values())


def files_named(events: Iterable[Published]) -> set[str]:
    """The SHA-256 of every file that an event names."""
    return {digest for event in events for digest in _named(event.data)}


def _named(event: Event) -> list[str]:
    match event:
        case ApplicationSubmitted() | ApplicationResubmitted():
            return [material.sha256 for material in event.content.value.materials]
        case ApplicationAccepted():
            return [material.sha256 for material in event.content.materials]
        case ListFiled() | ListSupplemented():
            return [event.scan]
    return []
