"""What the commits say of a stream, however it is asked."""

from __future__ import annotations

import pytest

from services.chassis.aggregates import INBOX
from services.chassis.causes import RequestCause
from services.chassis.commits import Head
from services.chassis.decisions import Decision
from services.chassis.store import BrokenStream
from tests.support.counter import LONG, Counter, add, add_to_all
from tests.support.instances import Platform


async def test_a_stream_that_nobody_wrote_stands_at_its_beginning(counters: Platform) -> None:
    standing = (await counters.instance().store.load(["counter/none"]))["counter/none"]
    assert (standing.head, standing.state) == (Head(), Counter())


async def test_streams_of_all_kinds_are_loaded_together(counters: Platform) -> None:
    instance = counters.instance(snapshot_every=2)
    for n in range(5):
        await instance.do(add_to_all("a", "b"))
        await instance.do(add("x", n, to=LONG))
        await instance.do(lambda _streams: Decision().on("inbox/other/a"))
    loaded = await counters.instance().store.load(["counter/a", "counter/b", "long/x", "inbox/other/a", "inbox/other/b", "counter/c"])
    assert {stream: standing.head.version for stream, standing in loaded.items()} == {
        "counter/a": 5,
        "counter/b": 5,
        "long/x": 5,
        "inbox/other/a": 5,
        "inbox/other/b": 0,
        "counter/c": 0,
    }
    commits = await counters.commits()
    assert loaded["inbox/other/a"].head == Head(5, 0, commits[-1].parts[0].digest, commits[-1].id)
    assert loaded["inbox/other/a"].state == INBOX.initial
    assert loaded["long/x"].state == Counter(total=10, notes=("",) * 5)


async def test_what_is_known_is_brought_up_to_the_store(counters: Platform) -> None:
    instance = counters.instance()
    await instance.do(add_to_all("a", "b"))
    known = await instance.store.load(["counter/a", "counter/b", "counter/c"])
    await instance.do(add("a"))
    await instance.do(add("c"))
    after = await instance.store.advance(known)
    assert {stream: standing.head.version for stream, standing in after.items()} == {"counter/a": 2, "counter/b": 1, "counter/c": 1}
    assert await instance.store.advance({}) == {}


async def test_of_a_commit_with_many_parts_only_those_are_read_that_are_wanted(counters: Platform) -> None:
    instance = counters.instance()
    many = [f"s{n:03}" for n in range(400)]
    await instance.do(add_to_all(*many))
    await counters.database.command("profile", 2)
    loaded = await instance.store.load(["counter/s000", "counter/s399", "counter/none"])
    await counters.database.command("profile", 0)
    assert [standing.head.version for standing in loaded.values()] == [1, 1, 0]
    (read,) = await counters.database["system.profile"].find({"command.find": "commits"}).to_list(None)
    assert read["responseLength"] < 2_000
    whole = await instance.store.load([f"counter/{key}" for key in many])
    assert {standing.state for standing in whole.values()} == {loaded["counter/s000"].state}


async def test_whether_a_stream_has_a_version_is_told_of_that_stream_alone(counters: Platform) -> None:
    instance = counters.instance()
    await instance.do(add_to_all("a", "b"))
    await instance.do(add("b"))
    asked = {"counter/a": 1, "counter/b": 2, "counter/c": 0, "counter/d": 1}
    assert await instance.store.reached(asked) == {"counter/a", "counter/b", "counter/c"}
    assert await instance.store.reached({"counter/a": 1, "counter/b": 5}) == {"counter/a"}
    assert await instance.store.reached({}) == set()


async def test_a_request_that_was_answered_is_found_by_client_and_key(counters: Platform) -> None:
    instance = counters.instance()
    await instance.do(add("a"), key="k")
    causes = [RequestCause("client", "k", "?"), RequestCause("another client", "k", "?"), RequestCause("client", "another key", "?")]
    found = await instance.store.repeated(causes)
    assert [(key, commit.answer) for key, commit in found.items()] == [(("client", "k"), {"total": 1})]
    assert await instance.store.repeated([]) == {}


@pytest.mark.parametrize("edit", [{"$set": {"parts.0.prev": "f" * 64}}, {"$set": {"parts.0.version": 9}}])
async def test_a_stream_that_does_not_hang_together_is_not_decided_on(counters: Platform, edit: dict[str, dict[str, object]]) -> None:
    instance = counters.instance()
    for _ in range(3):
        await instance.do(add("a"))
    await counters.database["commits"].update_one({"parts.version": 2}, edit)
    with pytest.raises(BrokenStream, match="counter/a"):
        await counters.instance().do(add("a"))


async def test_an_aggregate_that_a_service_has_not_is_no_stream_of_it(counters: Platform) -> None:
    with pytest.raises(KeyError):
        await counters.instance().store.load(["nobody/a"])
