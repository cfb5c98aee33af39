"""Who is told when all are told: the enterprises of a county (``register/<division>``), or its applications in a round
(``roll/<programme>/<round>/<division>``)."""

from __future__ import annotations

from typing import Literal

from contracts.events.event import Event
from contracts.events.notify.values import Held
from contracts.events.values import ApplicationId, Code, Count, Instant

Stage = Literal["begun", "accepted"]
"""How far one has to be: registered or drafted; or accepted by the city."""


class RollEntered(Event):
    """``member`` is a USCC or an application; ``since`` when that was, by the upstream event."""

    type = "lianzhu.notify.roll.entered.v1"
    member: Code
    stage: Stage
    since: Instant


class RollLeft(Event):
    """Moved away, withdrew or was refused: not told any more."""

    type = "lianzhu.notify.roll.left.v1"
    member: Code


class ListCounted(Event):
    """The applications that now stand on the county's filed list."""

    type = "lianzhu.notify.list.counted.v1"
    applications: tuple[ApplicationId, ...]


class BroadcastBegun(Event):
    """All who were of this stage at the event's time are to be told of it, some at a time; also those of whom we hear later."""

    type = "lianzhu.notify.broadcast.begun.v1"
    held: Held
    stage: Stage


class BroadcastAdvanced(Event):
    """The first ``told`` of the roll have been told; ``done``: that was everybody."""

    type = "lianzhu.notify.broadcast.advanced.v1"
    event: Code
    """The event's id."""
    told: Count
    done: bool
