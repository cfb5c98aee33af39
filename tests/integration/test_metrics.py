"""Operators see by the metrics what happens: each moves when, and only when, that happens which it tells of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from services.chassis.bus import BusAway, Message
from services.chassis.clock import ManualClock
from services.chassis.deadletters import DeadLetters
from services.chassis.failures import RetryableError
from services.chassis.files import Files
from services.chassis.mongo import connect
from services.chassis.settings import Settings, Store
from services.chassis.settings import Timers as Pace
from services.chassis.timers import Timers
from tests.integration.test_inbox import Reaction, received, without
from tests.support.counter import COUNTERS, TIMER, Added, add, add_to_all, schedule
from tests.support.instances import Platform
from tests.support.measured import Gains, sample
from tests.support.waiting import until

COUNTER = {"service": "counter"}
NOON = datetime(2024, 8, 1, 4, tzinfo=UTC)


@pytest.fixture
def gains() -> Gains:
    return Gains()


class Bus:
    """Confirms every message but those of the failing streams."""

    def __init__(self, *failing: bytes) -> None:
        self.failing = failing

    async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        return [BusAway("not confirmed") if message.key in self.failing else None for message in messages]


async def test_a_repeated_request_is_counted_and_a_commit_is_measured(counters: Platform, gains: Gains) -> None:
    instance = counters.instance()
    await instance.do(add("a"), key="k")
    assert gains.of("lianzhu_duplicates_total", kind="request", **COUNTER) == 0
    assert gains.of("lianzhu_commit_group_size_count", **COUNTER) == gains.of("lianzhu_commit_seconds_count", **COUNTER) == 1
    assert gains.of("lianzhu_commit_group_size_sum", **COUNTER) == 1
    await instance.do(add("a"), key="k")
    assert gains.of("lianzhu_duplicates_total", kind="request", **COUNTER) == 1
    assert gains.of("lianzhu_commit_group_size_count", **COUNTER) == 0


async def test_a_stream_that_another_process_wrote_first_is_a_conflict(counters: Platform, gains: Gains) -> None:
    one, other = counters.instance(), counters.instance()
    await one.do(add("a"))
    assert gains.of("lianzhu_commit_conflicts_total", **COUNTER) == 0
    await other.do(add("a"))
    await one.do(add("a"))
    assert gains.of("lianzhu_commit_conflicts_total", **COUNTER) >= 1


async def test_what_becomes_of_consumed_events_is_counted(counters: Platform, gains: Gains) -> None:
    instance, reaction = counters.instance(), Reaction({"later": (RetryableError("not yet"), 2), "never": (ZeroDivisionError(), 9)})
    inbox = instance.inbox(DeadLetters(counters.database), {Added: reaction})
    await inbox.handle([received("a", 1), received("a", 1)])
    assert gains.of("lianzhu_consumer_handled_total", type=Added.type, **COUNTER) == 1
    assert gains.of("lianzhu_duplicates_total", kind="event", **COUNTER) == 1
    assert gains.of("lianzhu_consumer_retries_total", **COUNTER) == 0
    await inbox.handle([received("b", 1, note="later")])
    assert gains.of("lianzhu_consumer_retries_total", **COUNTER) == 2
    assert gains.of("lianzhu_consumer_handled_total", type=Added.type, **COUNTER) == 1
    await inbox.handle([received("c", 1, note="never"), received("c", 2), without(received("d", 1), "ce_type")])
    assert gains.of("lianzhu_dead_letters_total", reason="exhausted", **COUNTER) == 1
    assert gains.of("lianzhu_dead_letters_total", reason="parked", **COUNTER) == 1
    assert gains.of("lianzhu_dead_letters_total", reason="malformed", **COUNTER) == 1
    await inbox.redrive()
    assert sample("lianzhu_parked_events", **COUNTER) == 1


async def test_the_relay_counts_what_the_bus_took_and_what_it_did_not(counters: Platform, gains: Gains) -> None:
    instance = counters.instance()
    await instance.do(add_to_all("a", "b"))
    await instance.do(add("c"))
    await instance.relay(counters.database, Bus(b"counter/c")).round()  # type: ignore[arg-type]
    assert gains.of("lianzhu_relay_published_total", **COUNTER) == 2
    assert gains.of("lianzhu_relay_failures_total", **COUNTER) == 1
    assert sample("lianzhu_view_lag_seconds", **COUNTER) == 0
    await COUNTERS.collection(counters.database).delete_many({})
    await instance.relay(counters.database, Bus()).round()  # type: ignore[arg-type]
    assert 0 < sample("lianzhu_view_lag_seconds", **COUNTER) < 60


async def test_an_active_relay_says_so_and_how_much_waits_for_it(counters: Platform) -> None:
    instance = counters.instance()
    await instance.do(add("a"))
    relay = asyncio.ensure_future(instance.relay(counters.database, Bus(b"counter/a")).run())  # type: ignore[arg-type]

    async def told() -> bool:
        return sample("lianzhu_relay_active", **COUNTER) == 1 and sample("lianzhu_pending_commits", **COUNTER) == 1

    await until(told)
    assert 0 < sample("lianzhu_pending_age_seconds", **COUNTER) < 60
    relay.cancel()
    await asyncio.gather(relay, return_exceptions=True)


async def test_timers_that_are_due_are_told(counters: Platform) -> None:
    counters.clock = clock = ManualClock(NOON)
    instance = counters.instance()
    await instance.do(schedule("a", NOON + timedelta(minutes=1)))
    timers = Timers("counter", counters.database, (TIMER,), instance.group, clock, "one", Pace(lease=60))
    await timers.round()
    assert sample("lianzhu_timers_due", **COUNTER) == 0
    clock.advance(timedelta(minutes=1))
    await timers.round()
    assert sample("lianzhu_timers_due", **COUNTER) == 1


async def test_bytes_of_files_are_counted_in_and_out_and_kept_once(mongodb_uri: str, namespace: str, gains: Gains) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"0123456789"

    client = connect(Store(uri=SecretStr(mongodb_uri)))
    files = Files(client, Settings(namespace=f"{namespace}-metrics"))
    await files.prepare()
    kept = await files.put(chunks(), 100)
    await files.put(chunks(), 100)
    assert b"".join([chunk async for chunk in await files.open(kept.sha256)]) == b"0123456789"
    gained = [gains.of("lianzhu_file_bytes_total", direction=direction) for direction in ("in", "kept", "out")]
    await client.drop_database(Settings(namespace=f"{namespace}-metrics").database("files"))
    client.close()
    assert gained == [20, 10, 10]
