"""What falls due is done once, by one process, not before its time, and again when it was refused."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from contracts.refusal import Refusal, Text
from services.chassis.clock import ManualClock
from services.chassis.decisions import Decide, Decision
from services.chassis.lease import LEASES
from services.chassis.mongo import Document
from services.chassis.settings import Timers as Pace
from services.chassis.timers import Timer, Timers
from tests.support.counter import COUNTER, COUNTERS, TIMER, Added, add, schedule
from tests.support.instances import Platform

NOON = datetime(2024, 8, 1, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(counters: Platform) -> ManualClock:
    """The platform's clock, just before noon."""
    counters.clock = ManualClock(NOON - MINUTE)
    return counters.clock


def timers(counters: Platform, holder: str = "one", timer: Timer = TIMER) -> Timers:
    instance = counters.instance()
    return Timers("counter", counters.database, (timer,), instance.group, counters.clock, holder, Pace(lease=60))


async def fired(counters: Platform, name: str = "a") -> int:
    return int((await counters.row(name) or {})["total"])


async def lease_ends(counters: Platform) -> None:
    """As if the leases' time were over, by the store's clock."""
    await counters.database[LEASES].update_many({}, [{"$set": {"until": "$$NOW"}}])


async def test_nothing_happens_before_its_time_and_then_once(counters: Platform, clock: ManualClock) -> None:
    await counters.instance().do(schedule("a", NOON))
    one = timers(counters)
    assert await one.round() == 0
    clock.advance(MINUTE)
    assert await one.round() == 1
    assert await one.round() == 0
    assert await fired(counters) == 1
    assert await counters.database[LEASES].count_documents({}) == 0


async def test_two_processes_fire_a_timer_once(counters: Platform, clock: ManualClock) -> None:
    instance = counters.instance()
    await asyncio.gather(*(instance.do(schedule(f"{n}", NOON)) for n in range(60)))
    clock.advance(MINUTE)
    both = await asyncio.gather(timers(counters, "one").round(), timers(counters, "other").round())
    assert sum(both) >= 60
    assert [await fired(counters, f"{n}") for n in range(60)] == [1] * 60
    assert len(await counters.commits()) == 120


async def test_a_process_that_died_after_its_commit_leaves_nothing_to_do_twice(counters: Platform, clock: ManualClock) -> None:
    """Its row was not written any more: the next process finds it due, with the same version."""
    await counters.instance().do(schedule("a", NOON))
    old = await counters.row("a")
    assert old is not None
    clock.advance(MINUTE)
    assert await timers(counters, "one").round() == 1
    await COUNTERS.collection(counters.database).replace_one({"_id": "a"}, old)
    await timers(counters, "other").round()
    assert await fired(counters) == 1
    assert await counters.versions("counter/a") == [1, 2]


def refusing(row: Document) -> Decide:
    """Only every other try is accepted."""
    tries = attempts.setdefault(row["_id"], [])

    def decide(streams: object) -> Decision:
        tries.append(1)
        if len(tries) == 1:
            raise Refusal("wrong-status", Text("不行", "no"))
        return Decision().on(COUNTER.stream(row["_id"]), Added())

    return decide


attempts: dict[str, list[int]] = {}


async def test_a_refused_timer_is_left_alone_until_its_lease_is_over(counters: Platform, clock: ManualClock) -> None:
    attempts.clear()
    await counters.instance().do(schedule("a", NOON))
    clock.advance(MINUTE)
    one, other = timers(counters, "one", Timer(COUNTERS, refusing)), timers(counters, "other", Timer(COUNTERS, refusing))
    assert await one.round() == 0
    assert await other.round() == 0
    assert await one.round() == 0
    assert len(attempts["a"]) == 1
    await lease_ends(counters)
    assert await other.round() == 1
    assert await fired(counters) == 1


async def test_timers_that_are_refused_keep_no_other_waiting(counters: Platform, clock: ManualClock) -> None:
    """However many there are, and although they fell due before it."""

    def refuse_but_last(row: Document) -> Decide:
        return TIMER.fire(row) if row["_id"] == "last" else lambda _streams: refuse()

    def refuse() -> Decision:
        raise Refusal("wrong-status", Text("不行", "no"))

    instance = counters.instance()
    await asyncio.gather(*(instance.do(schedule(f"{n}", NOON - MINUTE)) for n in range(250)))
    await instance.do(schedule("last", NOON))
    clock.advance(MINUTE)
    one = timers(counters, timer=Timer(COUNTERS, refuse_but_last))
    assert await one.round() == 1
    assert await fired(counters, "last") == 1


async def test_a_fault_of_one_timer_is_not_the_others(counters: Platform, clock: ManualClock) -> None:
    def faulty(row: Document) -> Decide:
        if row["_id"] == "bad":
            raise ZeroDivisionError
        if row["_id"] == "worse":
            return lambda _streams: Decision({"never": 1 // 0})
        return TIMER.fire(row)

    instance = counters.instance()
    for name, due in (("bad", NOON - 3 * MINUTE), ("worse", NOON - 2 * MINUTE), ("good", NOON - MINUTE)):
        await instance.do(schedule(name, due))
    assert await timers(counters, timer=Timer(COUNTERS, faulty)).round() == 1
    assert await fired(counters, "good") == 1


async def test_a_timer_that_finds_nothing_to_do_is_not_asked_again_at_once(counters: Platform, clock: ManualClock) -> None:
    asked: list[str] = []

    def idle(row: Document) -> Decide:
        asked.append(row["_id"])
        return lambda _streams: Decision()

    await counters.instance().do(schedule("a", NOON))
    clock.advance(MINUTE)
    one = timers(counters, timer=Timer(COUNTERS, idle))
    for _ in range(3):
        await one.round()
    assert asked == ["a"]


async def test_a_timer_decides_on_the_present_state_and_not_on_its_row(counters: Platform, clock: ManualClock) -> None:
    instance = counters.instance()
    await instance.do(schedule("a", NOON))
    clock.advance(MINUTE)
    old = await counters.row("a")
    assert old is not None
    await instance.do(add("a"))
    await COUNTERS.collection(counters.database).replace_one({"_id": "a"}, old)
    await timers(counters).round()
    assert await counters.versions("counter/a") == [1, 2]
