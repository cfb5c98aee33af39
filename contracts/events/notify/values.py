"""What notify's events are made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from contracts.events.event import Record
from contracts.events.values import Code, Email, Instant, Json, PersonName, Phone, Words

NotificationId = Annotated[str, Field(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="ULID: the event's time, then its digest")]
RecipientId = Annotated[str, Field(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="ULID")]
RecipientKey = Annotated[str, Field(min_length=1, max_length=200, description="organisation/…, office/…, officer/…, expert/…, endpoint/…")]
Channel = Literal["inbox", "email", "sms", "webhook", "feed"]
"""``inbox`` is what people read on the platform, ``feed`` what systems read there."""
Reach = Literal["email", "sms"]
"""The channels that somebody may choose; the inbox is always theirs."""
Language = Literal["zh", "en"]
Purpose = Literal["application", "finance"]
"""What an enterprise is told of: its applications, or its money."""


class EventRef(Record):
    """The event that somebody is told of; ``at`` is its own time."""

    id: Words
    type: Code
    at: Instant


class Held(Record):
    """An event that came before what is needed to tell of it."""

    event: EventRef
    payload: Json


class To(Record):
    """Where a notification goes: the one that its channel needs. ``audience``: whose inbox, or which systems' feed."""

    name: PersonName | None
    email: Email | None
    phone: Phone | None
    endpoint: Words | None
    audience: Words | None

    @property
    def address(self) -> str:
        """By the channel: an e-mail address, a telephone number, an endpoint's id, an audience."""
        return self.email or self.phone or self.endpoint or self.audience or ""


class Saying(Record):
    """A text as it was filled in for its reader."""

    title: Words
    body: Words
