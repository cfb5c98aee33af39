"""An expert as a recipient. Stream: ``expert/<id>``."""

from __future__ import annotations

from contracts.events.event import Event
from contracts.events.parties import Contact
from contracts.events.values import DivisionCode, ExpertId, Words


class ExpertKnown(Event):
    """``account`` is the subject of the token with which the expert reads the inbox."""

    type = "lianzhu.notify.expert.known.v1"
    expert: ExpertId
    region: DivisionCode
    """Of the bureau on whose list the expert is."""
    account: Words
    contact: Contact | None = None
    """Where the expert is reached by now; null: not recorded."""
