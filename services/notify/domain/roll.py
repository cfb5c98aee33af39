"""A roll: whom to tell when all are told; and what all have been told, since we may hear of somebody later than of the event."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.notify.roll import BroadcastAdvanced, BroadcastBegun, ListCounted, RollEntered, RollLeft, Stage
from contracts.events.notify.values import Held
from contracts.events.values import Instant

PAGE = 100
"""How many are told in one commit. Where nobody stands on a roll, nobody is left to be told."""


class Member(BaseModel):
    """Since when it has been at each stage; ``left``: it is not told any more."""

    model_config = ConfigDict(frozen=True)
    since: dict[Stage, Instant]
    left: bool = False

    def owed(self, broadcast: Broadcast) -> bool:
        """Whether it was of the broadcast's stage at the event's time, and still is."""
        since = self.since.get(broadcast.stage)
        return not self.left and since is not None and since <= broadcast.held.event.at


class Broadcast(BaseModel):
    """An event of which all members of a stage are told; the first ``told`` of the roll have been."""

    model_config = ConfigDict(frozen=True)
    held: Held
    stage: Stage
    told: int = 0
    done: bool = False


class Roll(BaseModel):
    """``members`` in the order in which we heard of them. ``listed`` stand on the county's filed list."""

    model_config = ConfigDict(frozen=True)
    members: dict[str, Member] = {}
    broadcasts: tuple[Broadcast, ...] = ()
    listed: tuple[str, ...] = ()
    due: Instant | None = None
    """Since when somebody is still to be told."""

    @property
    def open(self) -> Broadcast | None:
        """The broadcast that is under way."""
        return next((one for one in self.broadcasts if not one.done), None)

    def page(self, broadcast: Broadcast) -> tuple[list[str], BroadcastAdvanced]:
        """Who is told next, and how far that brings it."""
        upto = min(broadcast.told + PAGE, len(self.members))
        next_ones = list(self.members)[broadcast.told : upto]
        advanced = BroadcastAdvanced(event=broadcast.held.event.id, told=upto, done=upto == len(self.members))
        return [member for member in next_ones if self.members[member].owed(broadcast)], advanced

    def missed(self, member: str, entered: Member) -> list[Held]:
        """What a member that we hear of only now, or that moved on, was to be told of and has not been."""
        before = self.members.get(member)
        place = list(self.members).index(member) if before else len(self.members)
        passed = [one for one in self.broadcasts if one.done or place < one.told]
        return [one.held for one in passed if entered.owed(one) and not (before and before.owed(one))]

    def after(self, event: RollEntered) -> Member:
        """The member once it has entered this stage."""
        known = self.members.get(event.member)
        since = dict(known.since) if known else {}
        earlier = since.get(event.stage)
        return Member(since={**since, event.stage: min(event.since, earlier) if earlier else event.since})


def fold(state: Roll, event: Event, at: datetime) -> Roll:
    match event:
        case RollEntered():
            return state.model_copy(update={"members": {**state.members, event.member: state.after(event)}})
        case RollLeft() if event.member in state.members:
            left = state.members[event.member].model_copy(update={"left": True})
            return state.model_copy(update={"members": {**state.members, event.member: left}})
        case ListCounted():
            return state.model_copy(update={"listed": event.applications})
        case BroadcastBegun():
            begun = Broadcast(held=event.held, stage=event.stage, done=not state.members)
            return _with(state, (*state.broadcasts, begun), at)
        case BroadcastAdvanced():
            moved = {"told": event.told, "done": event.done}
            changed = (one.model_copy(update=moved) if one.held.event.id == event.event else one for one in state.broadcasts)
            return _with(state, tuple(changed), at)
    return state


def _with(state: Roll, broadcasts: tuple[Broadcast, ...], at: datetime) -> Roll:
    under_way = any(not one.done for one in broadcasts)
    return state.model_copy(update={"broadcasts": broadcasts, "due": at if under_way else None})
