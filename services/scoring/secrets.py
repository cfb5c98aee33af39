"""What nobody may know before its time: a review's seed until its draw, the salt of its pseudonyms until its ranking.

They lie in a collection of their own, never in a commit: a commit is read by many, and kept for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex

from pymongo import ReturnDocument

from services.chassis.mongo import Database

_COLLECTION = "secrets"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Secret:
    """``seed`` is empty when it has been opened."""

    seed: bytes
    salt: bytes


class Secrets:
    """The secrets of all reviews."""

    def __init__(self, database: Database) -> None:
        self._rows = database[_COLLECTION]

    async def of(self, review: str) -> Secret:
        """A review's seed and salt, by its key; made when they are first asked for, and the same from then on."""
        fresh = {"seed": token_hex(_BYTES), "salt": token_hex(_BYTES)}
        row = await self._rows.find_one_and_update(
            {"_id": review}, {"$setOnInsert": fresh}, upsert=True, return_document=ReturnDocument.AFTER
        )
        return Secret(bytes.fromhex(row["seed"]), bytes.fromhex(row["salt"]))

    async def opened(self, review: str) -> None:
        """The seed is published: from here on the record has it."""
        await self._rows.update_one({"_id": review}, {"$set": {"seed": ""}})
