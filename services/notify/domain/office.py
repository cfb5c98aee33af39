"""An office (a bureau in one role, an agency, an audit firm) and its people who want to be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.notify.office import RecipientDeactivated, RecipientEdited, RecipientEntry, RecipientRegistered
from contracts.events.parties import Officer
from contracts.refusal import Refusal, Text
from services.notify.domain.organisation import require_optional


class Recipient(BaseModel):
    """One of its people."""

    model_config = ConfigDict(frozen=True)
    id: str
    entry: RecipientEntry


class Office(BaseModel):
    """Only those who are told."""

    model_config = ConfigDict(frozen=True)
    recipients: tuple[Recipient, ...] = ()

    def find(self, recipient: str) -> Recipient:
        """A 404 where there is none (any more)."""
        found = next((one for one in self.recipients if one.id == recipient), None)
        if found is None:
            raise Refusal("not-found", Text("没有这位收件人", "There is no such recipient"))
        return found


def fold(state: Office, event: Event, _at: datetime) -> Office:
    match event:
        case RecipientRegistered():
            return Office(recipients=(*state.recipients, Recipient(id=event.recipient, entry=event.entry)))
        case RecipientEdited():
            edited = Recipient(id=event.recipient, entry=event.entry)
            return Office(recipients=tuple(edited if one.id == event.recipient else one for one in state.recipients))
        case RecipientDeactivated():
            return Office(recipients=tuple(one for one in state.recipients if one.id != event.recipient))
    return state


Place = tuple[str, str]
"""Role, and region or USCC."""


def register(place: Place, recipient: Recipient, obligatory: Mapping[str, bool], by: Officer) -> list[Event]:
    """Tell one more. ``obligatory``: of each event that the role may be told of."""
    require_optional(recipient.entry.opt_outs, obligatory)
    return [RecipientRegistered(role=place[0], place=place[1], recipient=recipient.id, entry=recipient.entry, by=by)]


def edit(state: Office, recipient: Recipient, obligatory: Mapping[str, bool], by: Officer) -> list[Event]:
    """Replace an entry; nothing to do where nothing changes."""
    require_optional(recipient.entry.opt_outs, obligatory)
    if state.find(recipient.id) == recipient:
        return []
    return [RecipientEdited(recipient=recipient.id, entry=recipient.entry, by=by)]


def deactivate(state: Office, recipient: str, by: Officer) -> list[Event]:
    """Tell them nothing any more."""
    return [RecipientDeactivated(recipient=state.find(recipient).id, by=by)]
