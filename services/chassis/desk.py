"""Where handlers work: who asks, and what every service gives its handlers to decide with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from services.chassis import metrics, tracing
from services.chassis.assembly import Chassis
from services.chassis.causes import RequestCause
from services.chassis.clock import Clock
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Streams
from services.chassis.files import Files
from services.chassis.identity import Principal
from services.chassis.mongo import Database
from services.chassis.settings import Settings
from services.chassis.views import View

State = TypeVar("State", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and the request that the answer belongs to."""

    cause: RequestCause
    caller: Principal

    @property
    def actor(self) -> Actor:
        return Actor(self.caller.subject, tuple(sorted(self.caller.roles)), self.caller.organisation)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the handlers of a service need; a service adds its own."""

    chassis: Chassis

    @property
    def database(self) -> Database:
        return self.chassis.database

    @property
    def files(self) -> Files:
        return self.chassis.files

    @property
    def clock(self) -> Clock:
        return self.chassis.clock

    @property
    def settings(self) -> Settings:
        return self.chassis.settings

    async def decide(self, asked: Asked, name: str, decide: Callable[[Streams], Decision], *streams: str) -> dict[str, Any]:
        """Decide a command, and give its answer. ``streams`` are those that it will read, as far as they are known."""
        trace = tracing.current()
        command = Command(asked.cause, asked.actor, decide, streams, trace.traceparent if trace else "")
        with metrics.HANDLER_SECONDS.labels(self.chassis.service.name, name).time():
            outcome = await self.chassis.group.execute(command)
        return outcome.answer

    async def answered(self, asked: Asked) -> dict[str, Any] | None:
        """What the request was answered before; None where it is new."""
        return await self.chassis.group.answered(asked.cause)

    async def state(self, view: View, key: str, kind: type[State]) -> State | None:
        """The state that a view's row holds whole, under ``state``; None where there is no such row."""
        row = await view.collection(self.chassis.database).find_one({"_id": key}, {"state": 1})
        return kind.model_validate(row["state"]) if row else None
