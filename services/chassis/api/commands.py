"""What every route that changes something asks for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from services.chassis.api.authentication import caller
from services.chassis.api.idempotency import Key, request_cause
from services.chassis.desk import Asked


async def _asked(request: Request, idempotency_key: Key = None) -> Asked:
    cause = await request_cause(request, idempotency_key)  # called and not depended on: each dependency costs as much as its work
    return Asked(cause, await caller(request))


Command = Annotated[Asked, Depends(_asked)]
"""A command: who asks, under which Idempotency-Key."""
