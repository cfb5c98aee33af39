"""Changes as hints: what came together is one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from pydantic import SecretStr

from services.chassis.changes import changes
from services.chassis.mongo import Collection, Document, connect, database
from services.chassis.settings import Store
from tests.support.waiting import until

STAGES: list[Document] = [{"$match": {"fullDocument.wanted": True}}, {"$project": {"fullDocument.number": 1, "fullDocument.at": 1}}]


@pytest.fixture
async def rows(mongodb_uri: str, namespace: str) -> AsyncIterator[Collection]:
    client = connect(Store(uri=SecretStr(mongodb_uri)))
    yield database(client, f"{namespace}_changes")["rows"]
    client.close()


async def test_the_first_says_that_it_watches_and_what_comes_together_is_one(rows: Collection) -> None:
    await rows.insert_one({"wanted": True, "number": 0})
    async with aclosing(changes(rows, STAGES, apart=0.3)) as found:
        assert await anext(found) == []
        await rows.insert_one({"wanted": True, "number": 1})
        assert _numbers(await anext(found)) == [1]
        await rows.insert_many([{"wanted": number != 3, "number": number} for number in (2, 3, 4)])
        assert _numbers(await anext(found)) == [2, 4]


async def test_one_who_watches_no_more_leaves_nothing_open(rows: Collection) -> None:
    await rows.insert_one({})
    admin = rows.database.client.admin

    async def watch(begun: asyncio.Event) -> None:
        async for _ in changes(rows, []):
            begun.set()

    async def watched() -> bool:
        every = {"$currentOp": {"idleCursors": True, "allUsers": True}}
        mine = {"$match": {"ns": rows.full_name, "cursor.originatingCommand.pipeline.0.$changeStream": {"$exists": True}}}
        return bool([row async for row in admin.aggregate([every, mine])])

    async def unwatched() -> bool:
        return not await watched()

    begun = asyncio.Event()
    task = asyncio.create_task(watch(begun))
    await begun.wait()
    assert await watched()
    task.cancel()
    await asyncio.wait([task])
    await until(unwatched)


def _numbers(found: list[Document]) -> list[int]:
    return [change["fullDocument"]["number"] for change in found]
