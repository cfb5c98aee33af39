"""What was decided goes to the bus: every event, in the order of its stream, by one relay at a time; then it is no longer pending."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from os import environ
from pathlib import Path
from typing import Any

import pytest

from services.chassis.bus import Admin, BusAway, Message, Producer, Progress
from services.chassis.decisions import Decision
from tests.support.counter import COUNTER, COUNTERS, LONG, TOPIC, add, add_to_all
from tests.support.instances import Platform
from tests.support.published import first_occurrences, published
from tests.support.waiting import until


class Bus:
    """A producer that notes what it is given, and fails for the streams that it is told to."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.failing: set[bytes] = set()

    async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        self.sent += messages
        return [BusAway("not confirmed") if message.key in self.failing else None for message in messages]


@pytest.fixture
async def topic(kafka_bootstrap: str, namespace: str) -> AsyncIterator[str]:
    """An empty topic of the counter service."""
    name, admin = f"{namespace}.{TOPIC}", Admin(kafka_bootstrap)
    await admin.ensure_topics({name: {"num_partitions": 4, "replication_factor": 1}})
    yield name
    await admin.delete_topics([name])
    await admin.close()


@pytest.fixture
async def producer(kafka_bootstrap: str) -> AsyncIterator[Producer]:
    producer = Producer(kafka_bootstrap, timeout=10)
    yield producer
    await producer.close()


async def pending(counters: Platform) -> int:
    return await counters.database["commits"].count_documents({"pending": True})


async def eventually_nothing_pends(counters: Platform, within: float = 20) -> None:
    async def nothing_pends() -> bool:
        return await pending(counters) == 0

    await until(nothing_pends, within)


async def test_every_event_is_published_in_the_order_of_its_stream(
    counters: Platform, producer: Producer, topic: str, kafka_bootstrap: str
) -> None:
    instance = counters.instance()
    await asyncio.gather(*(instance.do(add(f"{n % 7}", n)) for n in range(140)))
    await asyncio.gather(*(instance.do(add_to_all("0", "1", "x")) for _ in range(5)))
    relay = instance.relay(counters.database, producer, batch=50)
    while await relay.round():
        pass
    messages = published(kafka_bootstrap, topic)
    expected = {f"counter/{n}": 20 + 5 * (n < 2) for n in range(7)} | {"counter/x": 5}
    assert {stream: list(range(1, count + 1)) for stream, count in expected.items()} == first_occurrences(messages)
    assert len(messages) == sum(expected.values())
    assert await pending(counters) == 0
    events = {event.id: event for commit in await counters.commits() for part in commit.parts for event in part.events}
    assert {message.id: message.value for message in messages} == {name: event.data for name, event in events.items()}


async def test_a_message_carries_the_commit_and_the_chain_that_it_comes_from(
    counters: Platform, producer: Producer, topic: str, kafka_bootstrap: str
) -> None:
    instance = counters.instance()
    await instance.do(add("a"))
    await instance.relay(counters.database, producer).round()
    (commit,), (message,) = await counters.commits(), published(kafka_bootstrap, topic)
    assert message.headers["ce_commit"].decode() == commit.id
    assert message.headers["ce_digest"].decode() == commit.parts[0].digest
    assert message.headers["ce_source"] == b"/lianzhu/counter"


async def test_a_commit_pends_until_the_bus_has_all_of_it_and_the_views_show_it(counters: Platform) -> None:
    instance, bus = counters.instance(), Bus()
    await instance.do(add_to_all("a", "b"))
    await COUNTERS.collection(counters.database).delete_many({})
    seen: list[tuple[str, int]] = []

    class Watching(Bus):
        async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
            seen.append(("publish", await pending(counters)))
            return await super().publish(messages)

    write = instance.views.write

    async def shown(standings: Any) -> None:
        seen.append(("show", await pending(counters)))
        await write(standings)

    instance.views.write = shown  # type: ignore[method-assign]
    bus = Watching()
    assert await instance.relay(counters.database, bus).round() == 1  # type: ignore[arg-type]
    assert seen == [("publish", 1), ("show", 1), ("show", 1)]
    assert await pending(counters) == 0
    rows = [await counters.row(name) for name in "ab"]
    assert [row and row["total"] for row in rows] == [1, 1]


async def test_a_failed_send_holds_back_its_stream_and_no_other(counters: Platform) -> None:
    instance, bus = counters.instance(), Bus()
    for name in ("a", "b", "a", "c"):
        await instance.do(add(name))
    await instance.do(add_to_all("a", "c"))
    await instance.do(add("c"))
    bus.failing = {b"counter/a"}
    relay = instance.relay(counters.database, bus)  # type: ignore[arg-type]
    assert await relay.round() == 3
    left = [[part.stream for part in commit.parts] for commit in await counters.commits() if await is_pending(counters, commit.id)]
    assert left == [["counter/a"], ["counter/a"], ["counter/a", "counter/c"]]
    bus.failing, bus.sent = set(), []
    assert await relay.round() == 3
    assert [message.key.decode() for message in bus.sent] == ["counter/a", "counter/a", "counter/a", "counter/c"]


async def is_pending(counters: Platform, commit: str) -> bool:
    return await counters.database["commits"].count_documents({"_id": commit, "pending": True}) == 1


async def test_a_row_that_is_missing_does_not_wait_for_the_bus(counters: Platform) -> None:
    instance, bus = counters.instance(), Bus()
    for name in ("a", "b"):
        await instance.do(add(name))
    await COUNTERS.collection(counters.database).delete_many({})
    bus.failing = {b"counter/a"}
    assert await instance.relay(counters.database, bus).round() == 1  # type: ignore[arg-type]
    assert await pending(counters) == 1
    assert [(await counters.row(name) or {}).get("total") for name in "ab"] == [1, 1]


async def test_a_row_that_cannot_be_made_holds_no_event_back(counters: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    instance, bus = counters.instance(), Bus()
    for name in ("good", "bad"):
        await instance.do(add(name))
    await COUNTERS.collection(counters.database).delete_many({})
    write = instance.views.write

    async def failing(standings: Any) -> None:
        if COUNTER.stream("bad") in standings:
            raise ZeroDivisionError
        await write(standings)

    monkeypatch.setattr(instance.views, "write", failing)
    assert await instance.relay(counters.database, bus).round() == 2  # type: ignore[arg-type]
    assert await pending(counters) == 0
    assert (await counters.row("good") or {})["total"] == 1


async def test_what_is_read_ahead_of_a_stream_that_is_held_back_waits_too(counters: Platform) -> None:
    instance, bus = counters.instance(), Bus()
    for name in ("a", "b", "a", "b"):
        await instance.do(add(name))
    bus.failing = {b"counter/a"}
    assert await instance.relay(counters.database, bus, batch=2).round() == 1  # type: ignore[arg-type]
    assert [message.key for message in bus.sent] == [b"counter/a", b"counter/b"]


async def test_what_is_read_ahead_leaves_out_no_slow_writers_commit(counters: Platform) -> None:
    """Its id is older than what is being published when it comes in; what continues its stream is newer."""
    slow, quick, bus = counters.instance(), counters.instance(), Bus()
    await quick.do(add("other"))
    append, held, go = slow.store.append, asyncio.Event(), asyncio.Event()

    async def slowly(documents: Any) -> None:
        held.set()
        await go.wait()
        await append(documents)

    slow.store.append = slowly  # type: ignore[method-assign]
    late = asyncio.create_task(slow.do(add("late")))
    await held.wait()
    for _ in range(3):
        await quick.do(add("other"))
    relay = quick.relay(counters.database, bus, batch=4)  # type: ignore[arg-type]
    read, reads = relay._read, 0

    async def reading(*arguments: Any) -> Any:
        nonlocal reads
        reads += 1
        if reads == 2:
            go.set()
            await late
            await quick.do(add("late"))
        return await read(*arguments)

    relay._read = reading  # type: ignore[method-assign, assignment]
    while await relay.round():
        pass
    sequences = [dict(message.headers)["ce_sequence"] for message in bus.sent if message.key == b"counter/late"]
    assert [int(sequence) for sequence in sequences] == [1, 2]
    assert await pending(counters) == 0


async def test_a_bus_that_is_away_leaves_everything_pending(counters: Platform) -> None:
    instance = counters.instance()
    await instance.do(add("a"))
    nowhere = Producer("127.0.0.1:9", timeout=0.5)
    with pytest.raises(BusAway):
        await instance.relay(counters.database, nowhere).round()
    await nowhere.close()
    assert await pending(counters) == 1


async def test_a_commit_without_events_is_not_for_the_bus(counters: Platform) -> None:
    instance, bus = counters.instance(), Bus()
    await instance.do(lambda _streams: Decision().on(COUNTER.stream("a")))
    assert await pending(counters) == 0
    assert await instance.relay(counters.database, bus).round() == 0  # type: ignore[arg-type]


async def test_one_of_two_relays_is_active_and_the_other_takes_over_when_it_stops(
    counters: Platform, producer: Producer, topic: str, kafka_bootstrap: str
) -> None:
    instance = counters.instance()
    relays = {name: asyncio.create_task(instance.relay(counters.database, producer, name).run()) for name in ("first", "second")}
    for _ in range(2):
        await asyncio.gather(*(instance.do(add(f"{n % 5}")) for n in range(100)))
        await eventually_nothing_pends(counters)
        lease = await counters.database["leases"].find_one({"_id": "relay"})
        assert lease is not None
        active = relays.pop(lease["holder"])
        active.cancel()
        await asyncio.wait([active])
    messages = published(kafka_bootstrap, topic)
    assert len(messages) == 200
    assert first_occurrences(messages) == {f"counter/{n}": list(range(1, 41)) for n in range(5)}


async def test_a_relay_is_woken_by_what_another_process_commits(counters: Platform) -> None:
    instance, bus = counters.instance(), Bus()
    await instance.do(add("a"))
    relay = asyncio.create_task(instance.relay(counters.database, bus, sweep=3600, lease=3600).run())  # type: ignore[arg-type]
    await eventually_nothing_pends(counters)

    async def hinted() -> bool:  # hints come as soon as the change stream is open
        await counters.instance().do(add("b"))
        return len(bus.sent) > 1

    await until(hinted)
    relay.cancel()
    await asyncio.wait([relay])


async def test_what_the_hint_missed_the_sweep_finds(counters: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    instance, bus = counters.instance(), Bus()
    relay = instance.relay(counters.database, bus)  # type: ignore[arg-type]

    async def deaf() -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(relay, "_listen", deaf)
    running = asyncio.create_task(relay.run())
    await instance.do(add("a"))
    await eventually_nothing_pends(counters)
    running.cancel()
    await asyncio.wait([running])


StartRelay = Callable[[float], subprocess.Popen[bytes]]


@pytest.fixture
def start_relay(mongodb_uri: str, kafka_bootstrap: str, namespace: str, tmp_path: Path) -> StartRelay:
    """Starts a relay as a process of its own."""
    settings = {
        "MONGODB_URI": mongodb_uri,
        "KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap,
        "LIANZHU_NAMESPACE": namespace,
        "LIANZHU_RELAY_SWEEP": "0.2",
        "LIANZHU_RELAY_BATCH": "100",
        "LIANZHU_SEALS_DIR": str(tmp_path / "seals"),
    }

    def start(lease: float) -> subprocess.Popen[bytes]:
        environment = {**environ, **settings, "LIANZHU_RELAY_LEASE": f"{lease}"}
        with (tmp_path / "relay.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "tests.support.counter"], env=environment, stderr=log, stdout=log)

    return start


async def test_nothing_is_lost_or_turned_around_when_relays_are_killed(
    counters: Platform, topic: str, kafka_bootstrap: str, start_relay: StartRelay
) -> None:
    instance = counters.instance()
    await asyncio.gather(*(instance.do(add(f"{n % 20}")) for n in range(1500)))
    for at_least in (1, 300, 100):
        before, relay = await pending(counters), start_relay(0.6)

        async def in_full_flight(before: int = before, at_least: int = at_least) -> bool:
            return await pending(counters) <= before - at_least

        await until(in_full_flight)
        relay.kill()
        relay.wait()
        await asyncio.gather(*(instance.do(add(f"{n % 20}")) for n in range(300)))
    relay = start_relay(0.6)
    await eventually_nothing_pends(counters, 30)
    relay.terminate()
    assert relay.wait(10) == 0
    assert first_occurrences(published(kafka_bootstrap, topic)) == {f"counter/{n}": list(range(1, 121)) for n in range(20)}


async def test_a_relay_that_stops_gives_its_lease_back(counters: Platform, topic: str, start_relay: StartRelay) -> None:
    await counters.instance().do(add("a", to=LONG))
    relay = start_relay(600)
    await eventually_nothing_pends(counters)
    relay.terminate()
    assert relay.wait(10) == 0
    free = await counters.database["leases"].count_documents({"$expr": {"$lte": ["$until", "$$NOW"]}})
    assert free == 1


async def test_the_bus_says_how_far_a_group_has_come(producer: Producer, topic: str, kafka_bootstrap: str) -> None:
    await producer.publish([Message(topic, b"a", b"{}", []) for _ in range(7)])
    admin = Admin(kafka_bootstrap)
    progress = await admin.progress("nobody", [topic, "no.such.topic"])
    await admin.close()
    assert len(progress) == 4
    assert max(progress.values(), key=lambda one: one.end) == Progress(0, 7)


async def test_a_message_too_large_holds_back_its_stream_and_no_other(producer: Producer, topic: str, kafka_bootstrap: str) -> None:
    messages = [Message(topic, b"a", b"x" * 9_000_000, []), Message(topic, b"a", b"{}", []), Message(topic, b"b", b"{}", [])]
    first, second, third = await producer.publish(messages)
    assert first is not None and second is not None and third is None
