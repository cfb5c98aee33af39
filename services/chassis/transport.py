"""Faust's way to the bus, at a fraction of its price for a message.

Faust puts each message into the queue of its partition by four tasks of the event loop: one for that, and three that wait for the worker to
stop meanwhile. The first nearly always has nothing to wait for, and then none of the four is needed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Generator
from inspect import iscoroutine
from types import coroutine
from typing import Any, ClassVar

from faust.transport.drivers import aiokafka
from mode.services import WaitResults


class Consumer(aiokafka.Consumer):
    """Faust's consumer, which begins no task for what need not wait."""

    async def wait_first(self, *awaitables: Any, timeout: Any = None) -> WaitResults:  # noqa: ASYNC109  # mode's name
        """As mode's own: wait until one is done. Where the first is done at once, nobody waits."""
        first, *others = awaitables
        if not iscoroutine(first):
            return await super().wait_first(*awaitables, timeout=timeout)
        rest = begun(first)
        if rest is not None:
            return await super().wait_first(rest, *others, timeout=timeout)
        for other in others:
            if iscoroutine(other):
                other.close()
        return WaitResults([first], [None], stopped=False)


class Transport(aiokafka.Transport):
    """Faust's transport, with the consumer above."""

    Consumer: ClassVar[type[aiokafka.Consumer]] = Consumer


def begun(work: Coroutine[Any, Any, Any]) -> Awaitable[Any] | None:
    """Go on with it until it has to wait, in the task that is running; what is left of it then, None where it is done."""
    try:
        waits_for = work.send(None)
    except StopIteration:
        return None
    return _rest(work, waits_for)


@coroutine
def _rest(work: Coroutine[Any, Any, Any], waits_for: Any) -> Generator[Any, Any, Any]:
    """The rest of something that waits for this."""
    try:
        while True:
            try:
                came = yield waits_for
            except BaseException as error:
                waits_for = work.throw(error)
            else:
                waits_for = work.send(came)
    except StopIteration as end:
        return end.value
