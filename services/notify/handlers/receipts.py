"""Receipts: a city's system says that it has a notification, signed with the secret of the endpoint that it went to."""

from __future__ import annotations

from typing import Any

from contracts.canonical import instant
from contracts.events.parties import Officer
from services.chassis.api.reports import Report
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Streams
from services.notify.channels.endpoints import EndpointStore
from services.notify.domain import notification as rules
from services.notify.domain.notification import Notification
from services.notify.notify import Notify
from services.notify.streams import NOTIFICATION
from services.notify.views import NOTIFICATIONS


async def receipt(notify: Notify, key: str, report: Report) -> dict[str, Any]:
    """Note a receipt. A Refusal (401) where it is not signed by the endpoint, or there is no such notification: the two look alike.

    Its ``webhook-id`` is its idempotency key; another receipt by the same system changes nothing.
    """
    store = EndpointStore(notify)
    state = await notify.state(NOTIFICATIONS, key, Notification)
    endpoint = state.sent.to.endpoint if state and state.sent else None
    cause = report.cause(f"endpoint/{endpoint}", await store.secrets(endpoint) if endpoint else ())
    registered = await store.endpoint(endpoint or "")
    client = registered.client if registered else cause.client
    stream = NOTIFICATION.stream(key)

    def decide(streams: Streams) -> Decision:
        now = streams.state(NOTIFICATION, key)
        events = rules.acknowledge(now, Officer(subject=client, name=client.removeprefix("key:")))
        done = Decision({"id": key, "status": now.state.value, "at": instant(streams.now)})
        return done.on(stream, *events) if events else done

    outcome = await notify.chassis.group.execute(Command(cause, Actor(client), decide, (stream,)))
    return outcome.answer
