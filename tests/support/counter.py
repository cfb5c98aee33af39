"""A service small enough for tests: counters that are added to, with a view, a long kind of stream, and something that falls due.

Run as a module it is its own relay: ``python -m tests.support.counter``, with the platform's settings in the environment.
"""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

import uvloop
from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.refusal import Refusal, Text
from services.chassis import logs
from services.chassis.aggregates import Aggregate
from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decide, Decision, Streams
from services.chassis.mongo import Document
from services.chassis.roles import run_relay
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.timers import DUE_INDEX, Timer
from services.chassis.views import View

ACTOR = Actor("tester")
_keys = count()


class Added(Event):
    """An amount was added; ``note`` is anything, so that a test can try what cannot be stored."""

    type = "lianzhu.counter.count.added.v1"
    amount: int = 1
    note: Any = ""


class Scheduled(Event):
    """From an instant on, one is to be added."""

    type = "lianzhu.counter.count.scheduled.v1"
    due: datetime


EVENTS: dict[str, type[Event]] = {event.type: event for event in (Added, Scheduled)}


class Counter(BaseModel):
    """What a counter holds; ``notes`` in the order in which they came."""

    model_config = ConfigDict(frozen=True)
    total: int = 0
    notes: tuple[Any, ...] = ()
    due: datetime | None = None


def fold(state: Counter, event: Event, _at: datetime) -> Counter:
    if isinstance(event, Scheduled):
        return state.model_copy(update={"due": event.due})
    assert isinstance(event, Added)
    return Counter(total=state.total + event.amount, notes=(*state.notes, event.note)[-5:])


COUNTER = Aggregate("counter", Counter(), fold)
LONG = Aggregate("long", Counter(), fold, long=True)
COUNTERS = View("counters", COUNTER, lambda _key, state: {"total": state.total, "due": state.due}, (DUE_INDEX,), journaled=False)
LONGS = View("longs", LONG, lambda _key, state: {"total": state.total})


TOPIC = "counter.events"


def fire(row: Document) -> Decide:
    """What is due adds one, and is not due any more."""
    name = row["_id"]

    def decide(streams: Streams) -> Decision:
        if streams.state(COUNTER, name).due is None:
            return Decision()
        return Decision().on(COUNTER.stream(name), Added())

    return decide


def schedule(name: str, due: datetime) -> Decide:
    def decide(streams: Streams) -> Decision:
        streams.state(COUNTER, name)
        return Decision().on(COUNTER.stream(name), Scheduled(due=due))

    return decide


TIMER = Timer(COUNTERS, fire)
SERVICE = Service("counter", "计数", "Counts", tuple, (COUNTER, LONG), (Added, Scheduled), (COUNTERS, LONGS), (TIMER,))


def command(decide: Decide, key: str | None = None, body: str = "same") -> Command:
    """A request of one client, under a key of its own if none is given."""
    return Command(RequestCause("client", f"own-{next(_keys)}" if key is None else key, body), ACTOR, decide)


def add(name: str, amount: int = 1, note: Any = "", *, to: Aggregate[Counter] = COUNTER) -> Decide:
    """Add to one counter; the answer is the new total."""

    def decide(streams: Streams) -> Decision:
        total = streams.state(to, name).total + amount
        return Decision({"total": total}).on(to.stream(name), Added(amount=amount, note=note))

    return decide


def add_below(limit: int, name: str, *, guarded_by: str | None = None) -> Decide:
    """Add one unless the counter (or the one that guards it, which is only read) has reached the limit."""

    def decide(streams: Streams) -> Decision:
        if streams.state(COUNTER, guarded_by or name).total >= limit:
            raise Refusal("quota-exhausted", Text("已满", "full"))
        return add(name)(streams)

    return decide


def add_to_all(*names: str) -> Decide:
    """One decision over several streams."""

    def decide(streams: Streams) -> Decision:
        decision = Decision()
        for name in names:
            streams.state(COUNTER, name)
            decision.on(COUNTER.stream(name), Added())
        return decision

    return decide


def once(name: str) -> Decide:
    """Add one to an empty counter; where it is not empty, nothing is written and the answer says so."""

    def decide(streams: Streams) -> Decision:
        if streams.state(COUNTER, name).total:
            return Decision({"nothing": True})
        return add(name)(streams)

    return decide


if __name__ == "__main__":
    settings = Settings()
    logs.configure(settings, SERVICE.name, "relay")
    uvloop.run(run_relay(SERVICE, settings))
