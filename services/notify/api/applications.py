"""What was told about an application: its way for the applicant, the ledger for the bureaus."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from pydantic import Field

from services.chassis.api.authentication import Caller
from services.chassis.api.openapi import problems
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.routes import router
from services.chassis.mongo import Document
from services.notify import access, reading
from services.notify.api.dependencies import ApplicationId, Held
from services.notify.api.models import LedgerRow, TimelineShown
from services.notify.domain.notification import State
from services.notify.views import NOTIFICATIONS

routes = router("/v1/applications", "notifications")


class Filters(PageQuery):
    """What a ledger is narrowed to."""

    status: State | None = None
    channel: str | None = Field(default=None, max_length=20)
    role: str | None = Field(default=None, max_length=20)

    @property
    def document(self) -> Document:
        """The filter on the rows."""
        return self.model_dump(mode="json", exclude={"limit", "cursor"}, exclude_none=True)


@routes.get("/{id}/timeline", summary="申报进度 An application's way so far", responses=problems("not-found"))
async def timeline(application: ApplicationId, caller: Caller, notify: Held) -> TimelineShown:
    return await reading.timeline(notify, caller, application)


@routes.get("/{id}/notifications", summary="通知记录 Who was told what, when and how", responses=problems("not-found", "forbidden"))
async def notifications(
    request: Request, application: ApplicationId, caller: Caller, notify: Held, filters: Annotated[Filters, Query()]
) -> Page[LedgerRow]:
    access.require_ledger(caller, await reading.subject(notify, application))
    listing = Listing({"$and": [{"application": application}, access.visible(caller), filters.document]})
    return await filters.reader(request).read(NOTIFICATIONS.collection(notify.database), listing, reading.ledger)
