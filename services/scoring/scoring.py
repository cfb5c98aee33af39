"""Scoring, as its handlers reach it: the programmes, the streams it decides on, and the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from contracts.events.intake.content import Call
from contracts.programme.programmes import Programmes
from contracts.programme.review import Review as Rules
from contracts.refusal import Refusal, Text
from services.chassis.aggregates import Aggregate
from services.chassis.assembly import Chassis
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Desk

State = TypeVar("State", bound=BaseModel)
ReviewKey = tuple[str, str, str]
"""Programme, round and track."""


@dataclass(frozen=True, slots=True)
class Scoring(Desk):
    """What the handlers need."""

    programmes: Programmes

    @classmethod
    def on(cls, chassis: Chassis) -> Scoring:
        return cls(chassis, Programmes.all_published())

    def rules(self, call: Call) -> Rules:
        """How the programme wants its cases reviewed; a 404 where the track has no review."""
        return rules_of(self.programmes, call)


def rules_of(programmes: Programmes, call: Call) -> Rules:
    review = programmes.track(call).review
    if review is None:
        raise Refusal("not-found", Text("该类别没有专家评审", "The track has no expert review"))
    return review


def key_of(call: Call) -> ReviewKey:
    """The key of the review that a call belongs to, whatever version of the programme it names."""
    return call.programme, call.round, call.track


def seen(streams: Streams, decision: Decision, aggregate: Aggregate[State], *key: str) -> State:
    """A stream's state with what the decision has already put on it: a decision in several steps sees its own."""
    state = streams.state(aggregate, *key)
    for event in decision.changes.get(aggregate.stream(*key), ()):
        state = aggregate.fold(state, event, streams.now)
    return state
