"""Views: what lists and pages read. A row is the whole fold of one stream, so that it can be written again at any time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING, IndexModel, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from services.chassis.aggregates import Aggregate, Standing, category_of
from services.chassis.mongo import FLEETING, LOCAL, Collection, Database, Document
from services.chassis.ordering import settled
from services.chassis.store import CommitStore

_DUPLICATE_KEY = 11000
_REBUILD_BATCH = 200

Rows = Mapping[str, Sequence[Document]]
"""Rows by the name of their view."""


def index(name: str, *fields: str) -> IndexModel:
    """An index over fields, ascending."""
    return IndexModel([(field, ASCENDING) for field in fields], name=name)


@dataclass(frozen=True)
class View:
    """A collection with one row for each stream of an aggregate: ``_id`` is the stream's key, ``version`` the stream's version.

    ``row`` gives the other fields from key and state. ``journaled=False``: a write does not wait for the journal, where somebody waits for
    every commit and nobody watches the rows (a change stream would hear of them late).
    """

    name: str
    aggregate: Aggregate[Any]
    row: Callable[[str, Any], Document]
    indexes: tuple[IndexModel, ...] = ()
    journaled: bool = True

    def document(self, stream: str, standing: Standing) -> Document:
        key = stream.split("/", 1)[1]
        return {"_id": key, "version": standing.head.version} | self.row(key, standing.state)

    def collection(self, database: Database) -> Collection:
        """Its rows, which show durable commits only. Not journaled, they need not be durable when they are read.

        The relay looks at them again before it lets go of a commit, and the store keeps its writes in order: a row that a crash takes has
        a commit that is still pending, and is written again. What no relay sees is written to last (:meth:`Views.put`).
        """
        if self.journaled:
            return database[self.name]
        return database.get_collection(self.name, write_concern=FLEETING, read_concern=LOCAL)


class Views:
    """All views of a service, kept up with its commits."""

    def __init__(self, database: Database, views: Iterable[View]) -> None:
        self._database = database
        self.all = tuple(views)
        self._of: dict[str, list[View]] = {}
        self._collections = {view.name: view.collection(database) for view in self.all}
        for view in self.all:
            self._of.setdefault(view.aggregate.category, []).append(view)

    async def prepare(self) -> None:
        """Make the indexes."""
        for view in self.all:
            await self._prepare(view, self._collections[view.name])

    async def write(self, standings: Mapping[str, Standing]) -> None:
        """Bring the rows of these streams to these standings; a row that is newer already stays."""
        await self.put(self.rows(standings))

    def rows(self, standings: Mapping[str, Standing]) -> Rows:
        """The rows of these streams at these standings."""
        rows: dict[str, list[Document]] = {}
        for stream, standing in standings.items():
            for view in self._of.get(category_of(stream), ()):
                rows.setdefault(view.name, []).append(view.document(stream, standing))
        return rows

    def shows(self, stream: str) -> bool:
        """Whether any of them has a row for the stream."""
        return category_of(stream) in self._of

    async def put(self, rows: Rows, *, lasting: bool = False) -> None:
        """Write these rows; one that is newer already stays. ``lasting``: nobody would write them again."""
        collections = {name: self._database[name] if lasting else self._collections[name] for name in rows}
        await asyncio.gather(*(upsert(collections[name], documents) for name, documents in rows.items()))

    async def behind(self, versions: Mapping[str, int]) -> list[str]:
        """Which of these streams (with the version that is due) have a row that is missing or older."""
        due: dict[str, dict[str, str]] = {}
        for stream in versions:
            category, key = stream.split("/", 1)
            for view in self._of.get(category, ()):
                due.setdefault(view.name, {})[key] = stream
        missing: set[str] = set()
        for name, streams in due.items():
            for row in await self._collections[name].find({"_id": {"$in": list(streams)}}, {"version": 1}).to_list(None):
                if row["version"] >= versions[streams[row["_id"]]]:
                    del streams[row["_id"]]
            missing.update(streams.values())
        return [stream for stream in versions if stream in missing]

    async def rebuild(self, store: CommitStore) -> dict[str, int]:
        """Write every view anew beside the live one, then swap; returns rows written by view.

        What is decided while it runs is caught up twice: before the swap, and after it.
        """
        return {view.name: await self._rebuild(view, store) for view in self.all}

    async def _rebuild(self, view: View, store: CommitStore) -> int:
        beside = self._database[f"{view.name}_rebuild"]
        await beside.drop()
        await self._database.create_collection(beside.name)
        await self._prepare(view, beside)
        began = settled(await store.newest())
        rows = await self._fold_into(beside, view, store, store.streams(view.aggregate.category))
        await self._fold_into(beside, view, store, store.streams(view.aggregate.category, since=began))
        await beside.rename(view.name, dropTarget=True)
        await self._fold_into(self._database[view.name], view, store, store.streams(view.aggregate.category, since=began))
        return rows

    async def _fold_into(self, target: Collection, view: View, store: CommitStore, streams: AsyncIterator[str]) -> int:
        rows, batch = 0, []
        async for stream in streams:
            batch.append(stream)
            if len(batch) == _REBUILD_BATCH:
                rows += await self._write_batch(target, view, store, batch)
                batch = []
        return rows + await self._write_batch(target, view, store, batch)

    @staticmethod
    async def _write_batch(target: Collection, view: View, store: CommitStore, streams: Sequence[str]) -> int:
        standings = await store.load(streams)
        await upsert(target, [view.document(stream, standing) for stream, standing in standings.items()])
        return len(standings)

    @staticmethod
    async def _prepare(view: View, collection: Collection) -> None:
        if view.indexes:
            await collection.create_indexes(list(view.indexes))


async def upsert(collection: Collection, rows: Sequence[Document]) -> None:
    """Write rows by ``_id``, each unless the stored one is newer.

    Nearly always a stream's first row is not there yet, and a later one replaces an older: both cost the store half of an update that
    compares. Where it was otherwise (somebody else wrote the row first, or left one out), the comparison decides.
    """
    first = [row for row in rows if row["version"] == 1]
    later = [row for row in rows if row["version"] != 1]
    if not rows:
        return
    try:
        written = await collection.bulk_write([*map(InsertOne, first), *map(_replacing, later)], ordered=False)
        there, replaced = list[Document](), written.matched_count
    except BulkWriteError as error:
        failures = error.details["writeErrors"]
        if any(failure["code"] != _DUPLICATE_KEY for failure in failures):
            raise
        there, replaced = [[*first, *later][failure["index"]] for failure in failures], error.details["nMatched"]
    doubtful = there if replaced == len(later) else [*there, *later]
    if doubtful:
        await collection.bulk_write([_newer(row) for row in doubtful], ordered=False)


def _replacing(row: Document) -> ReplaceOne[Document]:
    return ReplaceOne({"_id": row["_id"], "version": {"$lt": row["version"]}}, row)


def _newer(row: Document) -> UpdateOne:
    """The comparison is in the update, not in the filter: with it in the filter, an upsert of an older row would try to insert a second."""
    stored = {"$ifNull": ["$version", -1]}
    chosen = {"$cond": [{"$gt": [row["version"], stored]}, {"$literal": row}, "$$ROOT"]}
    return UpdateOne({"_id": row["_id"]}, [{"$replaceWith": chosen}], upsert=True)
