"""What every route that changes something asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request

from services.chassis.api.authentication import caller, visitor
from services.chassis.api.idempotency import Key, request_cause
from services.chassis.desk import Asked
from services.chassis.identity import ANONYMOUS


async def _asked(request: Request, idempotency_key: Key = None) -> Asked:
    cause = await request_cause(request, idempotency_key)  # called and not depended on: each dependency costs as much as its work
    return Asked(cause, await caller(request))


Command = Annotated[Asked, Depends(_asked)]
"""A command: who asks, under which Idempotency-Key."""


async def open_command(request: Request, idempotency_key: Key = None) -> Asked:
    """See :data:`Open`. A page's form has its key in a field."""
    cause, who = await request_cause(request, idempotency_key), await visitor(request)
    return Asked(replace(cause, client=f"{ANONYMOUS.subject}/{cause.hash}") if who.kind == ANONYMOUS.kind else cause, who)


Open = Annotated[Asked, Depends(open_command)]
"""A command that anybody may give. Who has no name is known by what is asked: the same content under the same key is the same command,
and strangers who chose the same key are not in each other's way."""
