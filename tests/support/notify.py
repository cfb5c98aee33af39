"""Notify beside an intake, on real servers: its processes, and what its callers see."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import pymongo

from contracts.envelope import OutgoingEvent, encode
from contracts.events.event import Event
from services.chassis.bus import Message, Producer
from services.chassis.issuer import Person, issue
from tests.support.intake import Caller, Installation, Process, free_port
from tests.support.waiting import eventually


@dataclass
class Notified:
    """One platform's notify; ``intake`` is the installation on whose store, bus and clock it runs."""

    intake: Installation
    url: str = ""

    def start(self, role: str, **more: str) -> subprocess.Popen[bytes]:
        """A process of notify (``api``, ``worker``, ``relay``), its log in the folder."""
        environment = self.intake.environment() | {"LIANZHU_CONSUMER_FOLDER": str(self.intake.folder / "consumer"), **more}
        with (self.intake.folder / f"notify-{role}.log").open("ab") as log:
            command = [sys.executable, "-m", "services.chassis.process", "notify", role]
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    @contextmanager
    def running(self, role: str, **more: str) -> Iterator[Process]:
        """A process, until the end of the block at the latest."""
        process = Process(self.start(role, **more))
        try:
            yield process
        finally:
            process.kill()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """API, worker and relay, until the end of the block."""
        port = free_port()
        with ExitStack() as processes:
            api = processes.enter_context(self.running("api", LIANZHU_API_PORT=str(port)))
            processes.enter_context(self.running("worker"))
            processes.enter_context(self.running("relay", LIANZHU_RELAY_LEASE="1", LIANZHU_RELAY_SWEEP="0.2"))
            self.url = api.url = f"http://127.0.0.1:{port}"
            eventually(api.ready, 30)
            yield

    # Who calls

    def person(self, *roles: str, regions: Iterable[str] = (), organisation: str | None = None, subject: str = "somebody") -> Caller:
        who = Person(roles, tuple(regions), organisation, subject, "李四")
        return Caller(self.url, {"authorization": f"Bearer {issue(self.intake.settings, who)}"})

    def enterprise(self, uscc: str) -> Caller:
        return self.person("enterprise", organisation=uscc, subject=uscc)

    def office(self, role: str, region: str) -> Caller:
        return self.person(role, regions=[region], subject=f"{role}-{region}")

    def inbox(self, caller: Caller, **filters: Any) -> list[dict[str, Any]]:
        """The caller's inbox, the newest first."""
        items: list[dict[str, Any]] = caller.get("/v1/notifications", limit=200, **filters).json()["items"]
        return items

    def told(self, caller: Caller, name: str) -> bool:
        """Whether the caller has been told of this event."""
        return any(row["type"] == name for row in self.inbox(caller))

    # What the store holds

    @contextmanager
    def store(self) -> Iterator[pymongo.database.Database[dict[str, Any]]]:
        with pymongo.MongoClient[dict[str, Any]](self.intake.mongodb_uri, serverSelectionTimeoutMS=5000, tz_aware=True) as client:
            yield client[f"{self.intake.namespace}_notify"]

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Every event of record of one type, in order."""
        with self.store() as store:
            commits = list(store["commits"].find().sort("_id", 1))
        found = [event for commit in commits for part in commit["parts"] for event in part["events"] if kind in event["type"]]
        return [event | {"data": orjson.loads(event["data"])} for event in found]

    def dead(self) -> list[dict[str, Any]]:
        with self.store() as store:
            return list(store["dead_letters"].find())

    # What comes from upstream

    def publish(self, service: str, streams: Mapping[str, list[Event]]) -> None:
        """Put these events on a service's topic as its relay would, stream by stream."""
        messages = []
        for stream, events in streams.items():
            for sequence, event in enumerate(events, 1):
                name = f"{stream}@{sequence}"
                at = datetime.now(UTC)
                made = OutgoingEvent(
                    name, f"/lianzhu/{service}", event.type, stream, at, sequence, f"commit-of-{name}", "0" * 64, event.encoded()
                )
                message = encode(made)
                topic = f"{self.intake.namespace}.{service}.events"
                messages.append(Message(topic, message.key, message.value, message.headers))
        asyncio.run(self._publish(messages))

    async def _publish(self, messages: list[Message]) -> None:
        producer = Producer(self.intake.kafka_bootstrap, timeout=20)
        assert [failure for failure in await producer.publish(messages) if failure] == []
        await producer.close()
