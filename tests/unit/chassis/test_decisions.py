"""A decision in several steps sees what it has put on a stream, and folds each event once."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel

from contracts.events.event import Event
from services.chassis.aggregates import Aggregate, Standing
from services.chassis.commits import Head
from services.chassis.decisions import Decision, Streams, seen
from tests.support.counter import COUNTER, Added, Counter

AT = datetime(2024, 7, 1, tzinfo=UTC)


def streams(**totals: int) -> Streams:
    return Streams(AT, {COUNTER.stream(name): Standing(Head(1), Counter(total=total)) for name, total in totals.items()})


def test_a_decision_sees_its_own_events_and_those_of_no_other_stream() -> None:
    read, decision = streams(a=5, b=7), Decision()
    decision.on(COUNTER.stream("a"), Added(amount=2), Added(amount=3))
    assert seen(read, decision, COUNTER, "a").total == 10
    assert seen(read, decision, COUNTER, "b").total == 7
    decision.on(COUNTER.stream("a"), Added(amount=1))
    assert seen(read, decision, COUNTER, "a").total == 11
    assert seen(read, Decision(), COUNTER, "a").total == 5
    assert read.read == {COUNTER.stream("a"), COUNTER.stream("b")}


def test_each_event_is_folded_once_however_often_it_is_looked_at() -> None:
    folded = []

    def fold(state: Counter, event: Event, at: datetime) -> BaseModel:
        folded.append(event)
        return COUNTER.fold(state, event, at)

    counted: Aggregate[Counter] = Aggregate("counter", Counter(), fold)  # type: ignore[arg-type]
    read, decision = streams(a=0), Decision()
    for step in range(1, 101):
        decision.on(counted.stream("a"), Added())
        assert seen(read, decision, counted, "a").total == step
    assert len(folded) == 100
