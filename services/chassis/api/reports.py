"""What other systems report to us: raw, bounded, and believed only with a good signature (Standard Webhooks)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from contracts.refusal import Refusal, Text
from services.chassis.api.authentication import Caller
from services.chassis.api.bodies import parse
from services.chassis.api.faults import faults_of
from services.chassis.causes import RequestCause
from services.chassis.desk import Asked, Desk
from services.chassis.signatures import partners, verified
from services.chassis.sizes import too_large

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Report:
    """What a system reported, as it came in: nothing in it is believed before :meth:`cause` has been asked."""

    headers: Mapping[str, str]
    path: str
    body: bytes

    def cause(self, client: str, secrets: Sequence[str]) -> RequestCause:
        """The request that the report is: its ``webhook-id`` is its idempotency key. A Refusal (401) where the signature is not good."""
        message = verified(self.headers, self.body, secrets)
        return RequestCause(client, message, hashlib.sha256(b"%b\n%b" % (self.path.encode(), self.body)).hexdigest())

    def read(self, model: type[Model]) -> Model:
        """What it says; a Refusal (422) where it does not fit."""
        try:
            return model.model_validate(parse(self.body, depth=8))
        except ValidationError as error:
            faults = faults_of([{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()])
            text = Text(f"共有 {len(faults)} 处不符合要求", f"{len(faults)} thing(s) do not meet the requirements")
            raise Refusal("invalid-content", text, faults) from error


async def report(request: Request) -> Report:
    """A dependency: the raw report, read no further than its limit. A Refusal (413) where it is larger."""
    limit: int = request.app.state.settings.reports.limit
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise too_large(limit, len(body))
    return Report(request.headers, request.scope["path"], bytes(body))


@dataclass(frozen=True, slots=True)
class Signed:
    """A report of a system that presented its API key and signed with the secret that belongs to it."""

    asked: Asked
    report: Report


async def signed(request: Request, caller: Caller, raw: Annotated[Report, Depends(report)]) -> Signed:
    """A dependency for what a system reports: ``Annotated[Signed, Depends(signed)]``. ``asked`` is the command, whose idempotency key is
    the report's ``webhook-id``. A Refusal (401) where the key or the signature is not good, or the client was given no
    secret (``lianzhu key secret``)."""
    secrets = await partners(desk_of(request)).of(caller.subject)
    return Signed(Asked(raw.cause(caller.subject, secrets), caller), raw)


def desk_of(request: Request) -> Desk:
    """The desk of the service that serves the request."""
    desk = request.app.state.resources.service
    if not isinstance(desk, Desk):
        raise TypeError(f"the service holds {type(desk).__name__}, which is no desk")
    return desk
