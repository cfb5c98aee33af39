"""Waiting between tries."""

from __future__ import annotations

import asyncio
import random


class Backoff:
    """Pauses that double up to a limit, with jitter, so that many who wait do not come back at once."""

    def __init__(self, first: float, limit: float) -> None:
        self._first = first
        self._limit = limit
        self._pauses = 0

    def next(self, *, away: bool = False) -> float:
        """The next pause in seconds. While something is ``away`` it stays short, so that all goes on soon after it is back."""
        self._pauses += 1
        limit = min(self._limit, 2.0) if away else self._limit
        jitter = random.uniform(0.5, 1.0)  # noqa: S311  # no secret
        return jitter * min(limit, self._first * float(2 ** min(self._pauses - 1, 20)))

    async def pause(self, *, away: bool = False) -> None:
        await asyncio.sleep(self.next(away=away))
