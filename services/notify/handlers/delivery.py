"""What came of a try: recorded by the sender, once for each try of a notification."""

from __future__ import annotations

from datetime import datetime

from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Streams
from services.chassis.desk import Desk
from services.notify.channels.channel import Answer
from services.notify.domain import endpoint as endpoints
from services.notify.domain import notification as rules
from services.notify.domain.notification import Notification, Said
from services.notify.streams import DIRECTORY, ENDPOINT, NOTIFICATION

_SENDER = Actor("notify/sender")


async def attempted(desk: Desk, notification: str, number: int, answer: Answer, now: datetime) -> None:
    """Record the try ``number`` (from 1) at ``now``. A second record of the same try, and a late one, change nothing."""
    stream = NOTIFICATION.stream(notification)
    said = Said(answer.outcome, answer.detail, answer.code, answer.retry_after)

    def decide(streams: Streams) -> Decision:
        state = streams.state(NOTIFICATION, notification)
        decision = Decision()
        if events := rules.attempt(state, number, said, now):
            decision.on(stream, *events)
            if answer.disable:
                _disable(streams, decision, state, answer.detail)
        return decision

    cause = RequestCause(_SENDER.subject, f"{notification}/{number}", "")
    await desk.chassis.group.execute(Command(cause, _SENDER, decide, (stream,)))


def _disable(streams: Streams, decision: Decision, state: Notification, reason: str) -> None:
    """The endpoint said that it is gone: it is told nothing more, in the commit that records the answer."""
    key = state.sent.to.endpoint if state.sent else None
    if key is None:
        return
    endpoint = streams.state(ENDPOINT, key)
    disabled, left = endpoints.disable(endpoint, reason or "gone")
    if disabled:
        decision.on(ENDPOINT.stream(key), *disabled)
        decision.on(DIRECTORY.stream(endpoint.region), *left)
