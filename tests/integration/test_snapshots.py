"""A snapshot saves reading and is never the record: with it, without it or with a strange one, a stream folds to the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from contracts.events.event import Event
from services.chassis.aggregates import Aggregate
from services.chassis.store import BrokenStream, CommitStore
from tests.support.counter import EVENTS, LONG, Counter, add, fold
from tests.support.instances import Platform

STREAM = LONG.stream("x")


def tenfold(state: Counter, event: Event, at: datetime) -> Counter:
    """Other folding code, in another module than the one of the service."""
    return Counter(total=fold(state, event, at).total * 10)


OTHER = Aggregate("long", Counter(), tenfold, long=True)
PLAIN = Aggregate("long", Counter(), fold)


async def grown(counters: Platform, count: int, every: int = 10) -> None:
    instance = counters.instance(snapshot_every=every)
    for n in range(count):
        await instance.do(add("x", n, to=LONG))
    await instance.group.close()


async def snapshot(counters: Platform) -> dict[str, Any]:
    found = await counters.database["snapshots"].find_one({"_id": STREAM})
    assert found is not None
    return found


def store(counters: Platform, aggregate: Aggregate[Counter]) -> CommitStore:
    return CommitStore(counters.database, (aggregate,), EVENTS)


async def test_a_snapshot_and_what_came_after_it_are_the_same_as_the_whole_fold(counters: Platform) -> None:
    await grown(counters, 57)
    assert (await snapshot(counters))["version"] == 50
    with_it, without = [(await store(counters, kind).load([STREAM]))[STREAM] for kind in (LONG, PLAIN)]
    assert with_it == without
    assert with_it.head.version == 57


async def test_with_a_snapshot_only_what_came_after_it_is_read(counters: Platform) -> None:
    await grown(counters, 57)
    await counters.database["commits"].delete_many({"parts.version": {"$lte": 50}})
    standing = (await store(counters, LONG).load([STREAM]))[STREAM]
    assert (standing.head.version, standing.state.model_dump()["total"]) == (57, sum(range(57)))
    with pytest.raises(BrokenStream):
        await store(counters, PLAIN).load([STREAM])


async def test_a_snapshot_of_other_folding_code_is_ignored_and_replaced(counters: Platform) -> None:
    await grown(counters, 20)
    strange = (await store(counters, OTHER).load([STREAM]))[STREAM]
    expected = Counter()
    for n in range(20):
        expected = Counter(total=(expected.total + n) * 10)
    assert strange.state == expected
    await store(counters, OTHER).keep_snapshot(STREAM, strange, 10)
    assert (await snapshot(counters))["fingerprint"] == OTHER.fingerprint != LONG.fingerprint


async def test_a_snapshot_that_somebody_changed_does_not_fit_the_chain(counters: Platform) -> None:
    await grown(counters, 15)
    await counters.database["snapshots"].update_one({"_id": STREAM}, {"$set": {"digest": "f" * 64}})
    with pytest.raises(BrokenStream):
        await store(counters, LONG).load([STREAM])


async def test_a_snapshot_may_be_deleted_at_any_time(counters: Platform) -> None:
    await grown(counters, 25)
    await counters.database["snapshots"].delete_many({})
    assert (await counters.instance().do(add("x", 0, to=LONG))).answer == {"total": sum(range(25))}


async def test_short_streams_keep_none(counters: Platform) -> None:
    instance = counters.instance(snapshot_every=2)
    for _ in range(6):
        await instance.do(add("x"))
    assert await counters.database["snapshots"].count_documents({}) == 0
