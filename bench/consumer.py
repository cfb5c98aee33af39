"""A consumer, from the bus to a commit and a view for each event; against a Faust agent of the same settings that does nothing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import dataclass

from bench.applications import fresh, noted
from bench.measure import Aim, Row, compare
from bench.platform import Bench
from contracts.envelope import OutgoingEvent, encode, source_of
from deploy.topics import create_topics
from services.chassis.bus import Message, Producer
from services.chassis.clock import SystemClock

EVENTS = 20_000
SEND = 2_000
PATIENCE = 120.0


async def run(bench: Bench) -> list[Row]:
    """One row."""
    await asyncio.to_thread(create_topics, bench.settings.bus.servers, bench.settings.namespace)
    await _fill(bench)
    workers = Workers(bench)
    aim = Aim("consumer, event to commit and view", "events/s", at_least=0.5)
    return [await compare(aim, workers.floor, workers.ours)]


async def _fill(bench: Bench) -> None:
    """Events of as many streams, one each, as intake would publish them."""
    producer = Producer(bench.settings.bus.servers, timeout=30)
    topic, now = bench.settings.topic("intake.events"), SystemClock().now()
    keys = fresh(EVENTS)
    for start in range(0, EVENTS, SEND):
        messages = []
        for key in keys[start : start + SEND]:
            event = noted(key)[0]
            outgoing = OutgoingEvent(f"{key}.1", source_of("intake"), event.type, f"application/{key}", now, 1, key, "0" * 64, event.data())
            message = encode(outgoing)
            messages.append(Message(topic, message.key, message.value, message.headers))
        if any(await producer.publish(messages)):
            raise RuntimeError("not all messages were acknowledged")
    await producer.close()


@dataclass(frozen=True, slots=True)
class Workers:
    """Each run is a worker process of its own, in a group and a database of its own."""

    bench: Bench

    async def floor(self, number: int) -> float:
        return await asyncio.to_thread(self._run, "idle", number)

    async def ours(self, number: int) -> float:
        return await asyncio.to_thread(self._run, "taking", number)

    def _run(self, mode: str, number: int) -> float:
        command = [sys.executable, "-m", "bench.worker", mode, f"{mode}{number + 1}", str(EVENTS)]
        done = subprocess.run(command, env=self.bench.environment, stdout=subprocess.PIPE, timeout=PATIENCE, check=True)
        return float(done.stdout.split()[-1])  # Faust greets on the lines before
