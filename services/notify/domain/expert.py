"""An expert as a recipient: known once scoring has registered them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.notify.expert import ExpertKnown
from contracts.events.notify.subject import EventHeld, EventReleased
from contracts.events.notify.values import Held
from contracts.events.parties import Contact


class Expert(BaseModel):
    """``account`` is the subject of their token; "" while nothing is known."""

    model_config = ConfigDict(frozen=True)
    account: str = ""
    region: str = ""
    contact: Contact | None = None
    held: tuple[Held, ...] = ()


def fold(state: Expert, event: Event, _at: datetime) -> Expert:
    match event:
        case ExpertKnown():
            return state.model_copy(update={"account": event.account, "region": event.region, "contact": event.contact})
        case EventHeld():
            return state.model_copy(update={"held": (*state.held, event.held)})
        case EventReleased():
            return state.model_copy(update={"held": tuple(held for held in state.held if held.event.id != event.event)})
    return state
