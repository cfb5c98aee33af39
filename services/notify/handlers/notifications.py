"""Notifications, by hand: sent again, and acknowledged."""

from __future__ import annotations

from typing import Any

from contracts.canonical import instant
from contracts.events.parties import Officer
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.notify import access
from services.notify.domain import notification as rules
from services.notify.domain.notification import Notification
from services.notify.handlers.whereabouts import Whereabouts, office_of
from services.notify.notify import Notify
from services.notify.streams import ENDPOINT, NOTIFICATION


async def redeliver(notify: Notify, asked: Asked, key: str, reason: str) -> dict[str, Any]:
    """Send it again under its id, to where its recipient is reached by now."""
    stream, office = NOTIFICATION.stream(key), await office_of(notify, key)

    def decide(streams: Streams) -> Decision:
        state = streams.state(NOTIFICATION, key)
        access.require_redelivery(asked.caller, state, _client(streams, state))
        events = rules.redeliver(state, Whereabouts(streams, office).of(state), reason, Officer.of(asked.caller))
        return Decision({"id": key, "status": "due", "at": instant(streams.now)}).on(stream, *events)

    return await notify.decide(asked, "redeliver", decide, stream)


async def acknowledge(notify: Notify, asked: Asked, key: str) -> dict[str, Any]:
    """Its reader has read it, or a system has received it; said twice, it is said once."""
    stream = NOTIFICATION.stream(key)

    def decide(streams: Streams) -> Decision:
        state = streams.state(NOTIFICATION, key)
        access.require_reader(asked.caller, state, _client(streams, state))
        events = rules.acknowledge(state, Officer.of(asked.caller))
        done = Decision({"id": key, "status": state.state.value, "at": instant(streams.now)})
        return done.on(stream, *events) if events else done

    return await notify.decide(asked, "acknowledge", decide, stream)


def _client(streams: Streams, state: Notification) -> str:
    """The system whose endpoint it went to."""
    key = state.sent.to.endpoint if state.sent else None
    return streams.state(ENDPOINT, key).client if key else ""
