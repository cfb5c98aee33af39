"""The store goes away and comes back: callers hear so in time, nothing is lost, and all goes on by itself."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from secrets import token_hex

import pytest
from pymongo.errors import PyMongoError
from structlog.testing import capture_logs

from contracts.refusal import Refusal
from services.chassis.bus import Message
from tests.support.counter import add
from tests.support.instances import Platform, platform
from tests.support.own_servers import OwnServer, own_mongod
from tests.support.tallying import Tallying, event
from tests.support.waiting import until

DECIDE_WITHIN = 1.0


class Confirming:
    """A producer to whom every message arrives."""

    async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        return [None] * len(messages)


@pytest.fixture(scope="module")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    with own_mongod(tmp_path_factory.mktemp("mongod")) as server:
        yield server


@pytest.fixture
async def counters(mongod: OwnServer) -> AsyncIterator[Platform]:
    async with platform(mongod.address, "away_counter") as made:
        with capture_logs():
            yield made


async def test_a_caller_hears_in_time_that_the_store_is_away_and_all_goes_on_when_it_is_back(counters: Platform, mongod: OwnServer) -> None:
    instance = counters.instance(decide_within=DECIDE_WITHIN)
    await instance.do(add("a"))
    mongod.kill()
    began = time.monotonic()
    results = await asyncio.gather(*(instance.do(add("a"), key=f"k{n}") for n in range(20)), return_exceptions=True)
    assert time.monotonic() - began < DECIDE_WITHIN * 1.5 + 1
    assert all(isinstance(result, PyMongoError) or (isinstance(result, Refusal) and result.slug == "unavailable") for result in results)
    mongod.start()
    repeated = await asyncio.gather(*(instance.do(add("a"), key=f"k{n}") for n in range(20)))
    assert sorted(outcome.answer["total"] for outcome in repeated) == list(range(2, 22))
    assert await counters.versions("counter/a") == list(range(1, 22))


async def test_a_store_that_hangs_keeps_no_caller_and_a_repeated_key_then_acts_once(counters: Platform, mongod: OwnServer) -> None:
    instance = counters.instance(decide_within=DECIDE_WITHIN)
    await instance.do(add("a"))
    mongod.freeze()
    began = time.monotonic()
    results = await asyncio.gather(*(instance.do(add("a"), key=f"k{n}") for n in range(20)), return_exceptions=True)
    waited = time.monotonic() - began
    mongod.thaw()
    assert waited < DECIDE_WITHIN * 1.5 + 1
    assert all(isinstance(result, Refusal) and result.slug == "unavailable" for result in results)

    async def every_key_is_answered() -> bool:
        again = await asyncio.gather(*(instance.do(add("a"), key=f"k{n}") for n in range(20)), return_exceptions=True)
        return not any(isinstance(one, Exception) for one in again)

    await until(every_key_is_answered, within=60)
    assert await counters.versions("counter/a") == list(range(1, 22))


async def test_rows_that_a_killed_store_took_with_it_are_there_again_before_their_commits_are_let_go_of(
    counters: Platform, mongod: OwnServer
) -> None:
    instance = counters.instance(decide_within=DECIDE_WITHIN, group_size=10)
    relay = instance.relay(counters.database, Confirming())  # type: ignore[arg-type]
    names = [f"{n}" for n in range(400)]
    for _ in range(3):
        asked = [asyncio.ensure_future(instance.do(add(name))) for name in names]
        await asyncio.wait(asked[:40])
        letting_go = asyncio.ensure_future(relay.round())
        await asyncio.sleep(0.02)
        mongod.kill()
        await asyncio.gather(*asked, letting_go, return_exceptions=True)
        mongod.start()
    later = counters.instance().relay(counters.database, Confirming())  # type: ignore[arg-type]
    while await later.round():
        pass
    assert await counters.database["commits"].count_documents({"pending": True}) == 0
    shown = {name: (await counters.row(name) or {}).get("version", 0) for name in names}
    recorded = Counter(part.stream for commit in await counters.commits() for part in commit.parts)
    assert shown == {name: recorded[f"counter/{name}"] for name in names}
    assert sum(shown.values()) >= 3 * 40


def test_a_worker_waits_for_its_store_and_goes_on(mongod: OwnServer, kafka_bootstrap: str, namespace: str, tmp_path: Path) -> None:
    settings = {"LIANZHU_COMMITS_DECIDE_WITHIN": "1"}
    tallying = Tallying(f"{namespace[:22]}-{token_hex(3)}", mongod.address, kafka_bootstrap, tmp_path, settings)
    tallying.send(event(f"entry/{n % 40}", n // 40 + 1) for n in range(2000))
    with tallying.worker() as worker:
        tallying.until_handled(1)
        mongod.kill()
        tallying.send(event(f"entry/{n % 40}", n // 40 + 51) for n in range(400))
        mongod.start()
        tallying.until_handled(2400)
        assert worker.poll() is None
    assert set(tallying.effects().values()) == {1}
    assert tallying.totals() == {f"entry/{n}": 60 for n in range(40)}
    assert tallying.dead() == {}
    tallying.remove()
