"""Signatures between systems, by Standard Webhooks: what we send is signed with a secret that the receiver has, and what systems report
to us is signed with a secret that we gave them. The secrets lie in a collection of their own and in no event."""

from __future__ import annotations

import hashlib
import secrets as random
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from pymongo import ReturnDocument
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from contracts.refusal import Refusal, Text
from services.chassis.api.bodies import parse
from services.chassis.api.faults import faults_of
from services.chassis.causes import RequestCause
from services.chassis.clock import Clock, SystemClock
from services.chassis.mongo import Database, Document
from services.chassis.sizes import too_large
from services.chassis.tokens import unauthenticated

COLLECTION = "signing_secrets"
_BYTES = 32
_LONGEST_ID = 255
_WRONG = Text(
    "签名无效、缺失或已过时（Standard Webhooks，时间戳误差不超过 5 分钟）",
    "The signature is wrong, missing or too old (Standard Webhooks; timestamps within 5 minutes)",
)

Model = TypeVar("Model", bound=BaseModel)


def new_secret() -> str:
    """256 random bits in the form that the libraries for Standard Webhooks take."""
    return "whsec_" + b64encode(random.token_bytes(_BYTES)).decode()


def sign(message: str, at: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers of a signed message, one signature for each secret; ``at`` is the machine's time (:func:`now`)."""
    signatures = [Webhook(secret).sign(message, at, body.decode()) for secret in secrets]
    return {"webhook-id": message, "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": " ".join(signatures)}


def verified(headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> str:
    """The id of a message that carries a good signature by one of the secrets; a Refusal (401) for any other, without saying why."""
    named = {name: headers[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature") if name in headers}
    message = named.get("webhook-id", "")
    if not (0 < len(message) <= _LONGEST_ID and message.isascii() and message.isprintable()):
        raise unauthenticated(_WRONG)
    for secret in secrets:
        try:
            Webhook(secret).verify(body, named, json_parse=False)
        except (WebhookVerificationError, ValueError):  # a header in no shape at all is a ValueError of the library's
            continue
        return message
    raise unauthenticated(_WRONG)


class Secrets:
    """The signing secrets of one service's partners: of each the present one, and for a while the one before."""

    def __init__(self, database: Database, keeps: timedelta, clock: Clock | None = None) -> None:
        self._rows = database[COLLECTION]
        self._keeps = keeps
        self._clock = clock or SystemClock()

    async def put(self, owner: str) -> str:
        """The owner's secret; a new one where it has none."""
        fresh: Document = {"$setOnInsert": {"secret": new_secret(), "before": None, "until": None, "rotation": 0}}
        row = await self._rows.find_one_and_update({"_id": owner}, fresh, upsert=True, return_document=ReturnDocument.AFTER)
        return str(row["secret"])

    async def rotate(self, owner: str, rotation: int) -> str:
        """A new secret; the one before stays good for a while. ``rotation`` rises from one to the next: repeated, it changes nothing."""
        until = self._clock.now() + self._keeps
        fresh: list[Document] = [{"$set": {"before": "$secret", "until": until, "secret": new_secret(), "rotation": rotation}}]
        await self._rows.update_one({"_id": owner, "rotation": {"$lt": rotation}}, fresh)
        return await self.put(owner)

    async def of(self, owner: str) -> tuple[str, ...]:
        """All that are good now, the present one first; none where the owner is not known."""
        row = await self._rows.find_one({"_id": owner})
        if row is None:
            return ()
        return (row["secret"], row["before"]) if row["before"] and self._clock.now() < row["until"] else (row["secret"],)

    async def forget(self, owner: str) -> None:
        """Its signatures are good for nothing from now on."""
        await self._rows.delete_one({"_id": owner})


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


def now() -> datetime:
    """The machine's time: receivers hold a signature's timestamp against theirs, which the platform's shared clock cannot move."""
    return datetime.now(UTC)
