"""Waiting for what another process does: as long as it takes, and no longer than a limit."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

PAUSE = 0.05


def eventually(condition: Callable[[], bool], within: float = 15.0, pause: float = PAUSE) -> None:
    """Return as soon as the condition holds, looking every ``pause`` seconds; AssertionError after ``within`` seconds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"did not come true within {within:.0f} s"
        time.sleep(pause)


async def until(condition: Callable[[], Awaitable[bool]], within: float = 15.0) -> None:
    """The same for what has to be awaited."""
    deadline = time.monotonic() + within
    while not await condition():
        assert time.monotonic() < deadline, f"did not come true within {within:.0f} s"
        await asyncio.sleep(PAUSE / 5)
