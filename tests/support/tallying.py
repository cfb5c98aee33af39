"""Runs the tally service's worker as its users do, as a process of its own, and looks at what it made of what was sent to it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pymongo

from contracts.envelope import OutgoingEvent, encode
from services.chassis.bus import Admin, Message, Producer
from tests.support import tally
from tests.support.servers import delete_topics, drop_databases
from tests.support.waiting import eventually

APPLICATION = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
TAKEN = "lianzhu.intake.entry.taken.v1"
FREED = "lianzhu.intake.entry.freed.v1"
AT = datetime(2024, 7, 1, 8, tzinfo=UTC)


def event(stream: str, sequence: int, event_type: str = TAKEN, data: Mapping[str, Any] | None = None) -> OutgoingEvent:
    """An event as intake's relay publishes it."""
    said = {"application": APPLICATION} if data is None else data
    name = f"{stream}@{sequence}"
    return OutgoingEvent(name, "/lianzhu/intake", event_type, stream, AT, sequence, f"commit-of-{name}", "0" * 64, said)


@dataclass
class Tallying:
    """A platform of one consumer: its topic, its workers (each a process), its database."""

    namespace: str
    mongodb_uri: str
    kafka_bootstrap: str
    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def topic(self) -> str:
        return f"{self.namespace}.{tally.TOPIC}"

    def send(self, events: Iterable[OutgoingEvent | Message]) -> None:
        """Publish in this order."""
        asyncio.run(self._send([one if isinstance(one, Message) else self.message(one) for one in events]))

    def message(self, one: OutgoingEvent) -> Message:
        message = encode(one)
        return Message(self.topic, message.key, message.value, message.headers)

    async def _send(self, messages: list[Message]) -> None:
        admin, producer = Admin(self.kafka_bootstrap), Producer(self.kafka_bootstrap, timeout=20)
        await admin.ensure_topics({self.topic: {"num_partitions": 4, "replication_factor": 1}})
        assert [failure for failure in await producer.publish(messages) if failure] == []
        await producer.close()
        await admin.close()

    @contextmanager
    def worker(self, instance: int = 0) -> Iterator[subprocess.Popen[bytes]]:
        """A worker that runs until the end of the block at the latest."""
        process = self.start(instance)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def start(self, instance: int = 0) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "MONGODB_URI": self.mongodb_uri,
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka_bootstrap,
            "LIANZHU_NAMESPACE": self.namespace,
            "LIANZHU_CONSUMER_FOLDER": str(self.folder),
            "LIANZHU_CONSUMER_INSTANCE": str(instance),
            "LIANZHU_STORE_SELECTION_TIMEOUT": "0.5",
            **self.settings,
        }
        with (self.folder / f"worker-{instance}.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "tests.support.tally"], env=environment, stderr=log, stdout=log)

    def log(self, instance: int = 0) -> str:
        return (self.folder / f"worker-{instance}.log").read_text()

    def stop(self, process: subprocess.Popen[bytes]) -> int:
        """SIGTERM, and the exit status."""
        process.send_signal(signal.SIGTERM)
        return process.wait(20)

    @contextmanager
    def database(self) -> Iterator[pymongo.database.Database[dict[str, Any]]]:
        with pymongo.MongoClient[dict[str, Any]](self.mongodb_uri, serverSelectionTimeoutMS=500, socketTimeoutMS=2000) as client:
            yield client[f"{self.namespace}_{tally.SERVICE.name}"]

    def effects(self) -> dict[str, int]:
        """How many effects each event had, by its id."""
        with self.database() as database:
            events = [event for commit in database["commits"].find() for part in commit["parts"] for event in part["events"]]
            return Counter(orjson.loads(event["data"])["event"] for event in events)

    def handled(self) -> int:
        with self.database() as database:
            return database["commits"].count_documents({})

    def totals(self) -> dict[str, int]:
        """What the view shows, by intake's stream."""
        with self.database() as database:
            return {row["_id"]: row["total"] for row in database["tallies"].find()}

    def dead(self) -> dict[str, str]:
        """The kind of each dead letter, by its stream and position (its place on the bus where it has none)."""
        with self.database() as database:
            rows = database["dead_letters"].find()
            return {f"{row['stream']}@{row['sequence']}" if row["stream"] else row["_id"]: row["kind"] for row in rows}

    def remove(self) -> None:
        """Nothing of it stays."""
        drop_databases(self.mongodb_uri, self.namespace)
        delete_topics(self.kafka_bootstrap, self.namespace)

    def until_handled(self, count: int, within: float = 30.0) -> None:
        eventually(lambda: self.handled() >= count, within)
