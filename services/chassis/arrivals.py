"""Lets a Faust stream that is read in batches wait for what comes, instead of looking again and again whether something came.

``Stream.take_events`` looks into its buffer every ``within`` seconds. Each partition has a stream of its own: a worker of 36 partitions
would look 1,800 times a second, also where nothing ever comes, and be busy with it for a tenth of a core.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LOOK = 1.0
"""Seconds after which the stream looks all the same, should an arrival ever be missed."""


@contextmanager
def woken_by_arrivals(stream: Any) -> Iterator[None]:
    """While the block runs, ``take_events`` of the stream first waits for an event, and only then ``within`` for more to go with it."""
    came, wait = asyncio.Event(), stream.wait_for_stopped

    def arrives(value: Any) -> Any:
        came.set()
        return value

    async def wait_for_the_first(full: asyncio.Event, **within: float) -> None:
        await wait(came, timeout=_LOOK)
        if came.is_set():
            await wait(full, **within)
            came.clear()  # what comes from here on belongs to the next batch, and sets it again

    stream.add_processor(arrives)
    stream.wait_for_stopped = wait_for_the_first
    try:
        yield
    finally:
        stream.wait_for_stopped = wait
        stream._processors.remove(arrives)  # as take_events takes its own away: Faust has no other way
