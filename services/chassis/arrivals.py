"""What arrives at a Faust stream, in batches, taken straight from the queue in which the events of its partition wait.

``Stream.take_events`` takes them out one by one, each with a turn of the event loop and calls of sensors and processors. It looks into its
buffer every ``within`` seconds also where nothing ever comes, and it acknowledges a batch whose handling was broken off.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from faust.types import EventT


async def arrivals(stream: Any, most: int, within: float) -> AsyncGenerator[list[EventT[Any]], None]:
    """Batches of up to ``most`` events until the stream's actor is stopped: the first that comes, and what comes within so many seconds.

    A batch is acknowledged when the next one is asked for, and at no other time.
    """
    started = await stream.maybe_start()
    try:
        while not stream.should_stop:
            events = _current(stream.app, await _arrived(stream.channel.queue, most, within))
            if events:
                yield events
            for event in events:
                await stream.ack(event)
    except StopAsyncIteration:  # an actor is stopped by throwing it into the queue
        return
    finally:
        stream.channel.on_stop_iteration()
        if started:
            await stream.stop()
            stream.service_reset()


async def _arrived(queue: Any, most: int, within: float) -> list[EventT[Any]]:
    events = [await queue.get()]
    _empty(queue, events, most)
    if len(events) < most:
        await asyncio.sleep(within)
        _empty(queue, events, most)
    return events


def _empty(queue: Any, events: list[EventT[Any]], most: int) -> None:
    while len(events) < most and not queue.empty():
        events.append(queue.get_nowait())


def _current(app: Any, events: list[EventT[Any]]) -> list[EventT[Any]]:
    """Without what came before a rebalance (whoever has the partition now gets it again); the others are waited for before another."""
    if not app.flow_control.is_active():
        return []
    current = [event for event in events if event.message.generation_id == app.consumer_generation_id]
    for event in current:
        event.message.tracked = True
        app.consumer.track_message(event.message)
    return current
