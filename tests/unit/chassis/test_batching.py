"""Many callers, one call."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from services.chassis.batching import Batcher


class Calls:
    """What was asked for in each call; a negative number is answered by an error."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.begun, self.goes_on = asyncio.Event(), asyncio.Event()
        self.goes_on.set()

    async def __call__(self, things: Sequence[int]) -> list[int | Exception]:
        self.asked.append(list(things))
        self.begun.set()
        await self.goes_on.wait()
        return [thing * 2 if thing >= 0 else ValueError(thing) for thing in things]


async def test_what_is_asked_for_during_a_call_goes_together_in_the_next() -> None:
    calls = Calls()
    batcher = Batcher(calls)
    calls.goes_on.clear()
    first = asyncio.create_task(batcher.ask(1))
    await calls.begun.wait()
    others = [asyncio.create_task(batcher.ask(number)) for number in (2, 3)]
    await asyncio.sleep(0)
    calls.goes_on.set()
    assert await asyncio.gather(first, *others) == [2, 4, 6]
    assert calls.asked == [[1], [2, 3]]


async def test_the_first_waits_for_others_where_it_may() -> None:
    calls = Calls()
    batcher = Batcher(calls, gathers=0.2)
    first = asyncio.create_task(batcher.ask(1))
    for _ in range(5):
        await asyncio.sleep(0)
    assert list(await asyncio.gather(first, batcher.ask(2))) == [2, 4]
    assert calls.asked == [[1, 2]]


async def test_each_is_answered_for_itself() -> None:
    batcher = Batcher(Calls())
    good, bad = await asyncio.gather(batcher.ask(1), batcher.ask(-1), return_exceptions=True)
    assert good == 2 and isinstance(bad, ValueError)


async def test_a_call_that_fails_fails_for_all_and_the_next_is_made() -> None:
    calls = Calls()

    async def once(things: Sequence[int]) -> list[int | Exception]:
        if not calls.asked:
            calls.asked.append([])
            raise OSError
        return await calls(things)

    batcher = Batcher(once)
    assert {type(one) for one in await asyncio.gather(batcher.ask(1), batcher.ask(2), return_exceptions=True)} == {OSError}
    assert await batcher.ask(3) == 6


async def test_a_caller_that_has_gone_holds_up_nobody() -> None:
    calls = Calls()
    batcher = Batcher(calls, gathers=0.05)
    gone, stays = (asyncio.create_task(batcher.ask(number)) for number in (1, 2))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == 4
    with pytest.raises(asyncio.CancelledError):
        await gone
