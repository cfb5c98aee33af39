"""The content-addressed store of files: what a file is called is its SHA-256, so that the same content is kept once.

A file is written to GridFS first and gets its name last, in one insert: a name always leads to the whole content, and what a crash
left half-written has no name. All services read the one store; events carry digest and size.
"""

from __future__ import annotations

import hashlib
import tempfile
from asyncio import to_thread
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, cast

from pymongo.errors import DuplicateKeyError

from contracts.refusal import Refusal, Text
from services.chassis import metrics
from services.chassis.clock import Clock, SystemClock
from services.chassis.mongo import Client, Document, bucket, database
from services.chassis.settings import Settings
from services.chassis.sizes import too_large

DATABASE = "files"
_NAMES = "names"
_CHUNK = 255 * 1024  # bytes: GridFS's own chunk
_IN_MEMORY = 1_000_000  # bytes of a file that is being received
_ABANDONED = timedelta(days=1)


class DamagedFile(Exception):
    """The store gave back something else than its name says."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the store: SHA-256 (hexadecimal) and size in bytes."""

    sha256: str
    size: int


class Files:
    """The platform's files."""

    def __init__(self, client: Client, settings: Settings, clock: Clock | None = None) -> None:
        self._database = database(client, settings.database(DATABASE))
        self._content = bucket(self._database)
        self._names = self._database[_NAMES]
        self._clock = clock or SystemClock()

    async def put(self, chunks: AsyncIterable[bytes], limit: int) -> StoredFile:
        """Keep a file that comes in chunks; the same content twice is kept once. A Refusal (413) past ``limit`` bytes."""
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            file = await _receive(chunks, cast(BinaryIO, spool), limit)
            if await self.facts(file.sha256) is None:
                await self._keep(file, cast(BinaryIO, spool))
        return file

    async def facts(self, sha256: str) -> StoredFile | None:
        """The file of this name; None where there is none."""
        row = await self._names.find_one({"_id": sha256})
        return StoredFile(sha256, row["size"]) if row else None

    async def open(self, sha256: str) -> AsyncIterator[bytes]:
        """The content, in chunks. A Refusal (404) where there is no such file; DamagedFile where the content is not what its name says."""
        row = await self._names.find_one({"_id": sha256})
        if row is None:
            raise Refusal("not-found", Text("没有这个文件", "There is no such file"))
        return self._chunks(row)

    async def read(self, sha256: str) -> bytes:
        """The whole content at once; otherwise as :meth:`open`."""
        return b"".join([chunk async for chunk in await self.open(sha256)])

    async def sweep(self) -> int:
        """Remove what was abandoned half-written at least a day ago; how many."""
        old = {"uploadDate": {"$lt": self._clock.now() - _ABANDONED}}
        removed = 0
        async for row in self._database["fs.files"].find(old, {"_id": 1}):
            if await self._names.find_one({"content": row["_id"]}) is None:
                await self._content.delete(row["_id"])
                removed += 1
        return removed

    async def prepare(self) -> None:
        """Make the index that the sweep asks by."""
        await self._names.create_index("content", name="content")

    async def _keep(self, file: StoredFile, spool: BinaryIO) -> None:
        content = await self._content.upload_from_stream(file.sha256, spool)
        try:
            await self._names.insert_one({"_id": file.sha256, "content": content, "size": file.size, "at": self._clock.now()})
        except DuplicateKeyError:
            await self._content.delete(content)  # the same content came twice at once: one copy stays
        else:
            metrics.FILE_BYTES.labels("kept").inc(file.size)

    async def _chunks(self, row: Document) -> AsyncIterator[bytes]:
        found = hashlib.sha256()
        content = await self._content.open_download_stream(row["content"])
        while chunk := await content.readchunk():
            found.update(chunk)
            metrics.FILE_BYTES.labels("out").inc(len(chunk))
            yield chunk
        if found.hexdigest() != row["_id"]:
            raise DamagedFile(row["_id"])


async def _receive(chunks: AsyncIterable[bytes], spool: BinaryIO, limit: int) -> StoredFile:
    found, size = hashlib.sha256(), 0
    async for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise too_large(limit, size)
        metrics.FILE_BYTES.labels("in").inc(len(chunk))
        found.update(chunk)
        await to_thread(spool.write, chunk)
    await to_thread(spool.seek, 0)
    return StoredFile(found.hexdigest(), size)


async def chunks_of(file: BinaryIO) -> AsyncIterator[bytes]:
    """A file that lies in memory or on disk (an upload's ``file``), from its beginning."""
    await to_thread(file.seek, 0)
    while chunk := await to_thread(file.read, _CHUNK):
        yield chunk
