"""The relay, from pending commits to acknowledged messages and a cleared outbox; against kafka-python sending the same messages."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from bench.applications import fresh, noted, seed
from bench.measure import Aim, Row, compare
from bench.platform import Bench
from deploy.topics import create_topics
from services.chassis.assembly import Chassis, assembled
from services.chassis.bus import Message, Producer
from services.chassis.outbox import Outbox
from services.chassis.process import settle_memory
from services.intake.service import SERVICE

EVENTS = 10_000


@dataclass(slots=True)
class Runs:
    """Each of our runs relays commits of its own; the floor sends their messages once more."""

    chassis: Chassis
    producer: Producer
    messages: list[Message] = field(default_factory=list)

    async def prepare(self) -> None:
        """Seed what one run relays, and make its messages for the floor."""
        await seed(self.chassis, fresh(EVENTS), noted)
        outbox = Outbox("intake", self.chassis.settings.topic("intake.events"))
        pending = self.chassis.store.collection.find({"pending": True}).sort("_id", 1)
        self.messages = [message async for commit in pending for _, message in outbox.messages(commit)]

    async def floor(self, _: int) -> float:
        await self.prepare()
        began = time.perf_counter()
        failures = await self.producer.publish(self.messages)
        if any(failures):
            raise RuntimeError("not all messages were acknowledged")
        return len(self.messages) / (time.perf_counter() - began)

    async def ours(self, _: int) -> float:
        relay = self.chassis.relay(self.producer)
        began = time.perf_counter()
        moved = 0
        while step := await relay.round():
            moved += step
        if moved != EVENTS:
            raise RuntimeError(f"{moved} commits were relayed, not {EVENTS}")
        return EVENTS / (time.perf_counter() - began)


async def run(bench: Bench) -> list[Row]:
    """One row."""
    settle_memory()
    await asyncio.to_thread(create_topics, bench.settings.bus.servers, bench.settings.namespace)
    producer = Producer(bench.settings.bus.servers, timeout=30)
    async with assembled(SERVICE, bench.settings) as chassis:
        runs = Runs(chassis, producer)
        row = await compare(Aim("relay, from pending to published", "events/s", at_least=0.7), runs.floor, runs.ours)
    await producer.close()
    return [row]
