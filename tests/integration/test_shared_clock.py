"""All processes of a development platform have one time, which moves forward only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from services.chassis.clock import ManualClock
from services.chassis.mongo import Client, connect, database
from services.chassis.settings import Settings, Store
from services.chassis.shared_clock import BackwardsTime, SharedClock, platform_clock, running_clock

NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)


@pytest.fixture
def settings(namespace: str) -> Settings:
    return Settings(namespace=namespace)


@pytest.fixture
async def client(mongodb_uri: str, settings: Settings) -> AsyncIterator[Client]:
    client = connect(Store(uri=SecretStr(mongodb_uri)))
    await database(client, settings.database("platform"))["clock"].delete_many({})
    yield client
    client.close()


@pytest.fixture
def clocks(client: Client, settings: Settings) -> tuple[SharedClock, SharedClock]:
    """The clocks of two processes on machines that agree."""
    platform = database(client, settings.database("platform"))
    return SharedClock(platform, ManualClock(NOW)), SharedClock(platform, ManualClock(NOW))


async def test_a_move_by_one_is_seen_by_the_other(clocks: tuple[SharedClock, SharedClock]) -> None:
    mover, follower = clocks
    assert mover.now() == follower.now() == NOW
    assert await mover.advance(timedelta(days=5)) == NOW + timedelta(days=5)
    await follower.refresh()
    assert follower.now() == NOW + timedelta(days=5)


async def test_moves_add_up_and_never_go_back(clocks: tuple[SharedClock, SharedClock]) -> None:
    mover, other = clocks
    await mover.advance(timedelta(days=5))
    await other.advance(timedelta(days=2))
    assert await mover.move_to(NOW + timedelta(days=10)) == NOW + timedelta(days=10)
    with pytest.raises(BackwardsTime):
        await other.move_to(NOW + timedelta(days=9))
    with pytest.raises(BackwardsTime):
        await other.advance(timedelta(seconds=-1))
    assert mover.now() == NOW + timedelta(days=10)


async def test_a_process_starts_with_the_platforms_time(client: Client, settings: Settings) -> None:
    await platform_clock(client, settings).advance(timedelta(days=5))
    async with running_clock(client, settings) as clock:
        assert timedelta(days=4) < clock.now() - datetime.now(UTC) < timedelta(days=6)


async def test_production_has_the_machines_time_only(client: Client, settings: Settings) -> None:
    await platform_clock(client, settings).advance(timedelta(days=5))
    async with running_clock(client, settings.model_copy(update={"environment": "production"})) as clock:
        assert clock.now() - datetime.now(UTC) < timedelta(days=1)
