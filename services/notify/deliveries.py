"""The ledger of deliveries, on the view of notifications: what the sender takes its work from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.chassis.desk import Desk
from services.chassis.mongo import Document
from services.notify.channels.channel import Answer, Outgoing
from services.notify.channels.ledger import Besides, Due
from services.notify.domain.happening import name_of
from services.notify.domain.notification import Notification
from services.notify.handlers import delivery
from services.notify.handlers.delivery import Try
from services.notify.views import NOTIFICATIONS


@dataclass(frozen=True, slots=True)
class Deliveries:
    """See :class:`services.notify.channels.ledger.Ledger`."""

    desk: Desk

    async def due(self, now: datetime, besides: Besides, limit: int) -> Sequence[Due]:
        """The next that are due, the oldest first."""
        wanted: Document = {"due": {"$lte": now}}
        if besides.ids:
            wanted["_id"] = {"$nin": list(besides.ids)}
        if besides.lanes:
            wanted["$nor"] = [{"channel": channel, "address": address} for channel, address in besides.lanes]
        found = NOTIFICATIONS.collection(self.desk.database).find(wanted, {"state": 1, "version": 1, "due": 1})
        rows = found.sort("due", 1).hint("due")  # the store would go by the ids: through all notifications there ever were
        return [_due(row) for row in await rows.limit(limit).to_list(limit)]

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next one after now falls due."""
        rows = NOTIFICATIONS.collection(self.desk.database)
        following: Document | None = await rows.find_one({"due": {"$gt": now}}, {"due": 1}, sort=[("due", 1)])
        return following["due"] if following else None

    async def attempted(self, tries: Sequence[tuple[Due, Answer]]) -> Sequence[Exception | None]:
        """Record attempts, each once, all in one group of commits."""
        now = self.desk.clock.now()
        return await delivery.attempted(self.desk, [Try(due.outgoing.id, due.attempt, answer, now) for due, answer in tries])


def outgoing_of(row: Document) -> Outgoing:
    """A notification as its channel gets it, from its row; LookupError for one that was never made."""
    state = Notification.model_validate(row["state"])
    return _outgoing(row["_id"], state)


def _outgoing(key: str, state: Notification) -> Outgoing:
    sent = state.sent
    if sent is None:
        raise LookupError(f"notification {key} was never made")
    return Outgoing(
        id=key,
        channel=sent.channel,
        address=(state.to or sent.to).address,
        title=sent.title,
        body=sent.body,
        language=sent.language,
        type=name_of(sent.event.type),
        data=sent.payload,
        at=sent.event.at,
    )


def _due(row: Document) -> Due:
    state = Notification.model_validate(row["state"])
    return Due(_outgoing(row["_id"], state), row["version"], row["due"], len(state.attempts) + 1)
