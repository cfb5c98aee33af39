"""The same content is kept once, a name leads to the whole content, and what was left half-written goes."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from contracts.refusal import Refusal
from services.chassis.clock import ManualClock
from services.chassis.files import DamagedFile, Files
from services.chassis.mongo import Client, Database, connect, database
from services.chassis.settings import Settings, Store

LIMIT = 3_000_000


async def chunks(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 100_000):
        yield content[start : start + 100_000]


async def whole(files: Files, sha256: str) -> bytes:
    return b"".join([chunk async for chunk in await files.open(sha256)])


@pytest.fixture
async def client(mongodb_uri: str) -> AsyncIterator[Client]:
    client = connect(Store(uri=SecretStr(mongodb_uri)))
    yield client
    client.close()


@pytest.fixture
def settings(namespace: str) -> Settings:
    return Settings(namespace=namespace)


@pytest.fixture
def store(client: Client, settings: Settings) -> Database:
    return database(client, settings.database("files"))


@pytest.fixture
async def files(client: Client, settings: Settings, store: Database) -> Files:
    for name in ("names", "fs.files", "fs.chunks"):
        await store[name].delete_many({})
    files = Files(client, settings)
    await files.prepare()
    return files


async def test_a_file_comes_back_as_it_was_sent(files: Files) -> None:
    content = b"0123456789" * 150_000
    kept = await files.put(chunks(content), LIMIT)
    assert (kept.sha256, kept.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert await whole(files, kept.sha256) == content
    assert await files.facts(kept.sha256) == kept


async def test_the_same_content_sent_twenty_times_at_once_is_kept_once(files: Files, store: Database) -> None:
    kept = await asyncio.gather(*(files.put(chunks(b"same" * 100_000), LIMIT) for _ in range(20)))
    assert len(set(kept)) == 1
    assert await store["names"].count_documents({}) == await store["fs.files"].count_documents({}) == 1
    assert len(await whole(files, kept[0].sha256)) == 400_000


async def test_a_file_past_the_limit_is_refused_and_nothing_is_kept(files: Files, store: Database) -> None:
    with pytest.raises(Refusal) as refusal:
        await files.put(chunks(b"0" * (LIMIT + 1)), LIMIT)
    assert (refusal.value.slug, refusal.value.faults[0].limit) == ("body-too-large", LIMIT)
    assert await store["fs.chunks"].count_documents({}) == 0
    assert (await files.put(chunks(b"0" * LIMIT), LIMIT)).size == LIMIT


async def test_an_empty_file_is_a_file(files: Files) -> None:
    assert await whole(files, (await files.put(chunks(b""), LIMIT)).sha256) == b""


async def test_an_unknown_file_is_not_found(files: Files) -> None:
    assert await files.facts("0" * 64) is None
    with pytest.raises(Refusal, match="not-found"):
        await files.open("0" * 64)


async def test_a_content_that_was_changed_in_the_store_is_noticed(files: Files, store: Database) -> None:
    kept = await files.put(chunks(b"as it was"), LIMIT)
    await store["fs.chunks"].update_one({}, {"$set": {"data": b"as it is!"}})
    with pytest.raises(DamagedFile):
        await whole(files, kept.sha256)


async def test_what_was_left_half_written_is_swept_after_a_day(client: Client, settings: Settings, files: Files, store: Database) -> None:
    clock = ManualClock(datetime.now(UTC))
    kept = await files.put(chunks(b"kept"), LIMIT)
    await files.put(chunks(b"abandoned"), LIMIT)
    await store["names"].delete_one({"_id": hashlib.sha256(b"abandoned").hexdigest()})
    sweeper = Files(client, settings, clock)
    assert await sweeper.sweep() == 0
    clock.advance(timedelta(days=1, minutes=1))
    assert await sweeper.sweep() == 1
    assert await whole(files, kept.sha256) == b"kept"
