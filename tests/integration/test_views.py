"""A row is the whole fold of its stream: the newest always stays, and a rebuild while the service writes loses nothing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

import pytest
from pymongo import IndexModel

from services.chassis.aggregates import Standing
from services.chassis.commits import Head
from services.chassis.store import CommitStore
from services.chassis.views import View, Views, upsert
from tests.support.counter import COUNTER, COUNTERS, EVENTS, LONG, LONGS, Counter, add, add_to_all
from tests.support.instances import Platform
from tests.support.waiting import until


def at(version: int) -> Standing:
    return Standing(Head(version), Counter(total=version * 10))


async def test_the_newest_row_stays_under_400_first_writes_at_a_time(counters: Platform) -> None:
    views = Views(counters.database, (COUNTERS,))
    versions = list(range(1, 401))
    random.Random(3).shuffle(versions)  # noqa: S311  # no secret
    await asyncio.gather(*(views.write({"counter/a": at(version), f"counter/own-{version}": at(version)}) for version in versions))
    assert (await counters.row("a") or {})["version"] == 400
    assert (await counters.row("a") or {})["total"] == 4000
    assert await COUNTERS.collection(counters.database).count_documents({}) == 401


async def test_an_older_row_never_replaces_a_newer_one(counters: Platform) -> None:
    views = Views(counters.database, (COUNTERS,))
    for version, expected in ((5, 5), (3, 5), (5, 5), (6, 6)):
        await views.write({"counter/a": at(version)})
        assert (await counters.row("a") or {})["version"] == expected


async def test_a_row_may_hold_what_looks_like_an_expression(counters: Platform) -> None:
    await upsert(counters.database["rows"], [{"_id": "$x", "version": 1, "words": "$version", "more": {"a": "$$ROOT"}}])
    assert await counters.database["rows"].find_one({}) == {"_id": "$x", "version": 1, "words": "$version", "more": {"a": "$$ROOT"}}


async def test_what_is_missing_or_older_is_behind(counters: Platform) -> None:
    both = View("totals", COUNTER, lambda _key, state: {"total": state.total})
    views = Views(counters.database, (COUNTERS, both))
    await views.write({"counter/a": at(2), "counter/b": at(2)})
    await both.collection(counters.database).delete_one({"_id": "b"})
    due = {"counter/a": 2, "counter/b": 2, "counter/c": 1, "nobody/d": 9}
    assert await views.behind(due) == ["counter/b", "counter/c"]
    assert await views.behind({"counter/a": 3}) == ["counter/a"]


async def test_two_views_of_one_aggregate_and_an_aggregate_without_one(counters: Platform) -> None:
    both = View("totals", COUNTER, lambda _key, state: {"total": state.total})
    await Views(counters.database, (COUNTERS, both)).write({"counter/a": at(1), "long/a": at(1)})
    assert [(await counters.row("a", view) or {}).get("total") for view in (COUNTERS, both, LONGS)] == [10, 10, None]


async def test_a_rebuild_makes_the_rows_that_the_code_of_now_makes(counters: Platform) -> None:
    instance = counters.instance()
    await asyncio.gather(*(instance.do(add(f"{n % 30}", n)) for n in range(90)), instance.do(add_to_all("0", "1")))
    await COUNTERS.collection(counters.database).delete_one({"_id": "7"})
    await COUNTERS.collection(counters.database).insert_one({"_id": "nobody's", "version": 1})
    indexed = View("counters", COUNTER, lambda key, state: {"total": state.total, "name": key}, (IndexModel("name", name="by_name"),))
    assert await Views(counters.database, (indexed,)).rebuild(instance.store) == {"counters": 30}
    rows = [row async for row in COUNTERS.collection(counters.database).find().sort("_id", 1)]
    assert [row["name"] for row in rows] == sorted(f"{n}" for n in range(30))
    assert {row["_id"]: row["total"] for row in rows} == {f"{n}": n * 3 + 90 + (n < 2) for n in range(30)}
    assert {row["_id"]: row["version"] for row in rows} == {f"{n}": 3 + (n < 2) for n in range(30)}
    assert "by_name" in await COUNTERS.collection(counters.database).index_information()
    assert await counters.database.list_collection_names(filter={"name": "counters_rebuild"}) == []


async def test_a_view_of_nothing_can_be_rebuilt(counters: Platform) -> None:
    instance = counters.instance()
    plain = View("longs", LONG, lambda _key, state: {"total": state.total})
    assert await Views(counters.database, (plain,)).rebuild(instance.store) == {"longs": 0}
    await instance.do(add("a", to=LONG))
    assert (await counters.row("a", LONGS) or {})["total"] == 1


async def test_a_rebuild_that_was_broken_off_is_begun_again(counters: Platform) -> None:
    instance = counters.instance()
    await instance.do(add("a"))
    await counters.database["counters_rebuild"].insert_one({"_id": "left over", "version": 99})
    assert await instance.views.rebuild(instance.store) == {"counters": 1, "longs": 0}
    assert await COUNTERS.collection(counters.database).count_documents({}) == 1


async def test_a_rebuild_while_two_processes_write_loses_nothing(counters: Platform) -> None:
    instances = [counters.instance(), counters.instance()]
    await asyncio.gather(*(instances[n % 2].do(add(f"{n % 100}")) for n in range(300)))
    stop = asyncio.Event()

    async def write(one: int) -> int:
        done = 0
        while not stop.is_set():
            await asyncio.gather(*(instances[one].do(add(f"{(done + n) % 150}")) for n in range(25)))
            done += 25
        return done

    writers = [asyncio.create_task(write(one)) for one in range(2)]
    for _ in range(4):
        await instances[0].views.rebuild(counters.instance().store)
    stop.set()
    written = sum(await asyncio.gather(*writers))
    rows = {row["_id"]: row async for row in COUNTERS.collection(counters.database).find()}
    assert sum(row["total"] for row in rows.values()) == 300 + written
    standings = await counters.instance().store.load([f"counter/{name}" for name in rows])
    assert {name: row["version"] for name, row in rows.items()} == {
        stream.removeprefix("counter/"): standing.head.version for stream, standing in standings.items()
    }


async def test_a_rebuild_finds_a_commit_whose_id_is_older_than_the_newest_one(counters: Platform) -> None:
    """A process takes its commit's id, and is slow to write it; meanwhile another one's newer commit is there."""
    slow, quick = counters.instance(), counters.instance()
    await quick.do(add("first"))
    append = slow.store.append
    held, go = asyncio.Event(), asyncio.Event()

    async def slowly(documents: Any) -> None:
        held.set()
        await go.wait()
        await append(documents)

    slow.store.append = slowly  # type: ignore[method-assign]
    writing = asyncio.create_task(slow.do(add("late")))
    await held.wait()
    await quick.do(add("second"))
    reading = Pausing(counters)

    async def release() -> None:
        go.set()
        await writing

    reading.after("streams", 1, release)
    await Views(counters.database, (COUNTERS,)).rebuild(reading)
    assert {row["_id"] async for row in COUNTERS.collection(counters.database).find()} == {"first", "second", "late"}


async def test_what_is_written_just_before_the_swap_is_in_the_new_view_too(counters: Platform) -> None:
    instance = counters.instance()
    await instance.do(add("first"))
    reading = Pausing(counters)

    async def write() -> None:
        await instance.do(add("last"))

    reading.after("streams", 2, write)
    await Views(counters.database, (COUNTERS,)).rebuild(reading)
    assert {row["_id"] async for row in COUNTERS.collection(counters.database).find()} == {"first", "last"}


class Pausing(CommitStore):
    """A store in which something happens after a call of one method."""

    def __init__(self, counters: Platform) -> None:
        super().__init__(counters.database, (COUNTER, LONG), EVENTS)
        self._due: dict[str, tuple[int, Callable[[], Any]]] = {}

    def after(self, method: str, call: int, event: Callable[[], Any]) -> None:
        self._due[method] = (call, event)

    async def streams(self, category: str, since: str = "") -> Any:
        async for stream in super().streams(category, since):
            yield stream
        left, event = self._due.get("streams", (0, lambda: None))
        self._due["streams"] = (left - 1, event)
        if left == 1:
            await event()


@pytest.mark.parametrize("since", ["", "0"])
async def test_streams_are_found_once_each_and_by_their_whole_category(counters: Platform, since: str) -> None:
    instance = counters.instance()
    await instance.do(add_to_all("a", "b"))
    await instance.do(add("a"))
    await instance.do(add("a", to=LONG))
    found = [stream async for stream in instance.store.streams("counter", since)]
    assert sorted(found) == ["counter/a", "counter/b"]
    assert [stream async for stream in instance.store.streams("count")] == []
    newest = await instance.store.newest()
    assert [stream async for stream in instance.store.streams("counter", newest)] == []


async def test_rows_follow_when_writers_stop_in_the_middle(counters: Platform) -> None:
    """The relay's part is tried elsewhere: here a later command to the same stream brings the row up."""
    instance = counters.instance()
    await instance.do(add("a"))
    await COUNTERS.collection(counters.database).delete_many({})
    await instance.do(add("a"))

    async def shown() -> bool:
        return (await counters.row("a") or {}).get("total") == 2

    await until(shown)
