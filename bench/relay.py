"""The relay, from pending commits to acknowledged messages and a cleared outbox; against kafka-python sending the same messages.

kafka-python computes a checksum of each batch in pure Python where no C library is there for it, and the platform brings one. So there are
two floors: kafka-python as it comes, and with the same library.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial

from kafka.record import default_records, util

from bench.applications import fresh, noted, seed
from bench.measure import Aim, Row, compare
from bench.platform import Bench
from deploy.topics import create_topics
from services.chassis.assembly import Chassis, assembled
from services.chassis.bus import Message, Producer
from services.chassis.outbox import Outbox
from services.chassis.roles import settle_memory
from services.intake.service import SERVICE

EVENTS = 10_000


@dataclass(slots=True)
class Runs:
    """Each of our runs relays commits of its own; the floor sends their messages once more."""

    chassis: Chassis
    producer: Producer
    checksums: AbstractContextManager[None] = field(default_factory=nullcontext)
    messages: list[Message] = field(default_factory=list)

    async def prepare(self) -> None:
        """Seed what one run relays, and make its messages for the floor."""
        await seed(self.chassis, fresh(EVENTS), noted)
        outbox = Outbox("intake", self.chassis.settings.topic("intake.events"))
        pending = self.chassis.store.collection.find({"pending": True}).sort("_id", 1)
        self.messages = [message async for commit in pending for _, message in outbox.messages(commit)]

    async def floor(self, _: int) -> float:
        await self.prepare()
        with self.checksums:
            began = time.perf_counter()
            failures = await self.producer.publish(self.messages)
            seconds = time.perf_counter() - began
        if any(failures):
            raise RuntimeError("not all messages were acknowledged")
        return len(self.messages) / seconds

    async def ours(self, _: int) -> float:
        relay = self.chassis.relay(self.producer)
        began = time.perf_counter()
        moved = 0
        while step := await relay.round():
            moved += step
        if moved != EVENTS:
            raise RuntimeError(f"{moved} commits were relayed, not {EVENTS}")
        return EVENTS / (time.perf_counter() - began)


class InPython:
    """kafka-python without the C library for its checksums."""

    def __enter__(self) -> None:
        default_records.calc_crc32c = partial(util.calc_crc32c, _crc32c=util.crc32c_py)

    def __exit__(self, *_: object) -> None:
        default_records.calc_crc32c = util.calc_crc32c


FLOORS: dict[str, AbstractContextManager[None]] = {
    "floor: kafka-python as it comes": InPython(),
    "floor: kafka-python with our checksums": nullcontext(),
}


async def run(bench: Bench) -> list[Row]:
    """One row for each floor."""
    settle_memory()
    await asyncio.to_thread(create_topics, bench.settings.bus.servers, bench.settings.namespace)
    producer = Producer(bench.settings.bus.servers, timeout=30)
    async with assembled(SERVICE, bench.settings) as chassis:
        rows = []
        for name, checksums in FLOORS.items():
            runs = Runs(chassis, producer, checksums)
            rows.append(await compare(Aim(f"relay, from pending to published; {name}", "events/s", at_least=0.7), runs.floor, runs.ours))
    await producer.close()
    return rows
