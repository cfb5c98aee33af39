"""Signatures between systems, by Standard Webhooks: what we send is signed with a secret that the receiver has, and what systems report
to us is signed with a secret that we gave them. The secrets lie in a collection of their own and in no event."""

from __future__ import annotations

import secrets as random
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pymongo import ReturnDocument
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from contracts.refusal import Text
from services.chassis.clock import Clock, SystemClock
from services.chassis.desk import Desk
from services.chassis.mongo import Database, Document
from services.chassis.tokens import unauthenticated

COLLECTION = "signing_secrets"
_BYTES = 32
_LONGEST_ID = 255
_WRONG = Text(
    "签名无效、缺失或已过时（Standard Webhooks，时间戳误差不超过 5 分钟）",
    "The signature is wrong, missing or too old (Standard Webhooks; timestamps within 5 minutes)",
)


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
        return (await self.of_all([owner]))[0]

    async def of_all(self, owners: Sequence[str]) -> list[tuple[str, ...]]:
        """The same of each of these, in their order."""
        rows = await self._rows.find({"_id": {"$in": list(set(owners))}}).to_list(None)
        good = {row["_id"]: self._good(row) for row in rows}
        return [good.get(owner, ()) for owner in owners]

    def _good(self, row: Document) -> tuple[str, ...]:
        return (row["secret"], row["before"]) if row["before"] and self._clock.now() < row["until"] else (row["secret"],)

    async def forget(self, owner: str) -> None:
        """Its signatures are good for nothing from now on."""
        await self._rows.delete_one({"_id": owner})


def partners(desk: Desk) -> Secrets:
    """The secrets of a service's partners, by the subject of their API keys (``key:<client>``)."""
    return Secrets(desk.database, timedelta(seconds=desk.settings.webhooks.rotation))


def now() -> datetime:
    """The machine's time: receivers hold a signature's timestamp against theirs, which the platform's shared clock cannot move."""
    return datetime.now(UTC)
