from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from services.chassis.arrivals import woken_by_arrivals

WITHIN = 0.001


class Stream:
    """What ``take_events`` and its caller use of a Faust stream: processors that see each value, and a wait that ends with its time."""

    def __init__(self) -> None:
        self._processors: list[Callable[[Any], Any]] = []
        self.add_processor = self._processors.append

    async def wait_for_stopped(self, event: asyncio.Event, timeout: float) -> None:  # noqa: ASYNC109  # Faust's name
        with suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), timeout)

    def receive(self, value: object) -> None:
        for processor in self._processors:
            assert processor(value) is value

    def look(self) -> asyncio.Task[None]:
        return asyncio.create_task(self.wait_for_stopped(asyncio.Event(), timeout=WITHIN))


async def test_a_look_waits_until_something_comes_and_then_a_little_for_more() -> None:
    stream = Stream()
    with woken_by_arrivals(stream):
        look = stream.look()
        await asyncio.wait({look}, timeout=50 * WITHIN)
        assert not look.done()
        stream.receive("first")
        await asyncio.wait_for(look, 1)


async def test_what_comes_while_a_batch_is_handled_ends_the_next_look() -> None:
    stream = Stream()
    with woken_by_arrivals(stream):
        stream.receive("in the first batch")
        await asyncio.wait_for(stream.look(), 1)
        stream.receive("while that is handled")
        await asyncio.wait_for(stream.look(), 0.5)


async def test_a_batch_that_was_taken_does_not_end_another_look() -> None:
    stream = Stream()
    with woken_by_arrivals(stream):
        stream.receive("taken")
        await asyncio.wait_for(stream.look(), 1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(stream.look(), 50 * WITHIN)


async def test_the_stream_is_left_as_it_was() -> None:
    stream = Stream()
    wait = stream.wait_for_stopped
    with woken_by_arrivals(stream):
        pass
    assert stream.wait_for_stopped == wait
    assert stream._processors == []
