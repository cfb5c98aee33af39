"""What changed in a collection, as a hint to whoever waits for it: all that has come together is one hint.

The driver's own change streams hand over one change at a time, each through a thread; that costs more than what is done about it.
Nothing is resumed: a hint that is missed is made good by a sweep.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from functools import partial

from bson.int64 import Int64
from pymongo.errors import PyMongoError

from services.chassis.mongo import Collection, Document

_LONGEST = 1000  # milliseconds that the store waits for a change before it answers that there is none


async def changes(collection: Collection, stages: Sequence[Document], *, apart: float = 0.0) -> AsyncGenerator[list[Document], None]:
    """The changes that pass the stages, from now on: first an empty list, once it watches, then all that came since the last look.

    ``apart``: seconds between two looks, in which changes gather. PyMongoError: the store is away; watch again.
    """
    database = collection.database
    async with await database.client.start_session() as session:
        run = partial(database.command, session=session, codec_options=database.codec_options)
        opened = await run("aggregate", collection.name, pipeline=[{"$changeStream": {}}, *stages], cursor={})
        cursor = Int64(opened["cursor"]["id"])
        try:
            yield opened["cursor"]["firstBatch"]
            while True:
                more = await run("getMore", cursor, collection=collection.name, maxTimeMS=_LONGEST)
                if found := more["cursor"]["nextBatch"]:
                    yield found
                    await asyncio.sleep(apart)
        finally:
            with suppress(PyMongoError):
                await run("killCursors", collection.name, cursors=[cursor])
