"""What a handler sees and says: it reads streams, and answers with a decision. It writes nothing and does no I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self, TypeVar, cast

from pydantic import BaseModel

from contracts.events.event import Event
from services.chassis.aggregates import Aggregate, Standing
from services.chassis.causes import EventCause, RequestCause
from services.chassis.commits import Actor, Head

State = TypeVar("State", bound=BaseModel)


class Unread(Exception):
    """The decision needs streams that are not in memory yet: they are loaded, and the decision made again."""

    def __init__(self, *streams: str) -> None:
        super().__init__(*streams)
        self.streams = frozenset(streams)


@dataclass(slots=True)
class Streams:
    """The streams as a decision sees them, with what was decided before it in the same group; ``now`` is the instant, UTC."""

    now: datetime
    standings: MutableMapping[str, Standing]
    read: set[str] = field(default_factory=set)
    presuming: bool = False

    def state(self, aggregate: Aggregate[State], *key: str) -> State:
        """The state of one stream, and from now on the decision depends on it."""
        return cast(State, self._standing(aggregate.stream(*key)).state)

    def presumed_new(self, aggregate: Aggregate[State], *key: str) -> State:
        """The state of a stream that is nearly always new, and is begun by this decision then: taken to be so without looking. Where it is
        not, the index of versions refuses the commit, and the decision is made again on what is there."""
        stream = aggregate.stream(*key)
        if self.presuming and stream not in self.standings:
            self.standings[stream] = Standing(Head(), aggregate.initial)
        return cast(State, self._standing(stream).state)

    def head(self, stream: str) -> Head:
        return self._standing(stream).head

    def expect(self, streams: Iterable[str]) -> None:
        """These will be read: those that are missing are loaded at once, and not one after the other."""
        if missing := [stream for stream in streams if stream not in self.standings]:
            raise Unread(*missing)

    def _standing(self, stream: str) -> Standing:
        self.read.add(stream)
        standing = self.standings.get(stream)
        if standing is None:
            raise Unread(stream)
        return standing


@dataclass(slots=True)
class Decision:
    """What was decided: the events of each stream in order, and the answer to the caller (JSON values).

    A stream may be given no events: then it is only taken note of, and gets a version. A decision about no stream writes nothing.
    ``folded`` is what :func:`seen` remembers of each stream: the state from which, how many events it has folded, and the state after them.
    """

    answer: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[Event]] = field(default_factory=dict)
    folded: dict[str, tuple[BaseModel, int, BaseModel]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def on(self, stream: str, *events: Event) -> Self:
        """Add events to a stream."""
        self.changes.setdefault(stream, []).extend(events)
        return self


def seen(streams: Streams, decision: Decision, aggregate: Aggregate[State], *key: str) -> State:
    """A stream's state with what the decision has already put on it: a decision in several steps sees its own.

    Each event is folded once, so that ten thousand steps on one stream cost ten thousand folds.
    """
    stream, before = aggregate.stream(*key), streams.state(aggregate, *key)
    _, folded, known = decision.folded.get(stream, (before, 0, before))
    state, events = cast(State, known), decision.changes.get(stream, [])
    for event in events[folded:]:
        state = aggregate.fold(state, event, streams.now)
    decision.folded[stream] = before, len(events), state
    return state


Decide = Callable[[Streams], Decision]


@dataclass(frozen=True, slots=True)
class Command:
    """Somebody wants something decided. ``decide`` may be called several times, and must depend on nothing but what it reads."""

    cause: RequestCause | EventCause
    actor: Actor
    decide: Decide
    streams: tuple[str, ...] = ()
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command: the answer, the commit that holds it ("" where nothing had to be written), and whether it is an old one."""

    answer: dict[str, Any]
    commit: str = ""
    repeated: bool = False
