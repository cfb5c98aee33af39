"""Whether the round came out as it has to: by the API, by Kafka, and by the store itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from contracts.events.intake.application import ApplicationResubmitted, ApplicationSubmitted
from contracts.events.intake.examination import ApplicationAccepted, ApplicationReturned
from contracts.events.intake.list import ListFiled, ListSupplemented
from contracts.events.intake.round import RoundClosed
from demo import story
from demo.desk import Body
from demo.round import Cast

LEAST_ACCEPTED = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: what, what was found, and whether it is right."""

    what: str
    found: str
    right: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that there is to judge by: the API's rows, the events on Kafka, and what the store holds."""

    cast: Cast
    rows: dict[str, Body]
    """By application, as their applicants see them."""
    shown: Body
    """The round, as anybody sees it."""
    events: list[CloudEvent[Event]]


def judge(outcome: Outcome) -> Iterator[Finding]:
    """What can be told from the API and the bus."""
    yield _statuses(outcome)
    yield from _closing(outcome)
    yield _dense(outcome)
    yield _returns(outcome)


def _statuses(outcome: Outcome) -> Finding:
    wanted = {one.id: story.end_of(key) for key, one in outcome.cast.enterprises.items()}
    found = {application: row["status"] for application, row in outcome.rows.items()}
    counts = ", ".join(f"{count} {status}" for status, count in Counter(found.values()).most_common())
    return Finding("every application ends as the story has it", counts, found == wanted)


def _closing(outcome: Outcome) -> Iterator[Finding]:
    """The event that closes the set of cases names its members."""
    closed = [event.data for event in outcome.events if isinstance(event.data, RoundClosed)]
    accepted = {application for application, row in outcome.rows.items() if row["status"] == "accepted"}
    named = {case.application for event in closed for case in event.cases}
    yield Finding(
        "round.closed, read from Kafka, names the accepted cases",
        f"{len(named)} cases",
        len(closed) == 1 and named == accepted and len(named) >= LEAST_ACCEPTED,
    )
    counts = Counter(row["status"] for row in outcome.rows.values())
    agree = bool(closed) and all(
        closed[0].counts.model_dump()[word] == counts[status]
        for word, status in (("accepted", "accepted"), ("rejected", "rejected"), ("withdrawn", "withdrawn"), ("drafted", "draft"))
    )
    cases = outcome.shown["cases"]
    yield Finding("the views agree with the event's counts", f"the round shows {cases} cases", agree and cases == len(accepted))


def _dense(outcome: Outcome) -> Finding:
    streams = len({event.subject for event in outcome.events})
    found = f"{len(outcome.events)} events in {streams} streams"
    return Finding("every stream on Kafka is dense and in order", found, in_order(outcome.events))


def in_order(events: Iterable[CloudEvent[Event]]) -> bool:
    """Whether each stream's events stand in their order, from the first on, without a gap and without one twice."""
    streams: defaultdict[str, list[int]] = defaultdict(list)
    for event in events:
        streams[event.subject].append(event.sequence)
    return all(numbers == list(range(1, len(numbers) + 1)) for numbers in streams.values())


def _returns(outcome: Outcome) -> Finding:
    found = returns(outcome.events)
    wanted = {outcome.cast.enterprises[one.key].id: story.returns_of(one.key) for one in story.everybody() if story.returns_of(one.key)}
    return Finding("returned for correction, and mended", f"{sum(found.values())} applications", found == wanted)


def returns(events: list[CloudEvent[Event]]) -> dict[str, int]:
    """How often each application was returned, by the events."""
    return Counter(event.data.application for event in events if isinstance(event.data, ApplicationReturned))


def files_named(events: list[CloudEvent[Event]]) -> set[str]:
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
