"""The journal: what is told on the platform itself, at positions that one writer gives, from 1 without a gap.

Position n + 1 is written only after n is durable, and positions are unique in the store. So whoever reads up to the last position that they
saw first (the head) has seen everything up to there, and nothing can come in before it later; also while a sender that had stopped goes on
beside its successor: of two that give one position, one is told so, and takes the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ASCENDING
from pymongo.errors import BulkWriteError

from services.chassis.mongo import Collection, Database, Document
from services.notify.channels.channel import Outgoing
from services.notify.domain.audience import readers

COLLECTION = "journal"
_DUPLICATE_KEY = 11000
_FIRST = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One notification in the journal; ``audience`` is for whom it is."""

    position: int
    notification: str
    audience: str
    type: str
    at: datetime | None
    title: str
    body: str
    language: str
    data: dict[str, Any]

    @classmethod
    def parse(cls, row: Document) -> Entry:
        return cls(row["_id"], *(row[name] for name in ("notification", "audience", "type", "at", "title", "body", "language", "data")))


class Journal:
    """Written by the sender, read by the API."""

    def __init__(self, database: Database) -> None:
        self.collection: Collection = database[COLLECTION]
        self._last: int | None = None

    async def prepare(self) -> None:
        """Make the indexes: a notification stands once, and each audience finds its own."""
        await self.collection.create_index([("notification", ASCENDING)], name="notification", unique=True)
        await self.collection.create_index([("readers", ASCENDING), ("_id", ASCENDING)], name="readers")

    async def head(self) -> int:
        """The last position; 0 where there is none."""
        last = await self.collection.find_one({}, {"_id": 1}, sort=[("_id", -1)])
        return last["_id"] if last else 0

    async def read(self, audiences: Sequence[str], after: int, limit: int) -> tuple[list[Entry], int]:
        """What stands behind a position for these audiences, in order, and how far it was read: go on from there.

        The head is read first, and nothing beyond it: what is still being written cannot be missed between two audiences.
        """
        head = await self.head()
        wanted = {"readers": {"$in": list(audiences)}, "_id": {"$gt": after, "$lte": head}}
        rows = await self.collection.find(wanted).sort("_id", 1).limit(limit).to_list(limit)
        entries = [Entry.parse(row) for row in rows]
        return entries, entries[-1].position if len(entries) == limit else max(head, after)

    async def append(self, batch: Sequence[Outgoing]) -> list[int]:
        """Write these behind the last; the position of each. One that stands there already keeps its position.

        Nearly always all are new, and the last is the one that was written here before: only where the store says otherwise, it is asked.
        """
        placed: dict[str, int] = {}
        while new := [outgoing for outgoing in batch if outgoing.id not in placed]:
            following = (await self.head() if self._last is None else self._last) + _FIRST
            rows = [_row(position, outgoing) for position, outgoing in enumerate(new, start=following)]
            self._last = None
            try:
                await self.collection.insert_many(rows, ordered=True)
            except BulkWriteError as error:
                if any(failure["code"] != _DUPLICATE_KEY for failure in error.details["writeErrors"]):
                    raise
                placed = await self._placed(batch)
            else:
                self._last = rows[-1]["_id"]
                placed |= {row["notification"]: row["_id"] for row in rows}
        return [placed[outgoing.id] for outgoing in batch]

    async def _placed(self, batch: Sequence[Outgoing]) -> dict[str, int]:
        found = self.collection.find({"notification": {"$in": [outgoing.id for outgoing in batch]}}, {"notification": 1})
        return {row["notification"]: row["_id"] for row in await found.to_list(None)}


def _row(position: int, outgoing: Outgoing) -> Document:
    return {
        "_id": position,
        "notification": outgoing.id,
        "audience": outgoing.address,
        "readers": list(readers(outgoing.address)),
        "type": outgoing.type,
        "at": outgoing.at,
        "title": outgoing.title,
        "body": outgoing.body,
        "language": outgoing.language,
        "data": dict(outgoing.data),
    }
