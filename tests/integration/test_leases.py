"""One holder at a time, by the clock of the store and of nobody else."""

from __future__ import annotations

import asyncio
from typing import Any

from services.chassis.lease import LEASES, Lease
from tests.support.instances import Platform
from tests.support.waiting import until


def lease(counters: Platform, holder: str, seconds: float = 60) -> Lease:
    return Lease(counters.database, "work", holder, seconds)


async def expire(counters: Platform) -> None:
    """As if its time were over, by the store's clock."""
    await counters.database[LEASES].update_one({"_id": "work"}, [{"$set": {"until": "$$NOW"}}])


async def row(counters: Platform) -> dict[str, Any]:
    found = await counters.database[LEASES].find_one({"_id": "work"})
    assert found is not None
    return found


async def test_one_of_many_who_ask_at_a_time_gets_it(counters: Platform) -> None:
    for _ in range(10):
        await counters.database[LEASES].delete_many({})
        got = await asyncio.gather(*(lease(counters, f"holder {n}").acquire() for n in range(20)))
        assert sum(got) == 1
        assert (await row(counters))["holder"] == f"holder {got.index(True)}"


async def test_its_holder_renews_it_and_nobody_else_gets_it_meanwhile(counters: Platform) -> None:
    assert await lease(counters, "first").acquire()
    before = (await row(counters))["until"]
    assert not await lease(counters, "second").acquire()
    assert await lease(counters, "first", 120).acquire()
    assert (await row(counters))["until"] > before
    assert not await lease(counters, "second").acquire()


async def test_when_its_time_is_over_by_the_stores_clock_another_gets_it(counters: Platform) -> None:
    assert await lease(counters, "first", 0.15).acquire()
    assert not await lease(counters, "second").acquire()
    await until(lease(counters, "second").acquire)
    assert not await lease(counters, "first").acquire()


async def test_a_holder_that_comes_back_late_does_not_take_it_from_the_next_one(counters: Platform) -> None:
    first = lease(counters, "first")
    assert await first.acquire()
    await expire(counters)
    assert await lease(counters, "second").acquire()
    await first.release()
    await first.remove()
    assert not await first.acquire()
    assert (await row(counters))["holder"] == "second"


async def test_what_is_given_back_is_free_at_once(counters: Platform) -> None:
    assert await lease(counters, "first").acquire()
    await lease(counters, "first").release()
    assert await lease(counters, "second").acquire()


async def test_what_is_removed_leaves_nothing(counters: Platform) -> None:
    assert await lease(counters, "first").acquire()
    await lease(counters, "first").remove()
    assert await counters.database[LEASES].count_documents({}) == 0


async def test_a_lease_says_nothing_about_another_one(counters: Platform) -> None:
    assert await lease(counters, "first").acquire()
    assert await Lease(counters.database, "other work", "second", 60).acquire()
    assert sorted((await row(counters)).keys()) == ["_id", "holder", "until"]
