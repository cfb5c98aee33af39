from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import pytest

from services.chassis.arrivals import arrivals

WITHIN = 0.01
MOST = 3


@dataclass
class Message:
    """What is used of a Faust message."""

    generation_id: int = 1
    tracked: bool = False


@dataclass(eq=False)
class Event:
    """What is used of a Faust event."""

    name: str
    message: Message = field(default_factory=Message)


class Queue(asyncio.Queue[Event]):
    """A queue into which an exception may be thrown, as Faust stops an actor."""

    error: BaseException | None = None

    def throw(self, error: BaseException) -> None:
        self.error = error
        self.put_nowait(Event("woken"))

    def empty(self) -> bool:
        return super().empty() and self.error is None

    def get_nowait(self) -> Event:
        if self.error is not None:
            raise self.error
        return super().get_nowait()


class Stream:
    """What is used of a Faust stream, its channel, its app and its consumer."""

    should_stop = False
    active = True
    consumer_generation_id = 1

    def __init__(self) -> None:
        self.queue = Queue()
        self.tracked: list[Message] = []
        self.acknowledged: list[str] = []
        self.ended: list[str] = []
        self.channel = self.app = self.consumer = self.flow_control = self

    async def maybe_start(self) -> bool:
        return True

    def is_active(self) -> bool:
        return self.active

    def track_message(self, message: Message) -> None:
        self.tracked.append(message)

    async def ack(self, event: Event) -> None:
        self.acknowledged.append(event.name)

    def on_stop_iteration(self) -> None:
        self.ended.append("iteration")

    async def stop(self) -> None:
        self.ended.append("stream")

    def service_reset(self) -> None:
        self.ended.append("reset")

    def receive(self, *names: str, generation: int = 1) -> None:
        for name in names:
            self.queue.put_nowait(Event(name, Message(generation)))


def names(events: list[Any]) -> list[str]:
    return [event.name for event in events]


@pytest.fixture
def stream() -> Stream:
    return Stream()


@pytest.fixture
async def batches(stream: Stream) -> AsyncGenerator[AsyncGenerator[list[Any], None]]:
    found = arrivals(stream, MOST, WITHIN)
    yield found
    await found.aclose()


Batches = AsyncGenerator[list[Any], None]


async def test_a_batch_waits_for_its_first_and_then_a_little_for_more(stream: Stream, batches: Batches) -> None:
    batch = asyncio.ensure_future(anext(batches))
    await asyncio.wait({batch}, timeout=5 * WITHIN)
    assert not batch.done()
    stream.receive("a")
    await asyncio.sleep(0)
    stream.receive("b")
    assert names(await batch) == ["a", "b"]


async def test_a_full_batch_waits_no_longer_and_takes_no_more(stream: Stream) -> None:
    stream.receive("a", "b", "c", "d")
    batches = arrivals(stream, MOST, within=60)
    assert names(await asyncio.wait_for(anext(batches), 1)) == ["a", "b", "c"]
    await batches.aclose()


async def test_a_batch_is_acknowledged_when_the_next_is_asked_for(stream: Stream, batches: Batches) -> None:
    stream.receive("a", "b", "c")
    first = await anext(batches)
    assert (stream.acknowledged, stream.tracked) == ([], [event.message for event in first])
    assert all(event.message.tracked for event in first)
    stream.receive("d")
    await anext(batches)
    assert stream.acknowledged == ["a", "b", "c"]


async def test_a_batch_whose_handling_breaks_off_is_not_acknowledged(stream: Stream) -> None:
    stream.receive("a")
    batches = arrivals(stream, MOST, WITHIN)
    await anext(batches)
    with pytest.raises(asyncio.CancelledError):
        await batches.athrow(asyncio.CancelledError())
    assert (stream.acknowledged, stream.ended) == ([], ["iteration", "stream", "reset"])


async def test_what_came_before_a_rebalance_is_neither_handled_nor_acknowledged(stream: Stream, batches: Batches) -> None:
    stream.receive("old", generation=0)
    stream.receive("new")
    assert names(await anext(batches)) == ["new"]
    stream.receive("next", "after", "that")
    await anext(batches)
    assert stream.acknowledged == ["new"]


async def test_what_is_taken_during_a_rebalance_is_dropped(stream: Stream, batches: Batches) -> None:
    stream.active = False
    stream.receive("a", "b", "c")
    batch = asyncio.ensure_future(anext(batches))
    await asyncio.sleep(2 * WITHIN)
    stream.active = True
    stream.receive("d")
    assert names(await batch) == ["d"]
    assert [message.generation_id for message in stream.tracked] == [1]


async def test_it_ends_where_the_actor_is_stopped(stream: Stream, batches: Batches) -> None:
    stream.receive("a")
    await anext(batches)
    stream.queue.throw(StopAsyncIteration())
    assert [batch async for batch in batches] == []
    assert (stream.acknowledged, stream.ended) == (["a"], ["iteration", "stream", "reset"])
