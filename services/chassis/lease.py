"""A lease: at most one process does a thing at a time, by the store's clock. A paused holder that wakes may do it once more."""

from __future__ import annotations

from pymongo import ReturnDocument

from services.chassis.mongo import Database, Document

LEASES = "leases"


class Lease:
    """One named lease, as one process sees it. Its expiry is judged by the server's clock, which no service's clock can disagree with."""

    def __init__(self, database: Database, name: str, holder: str, seconds: float) -> None:
        self._leases = database[LEASES]
        self._name = name
        self._holder = holder
        self._milliseconds = int(seconds * 1000)

    async def acquire(self) -> bool:
        """Take or renew it; False: another process has it."""
        free = {"$or": [{"$eq": ["$holder", self._holder]}, {"$lte": [{"$ifNull": ["$until", "$$NOW"]}, "$$NOW"]}]}
        until = {"$add": ["$$NOW", self._milliseconds]}
        update: list[Document] = [
            {"$set": {"free": free}},
            {
                "$set": {
                    "holder": {"$cond": ["$free", self._holder, "$holder"]},
                    "until": {"$cond": ["$free", until, "$until"]},
                }
            },
            {"$unset": "free"},
        ]
        row = await self._leases.find_one_and_update({"_id": self._name}, update, upsert=True, return_document=ReturnDocument.AFTER)
        return bool(row["holder"] == self._holder)

    async def release(self) -> None:
        """Give it back, if it is ours, so that another process need not wait for its end."""
        await self._leases.update_one({"_id": self._name, "holder": self._holder}, [{"$set": {"until": "$$NOW"}}])

    async def postpone(self, first: float, longest: float) -> int:
        """What it was taken for has failed: it stays taken, for ``first`` seconds and twice as long each time, ``longest`` at most. Returns
        how often it has failed, whoever had it; 0 where it is no longer ours."""
        failures = {"$add": [{"$ifNull": ["$failures", 0]}, 1]}
        pause = {"$min": [{"$multiply": [first * 1000, {"$pow": [2, {"$min": [{"$subtract": ["$failures", 1]}, 30]}]}]}, longest * 1000]}
        update: list[Document] = [{"$set": {"failures": failures}}, {"$set": {"until": {"$add": ["$$NOW", {"$toLong": pause}]}}}]
        own = {"_id": self._name, "holder": self._holder}
        row = await self._leases.find_one_and_update(own, update, return_document=ReturnDocument.AFTER)
        return int(row["failures"]) if row else 0

    async def remove(self) -> None:
        """Delete it: what it was for will not come again."""
        await self._leases.delete_one({"_id": self._name, "holder": self._holder})
