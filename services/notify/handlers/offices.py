"""The people of an office who want to be told: registered, edited and deactivated by the office itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ulid import ULID

from contracts.canonical import instant
from contracts.events.event import Event
from contracts.events.notify.office import RecipientEntry
from contracts.events.parties import Officer
from contracts.roles import Role
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.editions import Expected
from services.notify import access
from services.notify.domain import office as rules
from services.notify.domain.office import Office, Place, Recipient
from services.notify.notify import Notify
from services.notify.streams import OFFICE


@dataclass(frozen=True, slots=True)
class OfficeTask:
    """A command on one office: ``place`` is its role, and its region or USCC."""

    notify: Notify
    asked: Asked
    place: Place

    @property
    def by(self) -> Officer:
        return Officer.of(self.asked.caller)

    @property
    def obligatory(self) -> dict[str, bool]:
        return self.notify.obligatory(Role(self.place[0]))

    async def decide(self, name: str, recipient: str, rule: Callable[[Office, int], list[Event]]) -> dict[str, Any]:
        """``rule`` is given the office and its version."""
        access.require_office(self.asked.caller, *self.place)
        stream = OFFICE.stream(*self.place)

        def decide(streams: Streams) -> Decision:
            events = rule(streams.state(OFFICE, *self.place), streams.head(stream).version)
            done = Decision({"id": recipient, "role": self.place[0], "place": self.place[1], "at": instant(streams.now)})
            return done.on(stream, *events) if events else done

        return await self.notify.decide(self.asked, name, decide, stream)


async def register(task: OfficeTask, entry: RecipientEntry) -> dict[str, Any]:
    """Tell one more of what the office is told."""
    recipient = Recipient(id=str(ULID.from_datetime(task.notify.clock.now())), entry=entry)
    return await task.decide(
        "register_recipient", recipient.id, lambda _o, _v: rules.register(task.place, recipient, task.obligatory, task.by)
    )


async def edit(task: OfficeTask, recipient: Recipient, expected: Expected) -> dict[str, Any]:
    """Replace an entry, if the office is still as it was read."""

    def rule(state: Office, version: int) -> list[Event]:
        state.find(recipient.id)
        expected.require(version)
        return rules.edit(state, recipient, task.obligatory, task.by)

    return await task.decide("edit_recipient", recipient.id, rule)


async def deactivate(task: OfficeTask, recipient: str) -> dict[str, Any]:
    """Tell them nothing any more."""
    return await task.decide("deactivate_recipient", recipient, lambda state, _version: rules.deactivate(state, recipient, task.by))
