"""What a service is made of, declared: its ``service.py`` holds one of these, and reads as a table of contents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contracts.events.event import Event
from services.chassis.aggregates import Aggregate
from services.chassis.inbox import React, Reads
from services.chassis.jobs import Job
from services.chassis.timers import Timer
from services.chassis.views import View

if TYPE_CHECKING:
    from fastapi import APIRouter

    from services.chassis.assembly import Chassis

PROCESSES = ("api", "worker", "relay", "sender")


@dataclass(frozen=True)
class Service:
    """One service: what it serves (routers), decides (aggregates), produces (events), shows (views), consumes (topics, reactions) and
    does when something falls due (timers, and jobs where one command is not enough).

    ``routers`` imports them: a process that serves nothing does not load them. ``hold`` makes what routes reach from the chassis;
    ``sender`` speaks to the world outside, in a process of its own, until it is cancelled. ``patience`` are the seconds that its events may
    wait to go together, where nobody waits for them; None: as long as the settings say.
    """

    name: str
    title: str
    summary: str
    routers: Callable[[], tuple[APIRouter, ...]] = tuple
    aggregates: tuple[Aggregate[Any], ...] = ()
    events: tuple[type[Event], ...] = ()
    views: tuple[View, ...] = ()
    timers: tuple[Timer, ...] = ()
    jobs: tuple[Job, ...] = ()
    consumes: tuple[str, ...] = ()
    reactions: Mapping[type[Event], React] = field(default_factory=dict)
    reads: Mapping[type[Event], Reads] = field(default_factory=dict)
    hold: Callable[[Chassis], object] = lambda chassis: chassis
    sender: Callable[[Chassis], Awaitable[None]] | None = None
    patience: float | None = None

    @property
    def topic(self) -> str:
        """Where its events go, without the platform's namespace."""
        return f"{self.name}.events"

    @property
    def processes(self) -> tuple[str, ...]:
        """What has to run: the API always, a worker where events are consumed, a relay where events are produced, timers kept or jobs done,
        a sender where there is one."""
        relay, sender = bool(self.events or self.timers or self.jobs), self.sender is not None
        needed = {"api": True, "worker": bool(self.consumes), "relay": relay, "sender": sender}
        return tuple(process for process in PROCESSES if needed[process])
