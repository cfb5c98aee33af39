"""What readers of the journal are shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from services.chassis.api.models import Output
from services.notify.feed.journal import Entry


class SystemEvent(Output):
    """What a system is told, over the feed and the stream; a webhook says the same."""

    position: int = Field(description="Rises by time; the cursor and Last-Event-ID to go on from")
    id: str = Field(description="The notification's id: the same however often it is read")
    type: str = Field(description="The event's name", examples=["funding.payment.made"])
    at: datetime | None = Field(description="When it happened")
    data: dict[str, Any] = Field(description="The public form of the event")


class PersonalEvent(SystemEvent):
    """What a person is told."""

    language: str
    title: str
    body: str


def shown(entry: Entry) -> SystemEvent:
    """As its audience reads it."""
    told: dict[str, Any] = {"position": entry.position, "id": entry.notification, "type": entry.type, "at": entry.at, "data": entry.data}
    if entry.audience.startswith("system/"):
        return SystemEvent(**told)
    return PersonalEvent(**told, language=entry.language, title=entry.title, body=entry.body)
