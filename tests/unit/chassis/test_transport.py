from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from services.chassis.transport import begun


class Away(Exception):
    pass


async def worth(value: str, *waits_for: Awaitable[Any]) -> str:
    found = [await one for one in waits_for]
    return f"{value}{found}"


async def test_what_need_not_wait_is_done_at_once() -> None:
    done: list[str] = []

    async def note() -> None:
        done.append("noted")

    assert begun(note()) is None
    assert done == ["noted"]


async def test_what_waits_is_gone_on_with_from_there() -> None:
    first, second = asyncio.Event(), asyncio.get_running_loop().create_future()
    rest = begun(worth("a", first.wait(), asyncio.sleep(0), second))
    assert rest is not None
    task = asyncio.ensure_future(rest)
    first.set()
    await asyncio.sleep(0.01)
    assert not task.done()
    second.set_result("b")
    assert await task == "a[True, None, 'b']"


async def test_an_exception_goes_in_and_out() -> None:
    with pytest.raises(Away):
        begun(failing())
    future = asyncio.get_running_loop().create_future()
    rest = begun(worth("a", future))
    assert rest is not None
    future.set_exception(Away())
    with pytest.raises(Away):
        await rest


async def failing() -> None:
    raise Away


async def test_what_still_waits_can_be_cancelled() -> None:
    cleaned: list[str] = []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append("up")

    rest = begun(wait())
    assert rest is not None
    task = asyncio.ensure_future(rest)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cleaned == ["up"]
