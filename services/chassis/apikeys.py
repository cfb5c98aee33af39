"""API keys of other systems: ``lz_<prefix>_<secret>``. The secret is shown once; the store keeps its SHA-256."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError

from contracts.refusal import Text
from services.chassis.clock import Clock, SystemClock
from services.chassis.identity import Principal
from services.chassis.mongo import Collection, Database, Document
from services.chassis.tokens import unauthenticated

COLLECTION = "api_keys"
LIVE_KEYS = 2  # of one client: the old and the new one while it changes over
_KEPT = 15.0  # seconds a key is believed without asking the store: a revocation works after that at the latest
_KNOWN = 1_000
_FORM = re.compile(r"lz_([0-9a-f]{12})_([0-9a-f]{64})")
_WRONG = Text("API 密钥无效、已过期或已吊销", "The API key is wrong, expired or revoked")


class TooManyKeys(Exception):
    """The client has two live keys already: revoke one first."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key allows, and for whom: ``client`` is the other system's name."""

    client: str
    scopes: frozenset[str]
    regions: tuple[str, ...]
    expires: datetime
    roles: frozenset[str] = frozenset({"city-system"})
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as the store holds it: all but its secret."""

    prefix: str
    digest: bytes
    grant: Grant
    created: datetime
    revoked: datetime | None

    @classmethod
    def parse(cls, row: Document) -> Self:
        grant = Grant(
            client=row["client"],
            scopes=frozenset(row["scopes"]),
            regions=tuple(row["regions"]),
            expires=row["expires"],
            roles=frozenset(row["roles"]),
            organisation=row["organisation"],
        )
        return cls(row["_id"], row["digest"], grant, row["created"], row["revoked"])

    def live(self, now: datetime) -> bool:
        return self.revoked is None and self.grant.expires > now

    @property
    def principal(self) -> Principal:
        grant = self.grant
        return Principal(
            subject=f"key:{grant.client}",
            name=grant.client,
            roles=grant.roles,
            regions=grant.regions,
            organisation=grant.organisation,
            scopes=grant.scopes,
            kind="system",
        )


class ApiKeys:
    """The keys of one service."""

    def __init__(self, database: Database, clock: Clock | None = None, seconds: Callable[[], float] = time.monotonic) -> None:
        self._rows: Collection = database[COLLECTION]
        self._clock = clock or SystemClock()
        self._seconds = seconds
        self._known: OrderedDict[str, tuple[ApiKey, float]] = OrderedDict()

    async def prepare(self) -> None:
        """Make the index that lets a client have no third live key."""
        live = {"slot": {"$exists": True}}
        await self._rows.create_index(
            [("client", ASCENDING), ("slot", ASCENDING)], name="client_slot", unique=True, partialFilterExpression=live
        )

    async def principal(self, presented: str) -> Principal:
        """Who the key speaks for; a Refusal (401) where it is not good."""
        form = _FORM.fullmatch(presented)
        key = await self._find(form[1]) if form else None
        if form is None or key is None:
            raise unauthenticated(_WRONG)
        matches = hmac.compare_digest(key.digest, _digest(form[2]))
        if not matches or not key.live(self._clock.now()):
            raise unauthenticated(_WRONG)
        return key.principal

    async def _find(self, prefix: str) -> ApiKey | None:
        known = self._known.get(prefix)
        if known is not None and known[1] > self._seconds():
            return known[0]
        row = await self._rows.find_one({"_id": prefix})
        if row is None:
            self._known.pop(prefix, None)
            return None
        key = ApiKey.parse(row)
        self._known[prefix] = (key, self._seconds() + _KEPT)
        while len(self._known) > _KNOWN:
            self._known.popitem(last=False)
        return key

    async def issue(self, grant: Grant) -> str:
        """A new key, in clear: it is not kept anywhere. TooManyKeys: the client has two live ones."""
        await self._free_slots(grant.client)
        for slot in range(LIVE_KEYS):
            prefix, secret = secrets.token_hex(6), secrets.token_hex(32)
            try:
                await self._rows.insert_one(self._row(grant, prefix, secret) | {"slot": slot})
            except DuplicateKeyError:
                continue
            return f"lz_{prefix}_{secret}"
        raise TooManyKeys(grant.client)

    async def _free_slots(self, client: str) -> None:
        await self._rows.update_many(
            {"client": client, "slot": {"$exists": True}, "expires": {"$lte": self._clock.now()}}, {"$unset": {"slot": ""}}
        )

    def _row(self, grant: Grant, prefix: str, secret: str) -> Document:
        return {
            "_id": prefix,
            "digest": _digest(secret),
            "client": grant.client,
            "roles": sorted(grant.roles),
            "scopes": sorted(grant.scopes),
            "regions": list(grant.regions),
            "organisation": grant.organisation,
            "created": self._clock.now(),
            "expires": grant.expires,
            "revoked": None,
        }

    async def revoke(self, prefix: str) -> bool:
        """End a key; False where there is no such live key. Every process knows it after 15 s at the latest."""
        ended = {"$set": {"revoked": self._clock.now()}, "$unset": {"slot": ""}}
        found = await self._rows.update_one({"_id": prefix, "revoked": None}, ended)
        self._known.pop(prefix, None)
        return bool(found.modified_count)

    async def list(self, client: str | None = None) -> list[ApiKey]:
        """All keys, or a client's, the newest first."""
        rows = self._rows.find({"client": client} if client else {}).sort("created", -1)
        return [ApiKey.parse(row) async for row in rows]


def _digest(secret: str) -> bytes:
    # The secret has 256 random bits: a slow password hash would add nothing.
    return hashlib.sha256(secret.encode()).digest()
