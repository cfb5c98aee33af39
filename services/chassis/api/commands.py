"""What every route that changes something asks for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from services.chassis.api.authentication import Caller
from services.chassis.api.idempotency import Cause
from services.chassis.desk import Asked


async def _asked(cause: Cause, caller: Caller) -> Asked:
    return Asked(cause, caller)


Command = Annotated[Asked, Depends(_asked)]
"""A command: who asks, under which Idempotency-Key."""
