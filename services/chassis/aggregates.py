"""What a stream's events add up to: an aggregate names its category of streams, its first state and its fold."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter

from contracts.events.event import Event
from services.chassis.commits import Head

State = TypeVar("State", bound=BaseModel)

EventTypes = Mapping[str, type[Event]]
"""The payload models that a service's own streams are made of, by their types' stable names."""


@dataclass(frozen=True)
class Aggregate(Generic[State]):
    """A kind of stream, ``<category>/<key>``.

    ``fold`` gives the next state from a state, an event's payload and its instant; it never fails and changes nothing in place.
    A ``long`` stream (a round, a list, a fund) keeps snapshots, so that loading it does not read all its commits.
    """

    category: str
    initial: State
    fold: Callable[[State, Event, datetime], State]
    long: bool = False

    def stream(self, *key: str) -> str:
        return "/".join((self.category, *key))

    @cached_property
    def fingerprint(self) -> str:
        """The version of the folding code: a snapshot made by other code is not used."""
        source = inspect.getsource(inspect.getmodule(self.fold) or self.fold)
        schema = TypeAdapter(type(self.initial)).json_schema()
        return hashlib.sha256(f"{source}{schema}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Standing:
    """A stream as this process knows it: where it stands, and its state there."""

    head: Head
    state: BaseModel


class Nothing(BaseModel):
    """The state of a stream of which only the head matters."""

    model_config = ConfigDict(frozen=True)


def _take_note(state: Nothing, _event: Event, _at: datetime) -> Nothing:
    return state


INBOX: Aggregate[Nothing] = Aggregate("inbox", Nothing(), _take_note)
"""One stream for each upstream stream: its version is the sequence of the last event consumed from there, so that the index which makes
versions unique also makes an event's effect happen once and in order."""


def category_of(stream: str) -> str:
    return stream.split("/", 1)[0]
