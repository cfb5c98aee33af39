"""Snapshots of long streams: a shortcut that may be deleted at any time, never the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.chassis.aggregates import Aggregate, Standing
from services.chassis.commits import Head
from services.chassis.mongo import Database

SNAPSHOTS = "snapshots"


class Snapshots:
    """One snapshot a stream, of a confirmed version only, stamped with the folding code's fingerprint and the chain's digest."""

    def __init__(self, database: Database) -> None:
        self._collection = database[SNAPSHOTS]

    async def load(self, aggregates: Mapping[str, Aggregate[Any]]) -> dict[str, Standing]:
        """The snapshots of these streams (stream to its aggregate) that the present folding code made."""
        if not aggregates:
            return {}
        found: dict[str, Standing] = {}
        async for row in self._collection.find({"_id": {"$in": list(aggregates)}}):
            aggregate = aggregates[row["_id"]]
            if row["fingerprint"] == aggregate.fingerprint:
                head = Head(row["version"], row["sequence"], row["digest"], row["commit"])
                found[row["_id"]] = Standing(head, type(aggregate.initial).model_validate_json(row["state"]))
        return found

    async def save(self, stream: str, standing: Standing, fingerprint: str) -> None:
        """Keep this snapshot; a later one that another process wrote meanwhile may be replaced by it, which costs reading, never truth."""
        head = standing.head
        row = {
            "version": head.version,
            "sequence": head.sequence,
            "digest": head.digest,
            "commit": head.commit,
            "fingerprint": fingerprint,
            "state": standing.state.model_dump_json(),
        }
        await self._collection.replace_one({"_id": stream}, row, upsert=True)
