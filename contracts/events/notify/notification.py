"""The delivery ledger: one notification to one recipient over one channel. Stream: ``notification/<id>``."""

from __future__ import annotations

from typing import Literal

from contracts.events.event import Event
from contracts.events.notify.values import Channel, EventRef, Language, NotificationId, RecipientKey, To
from contracts.events.parties import Officer
from contracts.events.values import ApplicationId, Code, Count, DivisionCode, Instant, Json, Position, Words


class NotificationDue(Event):
    """Somebody is to be told. The id follows from event, recipient and channel: the same event never makes a second one."""

    type = "lianzhu.notify.notification.due.v1"
    notification: NotificationId
    event: EventRef
    recipient: RecipientKey
    role: Code
    channel: Channel
    to: To
    language: Language
    title: Words
    body: Words
    payload: Json
    """What a channel needs beside the text: the text's variables; for a webhook the public form of the event."""
    obligatory: bool
    application: ApplicationId | None
    programme: Code | None
    round: Code | None
    region: DivisionCode


class NotificationAttempted(Event):
    """A try. ``answer`` is what the other side said; ``next`` null: there is no further one."""

    type = "lianzhu.notify.notification.attempted.v1"
    notification: NotificationId
    attempt: Position
    outcome: Literal["delivered", "retry", "refused"]
    answer: str
    code: Count | None
    next: Instant | None


class NotificationDelivered(Event):
    """The other side has it."""

    type = "lianzhu.notify.notification.delivered.v1"
    notification: NotificationId


class NotificationAbandoned(Event):
    """No further try by itself; somebody may send it again by hand."""

    type = "lianzhu.notify.notification.abandoned.v1"
    notification: NotificationId
    reason: Words


class NotificationRedelivered(Event):
    """Sent again by hand, under the same id, on a schedule of its own, to where its recipient is reached by now."""

    type = "lianzhu.notify.notification.redelivered.v1"
    notification: NotificationId
    reason: Words
    by: Officer
    to: To | None = None
    """Where it goes from now on; null: where it went before."""


class NotificationAcknowledged(Event):
    """Read by a person, or received by what a city's system says."""

    type = "lianzhu.notify.notification.acknowledged.v1"
    notification: NotificationId
    by: Officer
