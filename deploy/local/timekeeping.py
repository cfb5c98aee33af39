"""The time of a development platform on this machine, moved by whoever started it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from services.chassis.mongo import connect
from services.chassis.settings import Settings
from services.chassis.shared_clock import REFRESH, SharedClock, platform_clock

_SEEN_BY_ALL = REFRESH + 0.2  # seconds until every process has looked again, and has its answer


async def begin_time(settings: Settings, instant: datetime) -> None:
    """Let a new platform's time begin at an instant, a past one too, and wait until every process follows. AlreadyBegun: it is not new."""
    async with _clock(settings) as clock:
        await clock.begin(instant)
    await asyncio.sleep(_SEEN_BY_ALL)


async def move_time(settings: Settings, instant: datetime) -> None:
    """Move it forward to an instant, and wait until every process follows. BackwardsTime: it is past already."""
    async with _clock(settings) as clock:
        await clock.move_to(instant)
    await asyncio.sleep(_SEEN_BY_ALL)


@asynccontextmanager
async def _clock(settings: Settings) -> AsyncIterator[SharedClock]:
    client = connect(settings.store)
    try:
        yield platform_clock(client, settings)
    finally:
        client.close()
