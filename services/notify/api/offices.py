"""Offices, and their people who want to be told."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Response

from contracts.events.notify.office import RecipientEntry
from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.authentication import Caller
from services.chassis.api.commands import Command
from services.chassis.api.openapi import problems
from services.chassis.api.preconditions import IfMatch, etag
from services.chassis.api.routes import router
from services.notify import reading
from services.notify.api.dependencies import Held, PlaceKey, RecipientId, RoleKey
from services.notify.api.models import NewRecipient, OfficeShown, RecipientDone
from services.notify.domain.office import Recipient
from services.notify.handlers import offices as handlers
from services.notify.handlers.offices import OfficeTask

routes = router("/v1/offices", "recipients")

_ONE = "/{role}/{place}"


async def _task(role: RoleKey, place: PlaceKey, asked: Command, notify: Held) -> OfficeTask:
    return OfficeTask(notify, asked, (role.value, place))


InOffice = Annotated[OfficeTask, Depends(_task)]


@routes.get(_ONE, summary="单位收件人 An office with its recipients", responses=problems("not-found"))
async def office(role: RoleKey, place: PlaceKey, caller: Caller, notify: Held, response: Response) -> OfficeShown:
    shown, version = await reading.office(notify, caller, role, place)
    response.headers["etag"] = etag(version)
    return shown


@routes.post(
    f"{_ONE}/recipients", status_code=201, summary="登记收件人 Register a recipient", responses=problems("not-found", "invalid-content")
)
async def register(body: NewRecipient, task: InOffice, response: Response) -> RecipientDone:
    done = RecipientDone(**await handlers.register(task, _entry(body)))
    response.headers["location"] = f"/v1/offices/{done.role}/{done.place}"
    return done


@routes.put(
    f"{_ONE}/recipients/{{id}}",
    summary="修改收件人 Replace a recipient's entry",
    responses=problems("not-found", "invalid-content", "stale-version", "precondition-required"),
)
async def edit(recipient: RecipientId, body: NewRecipient, expected: IfMatch, task: InOffice) -> RecipientDone:
    return RecipientDone(**await handlers.edit(task, Recipient(id=recipient, entry=_entry(body)), expected))


@routes.post(
    f"{_ONE}/recipients/{{id}}/deactivation",
    status_code=201,
    summary="停用收件人 Tell a recipient nothing any more",
    responses=problems("not-found"),
)
async def deactivation(recipient: RecipientId, task: InOffice) -> RecipientDone:
    return RecipientDone(**await handlers.deactivate(task, recipient))


def _entry(body: NewRecipient) -> RecipientEntry:
    """A Refusal where a chosen channel has no address."""
    addresses = {"email": body.email, "sms": body.phone}
    names = {"email": "email", "sms": "phone"}
    missing = [channel for channel in body.channels if not addresses[channel]]
    if missing:
        text = Text("所选渠道缺少对应的地址", "A chosen channel has no address")
        raise Refusal("invalid-content", text, tuple(Fault("missing", f"/{names[channel]}", text) for channel in missing))
    return RecipientEntry(**body.model_dump())
