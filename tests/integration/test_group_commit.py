"""Commands are decided and written in groups: each once, on fresh state, in the order of its streams, and none at its neighbours' cost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from pymongo.errors import PyMongoError

from contracts.refusal import Refusal
from services.chassis.decisions import Decide, Decision, Streams
from tests.support.counter import COUNTER, COUNTERS, LONG, Added, add, add_below, add_to_all, once
from tests.support.instances import Instance, Platform


async def settled(*work: Any) -> list[Any]:
    return await asyncio.gather(*work, return_exceptions=True)


def dense(count: int) -> list[int]:
    return list(range(1, count + 1))


async def test_a_repeated_key_answers_the_same_and_writes_once(counters: Platform) -> None:
    instance = counters.instance()
    first = await instance.do(add("a", 7), key="k")
    await instance.do(add("a", 1))
    again = await instance.do(add("a", 7), key="k")
    elsewhere = await counters.instance().do(add("a", 7), key="k")
    assert (again.answer, again.commit, again.repeated) == (first.answer, first.commit, True)
    assert (elsewhere.answer, elsewhere.commit, elsewhere.repeated) == (first.answer, first.commit, True)
    assert await counters.versions("counter/a") == [1, 2]


async def test_a_repeated_key_answers_the_same_although_the_rule_would_now_say_no(counters: Platform) -> None:
    instance = counters.instance()
    first = await instance.do(add_below(1, "a"), key="k")
    assert (await instance.do(add_below(1, "a"), key="k")).answer == first.answer
    with pytest.raises(Refusal, match="quota-exhausted"):
        await instance.do(add_below(1, "a"))


async def test_a_repeated_key_answers_the_same_although_there_is_nothing_left_to_do(counters: Platform) -> None:
    instance = counters.instance()
    first = await instance.do(once("a"), key="k")
    again = await instance.do(once("a"), key="k")
    assert (again.answer, again.repeated) == (first.answer, True)
    assert (await instance.do(once("a"))).answer == {"nothing": True}


async def test_a_key_used_for_another_request_is_refused(counters: Platform) -> None:
    instance = counters.instance()
    await instance.do(add("a"), key="k", body="one body")
    for other in (instance, counters.instance()):
        with pytest.raises(Refusal, match="idempotency-key-reused"):
            await other.do(add("a"), key="k", body="another body")
    assert await counters.versions("counter/a") == [1]


async def test_a_key_used_for_two_requests_at_a_time_serves_one_of_them(counters: Platform) -> None:
    instance = counters.instance()
    first, second = await settled(instance.do(add("a"), key="k", body="one body"), instance.do(add("a", 2), key="k", body="another body"))
    assert first.answer == {"total": 1}
    assert isinstance(second, Refusal) and second.slug == "idempotency-key-reused"


async def test_a_refusal_binds_no_key(counters: Platform) -> None:
    instance = counters.instance()
    with pytest.raises(Refusal, match="quota-exhausted"):
        await instance.do(add_below(0, "a"), key="k")
    assert (await instance.do(add("a"), key="k", body="another body")).answer == {"total": 1}


async def test_a_refusal_of_one_request_is_no_answer_to_another_under_the_same_key(counters: Platform) -> None:
    instance = counters.instance()
    refused, accepted = await settled(
        instance.do(add_below(0, "a"), key="k", body="one body"), instance.do(add("a"), key="k", body="another body")
    )
    assert isinstance(refused, Refusal) and refused.slug == "quota-exhausted"
    assert accepted.answer == {"total": 1}


async def test_equal_requests_at_a_time_are_one(counters: Platform) -> None:
    instances = [counters.instance(), counters.instance()]
    outcomes = await asyncio.gather(*(instances[n % 2].do(add("a"), key="k") for n in range(40)))
    assert [outcome.answer for outcome in outcomes] == [{"total": 1}] * 40
    assert sum(not outcome.repeated for outcome in outcomes) == 1
    assert len(await counters.commits()) == 1


async def test_two_processes_on_one_stream_end_dense_with_every_command_in(counters: Platform) -> None:
    instances = [counters.instance(), counters.instance()]
    outcomes = await asyncio.gather(*(instances[n % 2].do(add("a")) for n in range(300)))
    assert sorted(outcome.answer["total"] for outcome in outcomes) == dense(300)
    assert await counters.versions("counter/a") == dense(300)
    row = await counters.row("a")
    assert row is not None and (row["total"], row["version"]) == (300, 300)


async def test_decisions_over_several_streams_hold_together_between_processes(counters: Platform) -> None:
    instances = [counters.instance(), counters.instance()]
    names = ("a", "b", "c")
    work = [instances[n % 2].do(add_to_all(names[n % 3], names[(n + 1) % 3])) for n in range(120)]
    await asyncio.gather(*work)
    assert len(await counters.commits()) == 120
    for name in names:
        assert await counters.versions(f"counter/{name}") == dense(80)


async def test_a_limit_holds_between_processes(counters: Platform) -> None:
    instances = [counters.instance(), counters.instance()]
    results = await settled(*(instances[n % 2].do(add_below(10, "a")) for n in range(100)))
    assert sum(isinstance(result, Refusal) for result in results) == 90
    assert await counters.versions("counter/a") == dense(10)


async def test_no_refusal_rests_on_what_another_process_has_changed_since(counters: Platform) -> None:
    stale, other = counters.instance(), counters.instance()
    await stale.do(add("a"))
    await other.do(add("a", -1))
    assert (await stale.do(add_below(1, "a"))).answer == {"total": 1}


async def test_no_acceptance_rests_on_a_read_stream_that_another_process_has_changed_since(counters: Platform) -> None:
    stale, other = counters.instance(), counters.instance()
    await stale.do(add_below(1, "free", guarded_by="gate"))
    await other.do(add("gate"))
    with pytest.raises(Refusal, match="quota-exhausted"):
        await stale.do(add_below(1, "free", guarded_by="gate"))


async def test_a_refusal_may_rest_on_what_is_decided_before_it_in_the_same_group(counters: Platform) -> None:
    instance = counters.instance()
    results = await settled(*(instance.do(add_below(3, "a")) for _ in range(5)))
    assert [isinstance(result, Refusal) for result in results] == [False, False, False, True, True]


def nested(depth: int) -> list[Any]:
    return [nested(depth - 1)] if depth else []


UNSTORABLE: dict[str, tuple[Callable[[Streams], Decision], str]] = {
    "a lone surrogate": (add("bad", note="\ud800"), "invalid-content"),
    "a lone surrogate in a name": (add("bad", note={"\udfff": 1}), "invalid-content"),
    "NUL in a name": (add("bad", note={"a\0b": 1}), "invalid-content"),
    "a float": (add("bad", note=1.5), "invalid-content"),
    "65 bit": (add("bad", 2**64), "invalid-content"),
    "54 bit": (add("bad", 2**53), "invalid-content"),
    "17 MB": (add("bad", note="字" * 6_000_000), "body-too-large"),
    "more than the bus takes": (add("bad", note="x" * 5_000_000), "body-too-large"),
    "a commit too large although no event is": (
        lambda streams: add("bad")(streams).on("counter/bad", *(Added(note="x" * 3_000_000) for _ in range(5))),
        "body-too-large",
    ),
    "nested too deeply for the store": (add("bad", note=nested(190)), "invalid-content"),
    "nested too deeply for anybody": (add("bad", note=nested(500)), "invalid-content"),
    "a lone surrogate in the stream's key": (add("bad\ud800"), "invalid-content"),
}


@pytest.mark.parametrize("case", UNSTORABLE)
async def test_what_cannot_be_stored_is_refused_without_hurting_its_neighbours(counters: Platform, case: str) -> None:
    instance = counters.instance()
    bad, slug = UNSTORABLE[case]
    before, failed, after = await settled(instance.do(add("a")), instance.do(bad), instance.do(add("a")))
    assert isinstance(failed, Refusal) and failed.slug == slug
    assert (before.answer, after.answer) == ({"total": 1}, {"total": 2})
    assert len(await counters.commits()) == 2


async def test_a_key_that_cannot_be_stored_is_refused_without_hurting_its_neighbours(counters: Platform) -> None:
    instance = counters.instance()
    good, failed = await settled(instance.do(add("a")), instance.do(add("b"), key="\ud800"))
    assert isinstance(failed, Refusal) and failed.slug == "invalid-content"
    assert good.answer == {"total": 1}


async def test_nul_in_a_text_is_kept_as_it_is(counters: Platform) -> None:
    await counters.instance().do(add("a", note="a\0b"))
    other = await counters.instance().store.load(["counter/a"])
    assert other["counter/a"].state.model_dump()["notes"] == ("a\0b",)


def faulty(_streams: Streams) -> Decision:
    raise ZeroDivisionError


def strange(_streams: Streams) -> Decision:
    return Decision().on("nowhere/a", Added())


@pytest.mark.parametrize(("decide", "error"), [(faulty, ZeroDivisionError), (strange, KeyError)])
async def test_a_fault_of_one_command_is_its_own(counters: Platform, decide: Callable[[Streams], Decision], error: type[Exception]) -> None:
    instance = counters.instance()
    results = await settled(instance.do(add("a")), instance.do(decide), instance.do(add("a")))
    assert [type(result) for result in results[1:2]] == [error]
    assert [results[0].answer, results[2].answer] == [{"total": 1}, {"total": 2}]


async def test_a_stream_that_somebody_broke_stops_nobody_else(counters: Platform) -> None:
    await counters.instance().do(add("broken"))
    await counters.instance().do(add("broken"))
    await counters.database["commits"].delete_one({"parts.version": 1, "parts.stream": "counter/broken"})
    instance = counters.instance()
    broken, sound = await settled(instance.do(add("broken")), instance.do(add("sound")))
    assert type(broken).__name__ == "BrokenStream"
    assert sound.answer == {"total": 1}


async def test_a_caller_that_goes_away_cancels_nothing(counters: Platform) -> None:
    instance = counters.instance()
    gone = asyncio.create_task(instance.do(add("a"), key="k"))
    staying = asyncio.create_task(instance.do(add("a"), key="k"))
    neighbour = asyncio.create_task(instance.do(add("b")))
    await asyncio.sleep(0)
    gone.cancel()
    assert (await staying).answer == {"total": 1}
    assert (await neighbour).answer == {"total": 1}
    assert gone.cancelled()
    assert await counters.versions("counter/a") == [1]


async def test_closing_answers_everybody_who_waits(counters: Platform) -> None:
    instance = counters.instance()
    waiting = [asyncio.create_task(instance.do(add("a"))) for _ in range(30)]
    await asyncio.sleep(0)
    await instance.group.close()
    assert all(task.done() for task in waiting)
    assert await counters.versions("counter/a") == dense(30)
    row = await counters.row("a")
    assert row is not None and row["total"] == 30


async def test_closing_waits_for_rows_that_are_being_written(counters: Platform) -> None:
    instance = counters.instance(group_size=1)
    write = instance.views.write

    async def slowly(standings: Any) -> None:
        if COUNTER.stream("slow") in standings:
            await asyncio.sleep(0.2)
        await write(standings)

    instance.views.write = slowly  # type: ignore[method-assign]
    slow, quick = asyncio.create_task(instance.do(add("slow"))), asyncio.create_task(instance.do(add("quick")))
    await quick
    await instance.group.close()
    await asyncio.wait([slow], timeout=0)
    assert slow.done() and slow.result().answer == {"total": 1}


async def test_what_waits_together_is_written_together_and_read_once(counters: Platform) -> None:
    instance = counters.instance()
    await instance.do(add("a"))
    calls = counted(instance)
    outcomes = await asyncio.gather(*(instance.do(add("a")) for _ in range(100)))
    assert [outcome.answer["total"] for outcome in outcomes] == list(range(2, 102))
    assert calls == {"append": 1, "load": 0, "advance": 0, "repeated": 0}


async def test_one_can_read_what_one_has_written(counters: Platform) -> None:
    instance, other = counters.instance(), counters.instance()
    for expected in dense(5):
        await instance.do(add("a"))
        row = await counters.row("a")
        assert row is not None and row["total"] == expected
    await COUNTERS.collection(counters.database).delete_many({})
    first = (await counters.commits())[0]
    await other.do(add("a"), key=first.cause["key"])
    row = await counters.row("a")
    assert row is not None and row["total"] == 5


async def test_a_row_that_cannot_be_made_leaves_nobody_waiting(counters: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = counters.instance()

    async def fail(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(instance.views, "write", fail)
    outcome = await asyncio.wait_for(instance.do(add("a")), 5)
    assert outcome.answer == {"total": 1}


async def test_a_group_whose_insert_stops_half_way_is_decided_again_from_there(counters: Platform) -> None:
    """The other process takes version 3 of one stream between deciding and writing."""
    instance, other = counters.instance(), counters.instance()
    await instance.do(add("a"))
    append = instance.store.append

    async def overtaken(documents: Any) -> None:
        instance.store.append = append  # type: ignore[method-assign]
        await other.do(add("b", 100))
        await append(documents)

    instance.store.append = overtaken  # type: ignore[method-assign]
    results = await settled(*(instance.do(add(name)) for name in ("a", "b", "a", "c")))
    assert [result.answer["total"] for result in results] == [2, 101, 3, 1]
    assert await counters.versions("counter/a") == [1, 2, 3]
    assert await counters.versions("counter/b") == [1, 2]


async def test_a_write_whose_answer_was_lost_is_not_done_twice(counters: Platform) -> None:
    instance = counters.instance()
    append = instance.store.append

    async def unanswered(documents: Any) -> None:
        instance.store.append = append  # type: ignore[method-assign]
        await append(documents)
        raise PyMongoError("the connection was lost")

    instance.store.append = unanswered  # type: ignore[method-assign]
    results = await settled(*(instance.do(add("a")) for _ in range(5)))
    assert [result.answer["total"] for result in results] == dense(5)
    assert await counters.versions("counter/a") == dense(5)


async def test_memory_is_bounded_and_forgetting_costs_nothing_but_reading(counters: Platform) -> None:
    instance = counters.instance(memory=3)
    for turn in dense(3):
        outcomes = await asyncio.gather(*(instance.do(add(f"{n}")) for n in range(10)))
        assert [outcome.answer["total"] for outcome in outcomes] == [turn] * 10


async def test_a_long_stream_and_a_short_one_decide_alike(counters: Platform) -> None:
    instances = [counters.instance(snapshot_every=7), counters.instance(snapshot_every=7)]
    await asyncio.gather(*(instances[n % 2].do(add("x", to=LONG)) for n in range(100)))
    fresh = counters.instance()
    assert (await fresh.do(add("x", to=LONG))).answer == {"total": 101}
    assert await counters.versions(LONG.stream("x")) == dense(101)
    assert COUNTER.category != LONG.category


def begin(name: str) -> Decide:
    """Add to a counter that is presumed to be new, and answer what it held."""

    def decide(streams: Streams) -> Decision:
        held = streams.presumed_new(COUNTER, name).total
        return Decision({"held": held}).on(COUNTER.stream(name), Added())

    return decide


async def test_what_is_presumed_new_and_is_not_is_decided_again_on_what_is_there(counters: Platform) -> None:
    one, other = counters.instance(), counters.instance()
    await one.do(add("a", 7))
    neighbour, outcome = await asyncio.gather(other.do(add("b")), other.do(begin("a")))
    assert outcome.answer == {"held": 7}
    assert neighbour.answer == {"total": 1}
    assert await counters.versions("counter/a") == [1, 2]


async def test_what_is_presumed_new_and_is_new_is_begun_without_a_look(counters: Platform) -> None:
    instance = counters.instance()
    await instance.do(add("x"))
    calls = counted(instance)
    assert (await instance.do(begin("a"))).answer == {"held": 0}
    assert calls["load"] == 0
    assert await counters.versions("counter/a") == [1]


async def test_what_is_presumed_new_and_only_read_is_looked_up_all_the_same(counters: Platform) -> None:
    one, other = counters.instance(), counters.instance()
    await one.do(add("a", 7))

    def decide(streams: Streams) -> Decision:
        return Decision({"held": streams.presumed_new(COUNTER, "a").total}).on(COUNTER.stream("b"), Added())

    assert (await other.do(decide)).answer == {"held": 7}


def counted(instance: Instance) -> dict[str, int]:
    """How often the store is called from now on, by the name of the call."""
    calls = {"append": 0, "load": 0, "advance": 0, "repeated": 0}

    def counting(name: str) -> Callable[..., Any]:
        call = getattr(instance.store, name)

        def count(*arguments: Any) -> Any:
            calls[name] += 1
            return call(*arguments)

        return count

    for name in calls:
        setattr(instance.store, name, counting(name))
    return calls
