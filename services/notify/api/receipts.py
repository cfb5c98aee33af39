"""What city systems report back, signed by Standard Webhooks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from services.chassis.api.openapi import problems
from services.chassis.api.reports import Report, report
from services.chassis.api.routes import router
from services.notify.api.dependencies import Held, NotificationId
from services.notify.api.models import NotificationDone
from services.notify.handlers import receipts as handlers

routes = router("/v1/notifications", "notifications")


@routes.post(
    "/{id}/receipt",
    status_code=201,
    summary="回执 A system says that it has a webhook; signed with its endpoint's secret",
    responses=problems("body-too-large", "idempotency-key-reused"),
    openapi_extra={"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}, "security": []},
)
async def receipt(notification: NotificationId, signed: Annotated[Report, Depends(report)], notify: Held) -> NotificationDone:
    """Headers ``webhook-id`` (chosen by the system; the same in every retry), ``webhook-timestamp`` and ``webhook-signature`` over the body
    as it is sent, which may say anything. Unsigned, wrongly signed and stale reports are a 401."""
    return NotificationDone(**await handlers.receipt(notify, notification, signed))
