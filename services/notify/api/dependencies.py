"""What every route of notify asks for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path

from contracts.identifiers import Uscc
from contracts.roles import Role
from services.chassis.api.resources import held
from services.notify.notify import Notify

Held = Annotated[Notify, Depends(held(Notify))]

ApplicationId = Annotated[str, Path(alias="id", pattern="^[0-9A-HJKMNP-TV-Z]{26}$", description="Application id (ULID)")]
NotificationId = Annotated[str, Path(alias="id", pattern="^[0-9A-HJKMNP-TV-Z]{26}$", description="Notification id (ULID)")]
RecipientId = Annotated[str, Path(alias="id", pattern="^[0-9A-HJKMNP-TV-Z]{26}$", description="Recipient id (ULID)")]
UsccKey = Annotated[Uscc, Path(alias="uscc", description="统一社会信用代码")]
RoleKey = Annotated[Role, Path(description="The office's role")]
PlaceKey = Annotated[
    str, Path(pattern="^[0-9A-Z]{2,18}$", description="Division code (GB/T 2260), or the USCC of a firm", examples=["130102"])
]
