"""Waiting for what events bring: the services tell each other over Kafka, and a moment passes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from demo.desk import Refused
from demo.refusals import DemoFailure

T = TypeVar("T")
_LOOK, _LONGEST_LOOK = 0.05, 0.4  # seconds before the first second look, and between later ones
_PATIENCE = 20.0  # seconds


async def until(what: str, ask: Callable[[], Awaitable[T]], right: Callable[[T], bool] = bool) -> T:
    """Ask until the answer is right; a refusal is asked again. DemoFailure: it never was."""
    deadline = time.monotonic() + _PATIENCE
    last, pause = "no answer", _LOOK
    while time.monotonic() < deadline:
        try:
            answer = await ask()
        except Refused as refused:
            last = str(refused)
        else:
            if right(answer):
                return answer
            last = str(answer)[:300]
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_LOOK)
    raise DemoFailure(f"{what} did not come about within {_PATIENCE:.0f} s: {last}")
