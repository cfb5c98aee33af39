"""Processes of the platform: what runs together ends together."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from services.chassis.roles import together


async def test_who_is_told_to_stop_waits_for_what_each_still_gives_back() -> None:
    given_back = []

    async def holding() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.05)
            given_back.append("lease")

    running = asyncio.ensure_future(together(holding(), asyncio.sleep(60), holding()))
    await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert given_back == ["lease", "lease"]
