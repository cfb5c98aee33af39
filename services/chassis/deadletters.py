"""Dead letters: events that could not be handled, kept whole with the reason, until somebody redrives them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bson.binary import Binary

from services.chassis.mongo import Database, Document

DEAD_LETTERS = "dead_letters"

_LONGEST_TEXT = 10_000


class Kind(StrEnum):
    """Why an event is here."""

    MALFORMED = "malformed"  # not an event of ours: no JSON, a header missing, a tombstone
    UNKNOWN = "unknown-type"  # an event type that this service does not know
    INVALID = "invalid-data"  # data that do not fit the type's schema
    PERMANENT = "permanent"  # a handler said it will never work
    EXHAUSTED = "exhausted"  # a handler failed in every try
    PARKED = "parked"  # it waits for an earlier event of its stream


@dataclass(frozen=True, slots=True)
class Received:
    """A record as it came from the bus."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]

    @property
    def origin(self) -> str:
        """Unique on the bus, and so among the dead letters."""
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in words, after how many tries; with the stream and the position in it where these could be read.

    The words may quote anything, a lone surrogate or megabytes included: they are made fit to be stored and logged.
    """

    kind: Kind
    text: str
    attempts: int = 1
    stream: str = ""
    sequence: int = 0
    trace: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.text[:_LONGEST_TEXT].encode(errors="backslashreplace").decode())


class DeadLetters:
    """One service's dead letters."""

    def __init__(self, database: Database) -> None:
        self._letters = database[DEAD_LETTERS]

    async def prepare(self) -> None:
        """Make the indexes."""
        await self._letters.create_index([("redrive", 1), ("stream", 1), ("sequence", 1)], name="redrive")
        await self._letters.create_index([("stream", 1), ("sequence", 1)], name="stream")

    async def put(self, record: Received, reason: Reason, at: datetime) -> None:
        """Keep a record; one that is here already counts one more try and keeps when it first came."""
        row: Document = {
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "key": _bytes(record.key),
            "value": _bytes(record.value),
            "headers": [[name, _bytes(value)] for name, value in record.headers],
            "kind": reason.kind.value,
            "reason": reason.text,
            "stream": reason.stream,
            "sequence": reason.sequence,
            "trace": reason.trace,
            "redrive": False,
            "last": at,
        }
        update = {"$set": row, "$setOnInsert": {"first": at}, "$inc": {"attempts": reason.attempts}}
        await self._letters.update_one({"_id": record.origin}, update, upsert=True)

    async def all(self, kind: str | None = None) -> list[Document]:
        """All of them, or one kind, by stream and position."""
        chosen = {"kind": kind} if kind else {}
        return await self._letters.find(chosen).sort([("stream", 1), ("sequence", 1), ("_id", 1)]).to_list(None)

    async def show(self, origin: str) -> Document | None:
        return await self._letters.find_one({"_id": origin})

    async def ask_redrive(self, origins: Sequence[str] | None = None) -> int:
        """Ask the service to handle these again (None: all), each with what is parked behind it; returns how many were marked."""
        if origins is None:
            return (await self._letters.update_many({}, {"$set": {"redrive": True}})).modified_count
        streams = await self._letters.distinct("stream", {"_id": {"$in": list(origins)}, "stream": {"$ne": ""}})
        chosen = {"$or": [{"_id": {"$in": list(origins)}}, {"stream": {"$in": streams}, "kind": Kind.PARKED.value}]}
        return (await self._letters.update_many(chosen, {"$set": {"redrive": True}})).modified_count

    async def waiting(self) -> list[Document]:
        """The first parked event of each stream."""
        stages: list[Document] = [
            {"$match": {"kind": Kind.PARKED.value, "redrive": False}},
            {"$group": {"_id": "$stream", "sequence": {"$min": "$sequence"}}},
        ]
        return await self._letters.aggregate(stages).to_list(None)

    async def release(self, stream: str) -> None:
        """What is parked behind this stream may go on."""
        await self._letters.update_many({"stream": stream, "kind": Kind.PARKED.value}, {"$set": {"redrive": True}})

    async def asked(self) -> AsyncIterator[Received]:
        """Those to be handled again, in the order of their streams; each stays until it is removed or put back."""
        async for row in self._letters.find({"redrive": True}).sort([("stream", 1), ("sequence", 1), ("_id", 1)]):
            headers = tuple((name, value) for name, value in row["headers"])
            yield Received(row["topic"], row["partition"], row["offset"], row["key"], row["value"], headers)

    async def remove(self, origin: str) -> None:
        """It has been handled."""
        await self._letters.delete_one({"_id": origin})

    async def count(self, kind: Kind | None = None) -> int:
        return await self._letters.count_documents({"kind": kind.value} if kind else {})


def _bytes(value: bytes | None) -> Binary | None:
    return None if value is None else Binary(value)
