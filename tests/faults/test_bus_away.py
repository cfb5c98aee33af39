"""The bus goes away and comes back: what was decided is published all the same, in order, and consumers read on."""

from __future__ import annotations

import asyncio
import subprocess
from collections import Counter as Count
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.chassis.bus import Admin, BusAway, Producer
from tests.support.counter import TOPIC, add
from tests.support.instances import platform
from tests.support.own_servers import OwnServer, own_kafka
from tests.support.published import first_occurrences, published
from tests.support.tallying import Tallying, event
from tests.support.waiting import eventually, until


@pytest.fixture
def kafka(tmp_path: Path) -> Iterator[OwnServer]:
    with own_kafka(tmp_path / "kafka") as server:
        yield server


def supervised(tallying: Tallying, worker: subprocess.Popen[bytes]) -> None:
    """Wait until all is handled, as a supervisor does: a worker whose Faust came to a standstill ends itself, and is started again."""
    running = [worker]

    def handled() -> bool:
        if running[-1].poll() is not None:
            running.append(tallying.start())
        return tallying.handled() >= 400

    try:
        eventually(handled, within=90)
    finally:
        for process in running[1:]:
            process.kill()
            process.wait()


async def test_relay_and_worker_wait_for_the_bus_and_go_on(mongodb_uri: str, namespace: str, kafka: OwnServer, tmp_path: Path) -> None:
    topic, admin = f"{namespace}.{TOPIC}", Admin(kafka.address, timeout=1)
    await admin.ensure_topics({topic: {"num_partitions": 2, "replication_factor": 1}})
    producer = Producer(kafka.address, timeout=0.5)
    tallying = Tallying(namespace, mongodb_uri, kafka.address, tmp_path, {"LIANZHU_CONSUMER_WATCHDOG": "10"})
    await asyncio.to_thread(tallying.send, [event(f"entry/{n % 10}", n // 10 + 1) for n in range(200)])
    async with platform(mongodb_uri, f"{namespace}_counter") as counters:
        instance = counters.instance()
        relay = instance.relay(counters.database, producer, batch=50)

        async def write() -> None:
            await asyncio.gather(*(instance.do(add(f"{n % 10}")) for n in range(200)))

        async def nothing_pends() -> bool:
            return await counters.database["commits"].count_documents({"pending": True}) == 0

        with tallying.worker() as worker:
            running = asyncio.create_task(relay.run())
            await write()
            await until(nothing_pends)
            for leave, come_back in ((kafka.freeze, kafka.thaw), (kafka.kill, kafka.start)):
                leave()
                await write()
                with pytest.raises(BusAway):
                    await admin.probe()
                with pytest.raises(BusAway):
                    await producer.publish([])
                assert not await nothing_pends()
                await asyncio.to_thread(come_back)
                await until(nothing_pends, within=40)
            assert not running.done()
            running.cancel()
            await asyncio.wait([running])
            await asyncio.to_thread(tallying.send, [event(f"entry/{n % 10}", n // 10 + 21) for n in range(200)])
            await asyncio.to_thread(supervised, tallying, worker)
    messages = published(kafka.address, topic)
    assert first_occurrences(messages) == {f"counter/{n}": list(range(1, 61)) for n in range(10)}
    assert max(Count(message.id for message in messages).values()) <= 3  # once for each time that the bus was away
    assert set(tallying.effects().values()) == {1}
    assert tallying.dead() == {}
    await producer.close()
    await admin.close()
