"""What a platform really holds, read past its API: the bus, the commits, the files. For whoever checks a run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from contracts.envelope import CloudEvent, decode, typed
from contracts.events.event import Event
from contracts.refusal import Refusal
from services.chassis.audit import Report, verify
from services.chassis.bus import Admin, read_to_end
from services.chassis.files import DamagedFile, Files
from services.chassis.mongo import Client, Document, connect, database
from services.chassis.seals import SealLog
from services.chassis.settings import Settings

_AT_ONCE = 8  # files read side by side
_LOOK = 0.1  # seconds between two looks at what is pending


def events_on_the_bus(settings: Settings, service: str) -> list[CloudEvent[Event]]:
    """Every event that the service has published, each stream in the order of the bus. UnreadableEvent where a message is none."""
    messages = read_to_end(settings.bus.servers, settings.topic(f"{service}.events"))
    return [typed(decode(message.key, message.value, message.headers)) for message in messages]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the store has it: the commit that decided it, and its own id."""

    commit: str
    stream: str
    id: str
    type: str


class Evidence:
    """One service of a platform, seen from behind."""

    def __init__(self, client: Client, settings: Settings, service: str) -> None:
        self._settings, self._service = settings, service
        self._database = database(client, settings.database(service))
        self._files = Files(client, settings)

    async def pending(self, within: float) -> int:
        """Commits that are not on the bus yet, after at most so many seconds of waiting."""
        deadline = time.monotonic() + within
        while True:
            left = await self._database["commits"].count_documents({"pending": True})
            if not left or time.monotonic() > deadline:
                return left
            await asyncio.sleep(_LOOK)

    async def audit(self) -> Report:
        """Every hash chain followed, every sealed head looked for."""
        return await verify(self._database["commits"], SealLog(self._settings.seals.dir, self._service))

    async def recorded(self) -> list[Recorded]:
        """The events of all commits, in the order of the commits."""
        fields = {"parts.stream": 1, "parts.events.id": 1, "parts.events.type": 1}
        commits = self._database["commits"].find({}, fields).sort("_id", 1)
        return [each async for commit in commits for each in _events_of(commit)]

    async def due(self, view: str, within: float) -> int:
        """Rows of a view that still wait for their time, after at most so many seconds."""
        deadline = time.monotonic() + within
        while True:
            left = await self._database[view].count_documents({"due": {"$type": "date"}})
            if not left or time.monotonic() > deadline:
                return left
            await asyncio.sleep(_LOOK)

    async def dead_letters(self) -> int:
        """Events that could not be handled."""
        return await self._database["dead_letters"].count_documents({})

    async def lag(self, topics: Sequence[str], within: float) -> int:
        """Events that the service's consumer has not committed, after at most so many seconds."""
        bus = Admin(self._settings.bus.servers)
        deadline = time.monotonic() + within
        try:
            while True:
                progress = await bus.progress(
                    f"{self._settings.namespace}.{self._service}", [self._settings.topic(topic) for topic in topics]
                )
                lag = sum(each.lag for each in progress.values())
                if not lag or time.monotonic() > deadline:
                    return lag
                await asyncio.sleep(_LOOK)
        finally:
            await bus.close()

    async def rows(self, view: str) -> int:
        """How many rows a view has."""
        return await self._database[view].count_documents({})

    async def unreadable(self, digests: Collection[str]) -> list[str]:
        """Those of the files, by SHA-256, that are not there or are not what their names say."""
        gate = asyncio.Semaphore(_AT_ONCE)
        found: Sequence[str | None] = await asyncio.gather(*(self._unreadable(gate, digest) for digest in sorted(digests)))
        return [digest for digest in found if digest]

    async def _unreadable(self, gate: asyncio.Semaphore, digest: str) -> str | None:
        async with gate:
            try:
                async for _ in await self._files.open(digest):
                    pass  # the store compares what it reads with the name
            except (Refusal, DamagedFile):
                return digest
        return None


def _events_of(commit: Document) -> list[Recorded]:
    return [
        Recorded(commit["_id"], part["stream"], event["id"], event["type"]) for part in commit["parts"] for event in part.get("events", ())
    ]


@asynccontextmanager
async def evidence_of(settings: Settings, service: str) -> AsyncIterator[Evidence]:
    """The evidence of a service, for the running event loop."""
    client = connect(settings.store)
    try:
        yield Evidence(client, settings, service)
    finally:
        client.close()
