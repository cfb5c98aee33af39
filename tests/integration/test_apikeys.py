"""A system's key works until it expires or is revoked, and a client has two at most."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from contracts.refusal import Refusal
from services.chassis.apikeys import ApiKeys, Grant, TooManyKeys
from services.chassis.clock import ManualClock
from services.chassis.mongo import Database, connect, database
from services.chassis.settings import Store

NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)
TANGSHAN = Grant("tangshan", frozenset({"applications:write"}), ("1302",), NOW + timedelta(days=90))


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def store(mongodb_uri: str, namespace: str) -> AsyncIterator[Database]:
    client = connect(Store(uri=SecretStr(mongodb_uri)))
    store = database(client, f"{namespace}_intake")
    await store["api_keys"].delete_many({})
    yield store
    client.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def keys(store: Database, clock: ManualClock, seconds: Seconds) -> ApiKeys:
    keys = ApiKeys(store, clock, seconds)
    await keys.prepare()
    return keys


async def refused(keys: ApiKeys, key: str) -> None:
    with pytest.raises(Refusal, match="unauthenticated"):
        await keys.principal(key)


async def test_a_key_speaks_for_its_client(keys: ApiKeys) -> None:
    system = await keys.principal(await keys.issue(TANGSHAN))
    assert (system.subject, system.kind, system.regions) == ("key:tangshan", "system", ("1302",))
    assert (system.roles, system.scopes) == (frozenset({"city-system"}), frozenset({"applications:write"}))


async def test_the_store_does_not_know_the_secret(keys: ApiKeys, store: Database) -> None:
    secret = (await keys.issue(TANGSHAN)).split("_")[2]
    assert secret not in str(await store["api_keys"].find_one({}))


async def test_a_key_with_a_wrong_secret_or_form_is_refused(keys: ApiKeys) -> None:
    key = await keys.issue(TANGSHAN)
    last = "0" if key[-1] != "0" else "1"
    for wrong in (key[:-1] + last, key[:-1], f"{key} ", key.upper(), "lz_", f"lz_{'0' * 12}_{'0' * 64}"):
        await refused(keys, wrong)


async def test_a_key_ends_with_its_last_day(keys: ApiKeys, clock: ManualClock) -> None:
    key = await keys.issue(TANGSHAN)
    clock.advance(timedelta(days=90))
    await refused(keys, key)


async def test_a_revoked_key_is_refused_at_once_here_and_soon_elsewhere(keys: ApiKeys, store: Database, clock: ManualClock) -> None:
    key = await keys.issue(TANGSHAN)
    seconds = Seconds()
    elsewhere = ApiKeys(store, clock, seconds)
    await elsewhere.principal(key)
    assert await keys.revoke(key.split("_")[1])
    await refused(keys, key)
    seconds.now = 30
    await refused(elsewhere, key)
    assert not await keys.revoke(key.split("_")[1])


async def test_a_client_has_two_live_keys_at_most_however_many_ask_at_once(keys: ApiKeys) -> None:
    answers = await asyncio.gather(*(keys.issue(TANGSHAN) for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(answer, TooManyKeys) for answer in answers) == 8
    live = [answer for answer in answers if isinstance(answer, str)]
    assert {(await keys.principal(key)).name for key in live} == {"tangshan"}
    await keys.issue(replace(TANGSHAN, client="baoding"))


async def test_a_revoked_or_expired_key_makes_room(keys: ApiKeys, clock: ManualClock) -> None:
    first = await keys.issue(replace(TANGSHAN, expires=NOW + timedelta(days=1)))
    second = await keys.issue(TANGSHAN)
    clock.advance(timedelta(days=1))
    third = await keys.issue(TANGSHAN)
    await refused(keys, first)
    await keys.revoke(second.split("_")[1])
    await keys.issue(TANGSHAN)
    await keys.principal(third)
    assert len(await keys.list("tangshan")) == 4
    assert sum(key.live(clock.now()) for key in await keys.list()) == 2
