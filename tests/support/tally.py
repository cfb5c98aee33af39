"""A service that consumes: it counts the places taken in intake, one stream of its own for each stream of intake's.

Run as a module it is its own worker: ``python -m tests.support.tally``, with the platform's settings in the environment.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from contracts.events.intake.entry import EntryFreed, EntryTaken
from services.chassis import logs
from services.chassis.aggregates import Aggregate
from services.chassis.decisions import Decision, Streams
from services.chassis.failures import PermanentError
from services.chassis.roles import run_worker
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.views import View

TOPIC = "intake.events"


class Tallied(Event):
    """One event of intake was counted."""

    type = "lianzhu.tally.count.tallied.v1"
    event: str


class Tally(BaseModel):
    model_config = ConfigDict(frozen=True)
    total: int = 0


def _count(state: Tally, _event: Event, _at: object) -> Tally:
    return Tally(total=state.total + 1)


TALLY = Aggregate("tally", Tally(), _count)
VIEW = View("tallies", TALLY, lambda _key, state: {"total": state.total})


def count(event: CloudEvent[Any], streams: Streams) -> Decision:
    stream = TALLY.stream(event.subject)
    streams.state(TALLY, event.subject)
    return Decision().on(stream, Tallied(event=event.id))


def refuse(_event: CloudEvent[Any], _streams: Streams) -> Decision:
    raise PermanentError("a place given up is not counted here")


SERVICE = Service(
    name="tally",
    title="计数",
    summary="Counts",
    aggregates=(TALLY,),
    events=(Tallied,),
    views=(VIEW,),
    consumes=(TOPIC,),
    reactions={EntryTaken: count, EntryFreed: refuse},
)

if __name__ == "__main__":
    settings = Settings()
    logs.configure(settings, SERVICE.name, "worker")
    run_worker(SERVICE, settings)
