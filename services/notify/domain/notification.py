"""One notification to one recipient over one channel: what was sent, each try, and where it stands."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.notify.notification import (
    NotificationAbandoned,
    NotificationAcknowledged,
    NotificationAttempted,
    NotificationDelivered,
    NotificationDue,
    NotificationRedelivered,
)
from contracts.events.notify.values import Channel, EventRef, To
from contracts.events.parties import Officer
from contracts.events.values import Instant
from contracts.refusal import Refusal, Text
from services.notify.domain.schedule import next_try

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LONGEST_ANSWER = 2000
HERE: frozenset[Channel] = frozenset({"inbox", "feed"})
"""The channels on which one is told on the platform itself: nobody carries it."""


def notification_id(event: EventRef, recipient: str, channel: str) -> str:
    """A ULID that follows from what it is for: the event's time, then 80 bits of the digest of event, recipient and channel."""
    digest = hashlib.sha256(f"{event.id}\n{recipient}\n{channel}".encode()).digest()
    number = int(event.at.timestamp() * 1000) << 80 | int.from_bytes(digest[:10], "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


class State(StrEnum):
    """Where it stands."""

    NONE = "none"
    DUE = "due"
    DELIVERED = "delivered"
    ABANDONED = "abandoned"


class Attempt(BaseModel):
    """One try at an address, and what the other side said."""

    model_config = ConfigDict(frozen=True)
    number: int
    at: Instant
    outcome: Literal["delivered", "retry", "refused"]
    answer: str
    code: int | None
    next: Instant | None
    address: str = ""


class Acknowledgement(BaseModel):
    """Who has read or received it, and when."""

    model_config = ConfigDict(frozen=True)
    by: str
    at: Instant


class Notification(BaseModel):
    """``due`` is when it is to be tried next. ``failed`` counts the tries since it was made or sent again by hand.

    ``moved`` is where it goes since it was sent again by hand.
    """

    model_config = ConfigDict(frozen=True)
    state: State = State.NONE
    sent: NotificationDue | None = None
    made: Instant | None = None
    due: Instant | None = None
    failed: int = 0
    attempts: tuple[Attempt, ...] = ()
    delivered: Instant | None = None
    abandoned: str | None = None
    redeliveries: int = 0
    acknowledged: tuple[Acknowledgement, ...] = ()
    moved: To | None = None

    @property
    def to(self) -> To | None:
        """Where it goes now; None for one that was never made."""
        return self.moved or (self.sent.to if self.sent else None)


def fold(state: Notification, event: Event, at: datetime) -> Notification:
    changes: dict[str, Any] = {}
    match event:
        case NotificationDue():
            return _made(event, at)
        case NotificationAttempted():
            said = event.model_dump(include={"outcome", "answer", "code", "next"})
            tried = Attempt(number=event.attempt, at=at, address=state.to.address if state.to else "", **said)
            changes = {"attempts": (*state.attempts, tried), "failed": state.failed + 1, "due": event.next}
        case NotificationDelivered():
            changes = {"state": State.DELIVERED, "delivered": at, "due": None, "failed": 0}
        case NotificationAbandoned():
            changes = {"state": State.ABANDONED, "abandoned": event.reason, "due": None}
        case NotificationRedelivered():
            changes = {"state": State.DUE, "due": at, "failed": 0, "abandoned": None, "redeliveries": state.redeliveries + 1}
            changes["moved"] = event.to or state.moved
        case NotificationAcknowledged():
            changes = {"acknowledged": (*state.acknowledged, Acknowledgement(by=event.by.subject, at=at))}
    return state.model_copy(update=changes)


def _made(sent: NotificationDue, at: datetime) -> Notification:
    """Due at once; what is told on the platform itself is there with its record."""
    if sent.channel in HERE:
        return Notification(state=State.DELIVERED, sent=sent, made=at, delivered=at)
    return Notification(state=State.DUE, sent=sent, made=at, due=at)


@dataclass(frozen=True, slots=True)
class Said:
    """What a channel answered to a try: ``retry`` it may go better, ``refused`` it never will."""

    outcome: Literal["delivered", "retry", "refused"]
    detail: str
    code: int | None = None
    retry_after: timedelta | None = None


def attempt(state: Notification, number: int, said: Said, now: datetime) -> list[Event]:
    """Record the try ``number`` (from 1). Nothing to do where it was recorded before, or nothing was due any more."""
    if state.sent is None or state.state is not State.DUE or number != len(state.attempts) + 1:
        return []
    key = state.sent.notification
    again = next_try(state.failed + 1, now, said.retry_after) if said.outcome == "retry" else None
    tried = NotificationAttempted(
        notification=key, attempt=number, outcome=said.outcome, answer=said.detail[:_LONGEST_ANSWER], code=said.code, next=again
    )
    if said.outcome == "delivered":
        return [tried, NotificationDelivered(notification=key)]
    if again is None:
        return [tried, NotificationAbandoned(notification=key, reason=said.detail[:_LONGEST_ANSWER] or said.outcome)]
    return [tried]


def redeliver(state: Notification, to: To | None, reason: str, by: Officer) -> list[Event]:
    """Send it again, under its id, once no try is to come by itself; ``to``: where its recipient is reached by now."""
    sent = _require_sent(state)
    if state.state is State.DUE:
        zh, en = "该通知仍在发送中，无需重发", "The notification is still being sent; there is no need to send it again"
        raise Refusal("wrong-status", Text(zh, en))
    return [NotificationRedelivered(notification=sent.notification, reason=reason, by=by, to=to)]


def acknowledge(state: Notification, by: Officer) -> list[Event]:
    """Somebody has read or received it; nothing to do where the same one said so before."""
    sent = _require_sent(state)
    if any(one.by == by.subject for one in state.acknowledged):
        return []
    return [NotificationAcknowledged(notification=sent.notification, by=by)]


def _require_sent(state: Notification) -> NotificationDue:
    if state.sent is None:
        raise Refusal("not-found", Text("没有这条通知", "There is no such notification"))
    return state.sent
