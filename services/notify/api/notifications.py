"""Notifications: one's own inbox, redelivery by hand, receipts."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from pydantic import Field

from services.chassis.api.authentication import Caller
from services.chassis.api.commands import Command
from services.chassis.api.openapi import problems
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.routes import router
from services.chassis.mongo import Document
from services.notify import access, reading
from services.notify.api.dependencies import Held, NotificationId
from services.notify.api.models import InboxRow, NotificationDone, Redelivery
from services.notify.handlers import notifications as handlers
from services.notify.views import NOTIFICATIONS

routes = router("/v1/notifications", "notifications")


class Filters(PageQuery):
    """What an inbox is narrowed to."""

    application: str | None = Field(default=None, max_length=26)
    programme: str | None = Field(default=None, max_length=40)
    round: str | None = Field(default=None, max_length=40)
    type: str | None = Field(default=None, max_length=100)
    read: bool | None = None

    @property
    def document(self) -> Document:
        """The filter on the rows."""
        return self.model_dump(exclude={"limit", "cursor"}, exclude_none=True)


@routes.get("", summary="我的通知 One's own inbox, the newest first")
async def notifications(request: Request, caller: Caller, notify: Held, filters: Annotated[Filters, Query()]) -> Page[InboxRow]:
    own = {"channel": "inbox", "address": {"$in": access.audiences(caller)}}
    listing = Listing({**filters.document, **own}, (("_id", -1),))
    return await filters.reader(request).read(NOTIFICATIONS.collection(notify.database), listing, reading.inbox)


@routes.get("/{id}", summary="通知 One notification", responses=problems("not-found"))
async def notification(notification: NotificationId, caller: Caller, notify: Held) -> InboxRow:
    return await reading.inbox_row(notify, caller, notification)


@routes.post(
    "/{id}/redelivery",
    status_code=201,
    summary="重新发送 Send a notification again, under its id",
    responses=problems("not-found", "forbidden", "wrong-status", "conflict"),
)
async def redelivery(notification: NotificationId, body: Redelivery, asked: Command, notify: Held) -> NotificationDone:
    return NotificationDone(**await handlers.redeliver(notify, asked, notification, body.reason))


@routes.post(
    "/{id}/acknowledgement",
    status_code=201,
    summary="确认收到 Say that it has been read or received",
    responses=problems("not-found", "forbidden"),
)
async def acknowledgement(notification: NotificationId, asked: Command, notify: Held) -> NotificationDone:
    """Its reader, or the system that it went to; said again, by whatever key, it is said once."""
    return NotificationDone(**await handlers.acknowledge(notify, asked, notification))
