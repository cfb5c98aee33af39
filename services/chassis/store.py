"""The collection ``commits``: reading streams from it, and adding to it. Nothing here ever changes a commit's meaning."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson.raw_bson import RawBSONDocument
from pymongo import ASCENDING

from contracts.events.event import Event
from services.chassis.aggregates import INBOX, Aggregate, EventTypes, Standing, category_of
from services.chassis.causes import RequestCause
from services.chassis.commits import Commit, Head, Part
from services.chassis.mongo import Database, Document
from services.chassis.snapshots import Snapshots

COMMITS = "commits"

_POINTS = 500
_SPAN = 100
"""Versions of a stream that are read together."""

_FEW = 20
"""Streams for which a commit is read without the parts of others: it may have thousands. To pick many costs more than to read all."""


class BrokenStream(Exception):
    """A stream in the store has a gap or a link that does not fit: somebody changed the record. ``lianzhu audit verify`` says more."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a stream: the version that it came with, its number among all of the stream's events, when, and whose command it was."""

    version: int
    number: int
    at: datetime
    actor: str
    event: Event


class CommitStore:
    """One service's commits. All reads are majority reads, all writes majority and journaled (see :mod:`services.chassis.mongo`)."""

    def __init__(self, database: Database, aggregates: Iterable[Aggregate[Any]], types: EventTypes) -> None:
        self.collection = database[COMMITS]
        self._types = types
        self._aggregates = {aggregate.category: aggregate for aggregate in (INBOX, *aggregates)}
        self.snapshots = Snapshots(database)
        self._kept: dict[str, int] = {}

    async def prepare(self) -> None:
        """Make the indexes. The first is the optimistic concurrency control, the second the idempotency record, the third the outbox."""
        await self.collection.create_index(
            [("parts.stream", ASCENDING), ("parts.version", ASCENDING)],
            name="stream_version",
            unique=True,
        )
        await self.collection.create_index(
            [("cause.client", ASCENDING), ("cause.key", ASCENDING)],
            name="client_key",
            unique=True,
            partialFilterExpression={"cause.key": {"$exists": True}},
        )
        await self.collection.create_index(
            [("pending", ASCENDING), ("_id", ASCENDING)],
            name="pending",
            partialFilterExpression={"pending": True},
        )

    async def append(self, documents: Sequence[RawBSONDocument]) -> None:
        """Insert in this order, stopping at the first that does not go in (pymongo's BulkWriteError names it)."""
        await self.collection.insert_many(documents, ordered=True)

    async def load(self, streams: Iterable[str], known: Mapping[str, Standing] | None = None) -> dict[str, Standing]:
        """Each stream from the store: its snapshot, where it keeps one, and the commits after it. ``known``: streams of which something is
        known already, brought up to the store with them, in the same question."""
        kinds = {stream: self.aggregate(stream) for stream in streams}
        blank = {stream: Standing(Head(), kind.initial) for stream, kind in kinds.items()}
        inboxes = [stream for stream, kind in kinds.items() if kind is INBOX]
        snapshots = await self.snapshots.load({stream: kind for stream, kind in kinds.items() if kind.long})
        begun = {stream: snapshots.get(stream, blank[stream]) for stream, kind in kinds.items() if kind is not INBOX}
        heads, folded = await asyncio.gather(self._heads(inboxes), self.advance({**(known or {}), **begun}))
        return blank | heads | folded

    async def advance(self, known: Mapping[str, Standing]) -> dict[str, Standing]:
        """The streams brought up to what the store now holds, starting from what is known of them."""
        if not known:
            return {}
        found: dict[str, list[tuple[Document, Document]]] = defaultdict(list)
        for commit in await self.collection.find(_after(known), _parts_of(known)).to_list(None):
            for part in commit["parts"]:
                standing = known.get(part["stream"])
                if standing is not None and part["version"] > standing.head.version:
                    found[part["stream"]].append((part, commit))
        return {stream: self._fold(stream, standing, found[stream]) for stream, standing in known.items()}

    async def reached(self, versions: Mapping[str, int]) -> set[str]:
        """Which of these streams have this version: one point of the index each, however long they are. Version 0 has every stream."""
        points = [{"parts": {"$elemMatch": {"stream": stream, "version": version}}} for stream, version in versions.items() if version > 0]
        found = {stream for stream, version in versions.items() if version <= 0}
        for first in range(0, len(points), _POINTS):
            async for commit in self.collection.find({"$or": points[first : first + _POINTS]}, {"parts.stream": 1, "parts.version": 1}):
                found |= {part["stream"] for part in commit["parts"] if versions.get(part["stream"]) == part["version"]}
        return found

    async def repeated(self, causes: Sequence[RequestCause]) -> dict[tuple[str, str], Commit]:
        """The commits that answered these requests already, by client and key."""
        if not causes:
            return {}
        same = [{"cause.client": cause.client, "cause.key": cause.key} for cause in causes]
        commits = [Commit.parse(document) for document in await self.collection.find({"$or": same}).to_list(None)]
        return {(commit.cause["client"], commit.cause["key"]): commit for commit in commits}

    async def history(self, stream: str, after: tuple[int, int] = (1, 0)) -> AsyncGenerator[Happened, None]:
        """The events of a stream in order, as they were recorded; ``after``: the version and the number of the last that was seen."""
        version, seen = after
        while commits := await self._commits_of(stream, version):
            for commit, part in commits:
                first = part["sequence"] - len(part["events"]) + 1
                for number, event in enumerate(part["events"], first):
                    if number > seen:
                        payload = self._types[event["type"]].model_validate_json(event["data"])
                        yield Happened(part["version"], number, commit["at"], commit["actor"]["subject"], payload)
            version += _SPAN

    async def trail(self, stream: str) -> AsyncGenerator[tuple[Commit, Part]]:
        """The commits of a stream in order, each with its part of the stream. One at a time: each may have thousands of other parts."""
        version = 1
        while document := await self.collection.find_one({"parts": {"$elemMatch": {"stream": stream, "version": version}}}):
            commit = Commit.parse(document)
            yield commit, next(part for part in commit.parts if part.stream == stream)
            version += 1

    async def _commits_of(self, stream: str, version: int) -> list[tuple[Document, Document]]:
        """Some versions of a stream from this one on: a range of the index, however long the stream is."""
        these = {"stream": stream, "version": {"$gte": version, "$lt": version + _SPAN}}
        shown = {"at": 1, "actor": 1, "parts": {"$elemMatch": {"stream": stream}}}
        found = await self.collection.find({"parts": {"$elemMatch": these}}, shown).to_list(None)
        return sorted(((commit, commit["parts"][0]) for commit in found), key=lambda pair: pair[1]["version"])

    async def keep_snapshot(self, stream: str, standing: Standing, every: int) -> None:
        """Keep a snapshot of a long stream, each time it has grown by ``every`` versions. Confirmed versions only."""
        kind = self.aggregate(stream)
        if kind.long and standing.head.version - self._kept.get(stream, 0) >= every:
            self._kept[stream] = standing.head.version
            await self.snapshots.save(stream, standing, kind.fingerprint)

    async def newest(self) -> str:
        """The id of the newest commit ("" where there is none)."""
        last = await self.collection.find_one({}, {"_id": 1}, sort=[("_id", -1)])
        return last["_id"] if last else ""

    async def streams(self, category: str, since: str = "") -> AsyncIterator[str]:
        """The streams of a category, each once; ``since``: only those with a commit at or after this id."""
        these = {"$gt": f"{category}/", "$lt": f"{category}0"}
        match: Document = {"parts.stream": these} | ({"_id": {"$gte": since}} if since else {})
        stages: list[Document] = [
            {"$match": match},
            {"$project": {"parts.stream": 1}},
            {"$unwind": "$parts"},
            {"$match": {"parts.stream": these}},
            {"$group": {"_id": "$parts.stream"}},
        ]
        async for row in self.collection.aggregate(stages, allowDiskUse=True):
            yield row["_id"]

    def aggregate(self, stream: str) -> Aggregate[Any]:
        """The aggregate of a stream; KeyError: the service has none of this category."""
        return self._aggregates[category_of(stream)]

    def _fold(self, stream: str, standing: Standing, parts: list[tuple[Document, Document]]) -> Standing:
        fold = self.aggregate(stream).fold
        head, state = standing.head, standing.state
        for part, commit in sorted(parts, key=lambda pair: pair[0]["version"]):
            if part["version"] != head.version + 1 or part["prev"] != head.digest:
                raise BrokenStream(f"{stream}: version {part['version']} in commit {commit['_id']} does not continue {head.version}")
            for event in part["events"]:
                state = fold(state, self._types[event["type"]].model_validate_json(event["data"]), commit["at"])
            head = _head(part, commit["_id"])
        return Standing(head, state)

    async def _heads(self, streams: Sequence[str]) -> dict[str, Standing]:
        """Only where these streams stand: all there is to know of an inbox, however long."""
        if not streams:
            return {}
        these = {"$match": {"parts.stream": {"$in": list(streams)}}}
        last = {"$top": {"sortBy": {"parts.version": -1}, "output": {"part": "$parts", "commit": "$_id"}}}
        rows = self.collection.aggregate(
            [
                these,
                {"$project": {"parts.stream": 1, "parts.version": 1, "parts.sequence": 1, "parts.digest": 1}},
                {"$unwind": "$parts"},
                these,
                {"$group": {"_id": "$parts.stream", "last": last}},
            ]
        )
        found = await rows.to_list(None)
        return {row["_id"]: Standing(_head(row["last"]["part"], row["last"]["commit"]), INBOX.initial) for row in found}


def _head(part: Document, commit: str) -> Head:
    return Head(part["version"], part["sequence"], part["digest"], commit)


def _after(known: Mapping[str, Standing]) -> Document:
    """The commits that continue these streams; one index range for each stream of which something is known."""
    new = [stream for stream, standing in known.items() if standing.head.version == 0]
    later = [
        {"parts": {"$elemMatch": {"stream": stream, "version": {"$gt": standing.head.version}}}}
        for stream, standing in known.items()
        if standing.head.version > 0
    ]
    return {"$or": [*later, {"parts.stream": {"$in": new}}]}


def _parts_of(streams: Iterable[str]) -> Document | None:
    """What is read of a commit to continue these streams; None: all of it."""
    wanted = list(streams)
    if len(wanted) > _FEW:
        return None
    mine = {"$in": ["$$part.stream", {"$literal": wanted}]}
    return {"at": 1, "parts": {"$filter": {"input": "$parts", "as": "part", "cond": mine}}}
