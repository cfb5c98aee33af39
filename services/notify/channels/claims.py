"""Which sender tries a notification: a claim on it at its present version, by lease, a whole batch in two calls."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex

from pymongo import ASCENDING, UpdateOne
from pymongo.errors import BulkWriteError

from services.chassis.mongo import FLEETING, LOCAL, Database, Document

COLLECTION = "claims"
_DUPLICATE_KEY = 11000
_KEPT = 3600  # seconds that an ended claim stays before the store removes it


class Claims:
    """One sender's claims. Their end is judged by the store's clock, as that of every lease.

    A claim that the store forgets in a crash may lead to a second sending under the one id, as a sender's own death may: so nobody waits
    until a claim is safe.
    """

    def __init__(self, database: Database, holder: str, seconds: float) -> None:
        self._rows = database.get_collection(COLLECTION, write_concern=FLEETING, read_concern=LOCAL)
        self._holder = holder
        self._milliseconds = int(seconds * 1000)

    async def prepare(self) -> None:
        """Make the index by which ended claims are removed."""
        await self._rows.create_index([("until", ASCENDING)], name="until", expireAfterSeconds=_KEPT)

    async def take(self, keys: Sequence[str]) -> set[str]:
        """Claim these; returns those that are now ours. What we claimed before is not: it is on its way, or was not recorded and waits."""
        if not keys:
            return set()
        holder = f"{self._holder}/{token_hex(8)}"
        try:
            written = await self._rows.bulk_write(
                [UpdateOne({"_id": key}, self._claim(holder), upsert=True) for key in keys], ordered=False
            )
        except BulkWriteError as error:
            if any(failure["code"] != _DUPLICATE_KEY for failure in error.details["writeErrors"]):
                raise  # two first claims that meet are no failure: the other sender has it
        else:
            if written.upserted_count == len(keys):  # as nearly always: nobody claimed any of them before
                return set(keys)
        ours = self._rows.find({"_id": {"$in": list(keys)}, "holder": holder}, {"_id": 1})
        return {row["_id"] for row in await ours.to_list(None)}

    def _claim(self, holder: str) -> list[Document]:
        free = {"$lte": [{"$ifNull": ["$until", "$$NOW"]}, "$$NOW"]}
        return [
            {"$set": {"free": free}},
            {
                "$set": {
                    "holder": {"$cond": ["$free", holder, "$holder"]},
                    "until": {"$cond": ["$free", {"$add": ["$$NOW", self._milliseconds]}, "$until"]},
                }
            },
            {"$unset": "free"},
        ]
