"""Several processes of the counter service on one store, as far as the chassis can tell: each has a memory and a group commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from contracts.events.event import Event
from services.chassis.audit import Report, verify
from services.chassis.bus import Producer
from services.chassis.clock import Clock, SystemClock
from services.chassis.commits import Commit
from services.chassis.deadletters import DeadLetters
from services.chassis.decisions import Decide, Outcome
from services.chassis.group import GroupCommit
from services.chassis.inbox import Inbox, React
from services.chassis.lease import Lease
from services.chassis.mongo import Client, Database, connect, database
from services.chassis.outbox import Outbox
from services.chassis.relay import Relay
from services.chassis.seals import SealLog
from services.chassis.settings import Commits as Limits
from services.chassis.settings import Consumer
from services.chassis.settings import Relay as RelayPace
from services.chassis.settings import Store as StoreSettings
from services.chassis.store import CommitStore
from services.chassis.views import View, Views
from tests.support.counter import COUNTER, COUNTERS, EVENTS, LONG, LONGS, TOPIC, command


@dataclass(eq=False)
class Instance:
    """One process: what it writes with."""

    store: CommitStore
    views: Views
    group: GroupCommit

    def inbox(self, dead: DeadLetters, reactions: Mapping[type[Event], React], **pace: Any) -> Inbox:
        """Its consumer of other counters' events; it does not wait long between tries."""
        chosen = Consumer(**{"backoff": 0.001, "backoff_limit": 0.01, "attempts": 3, **pace})
        return Inbox("counter", reactions, self.group, dead, self.group.clock, chosen, events=EVENTS)

    def relay(self, database: Database, producer: Producer, holder: str = "relay", **pace: Any) -> Relay:
        """Its relay to the topic of the database's namespace."""
        chosen = RelayPace(**{"lease": 1.0, "sweep": 0.2, **pace})
        outbox = Outbox("counter", f"{database.name.removesuffix('_counter')}.{TOPIC}")
        return Relay(outbox, self.store, self.views, producer, Lease(database, "relay", holder, chosen.lease), chosen)

    async def do(self, decide: Decide, key: str | None = None, body: str = "same") -> Outcome:
        return await self.group.execute(command(decide, key, body))


@dataclass(eq=False)
class Platform:
    """A store of one test, and the instances on it."""

    client: Client
    database: Database
    clock: Clock
    limits: Limits = field(default_factory=Limits)
    instances: list[Instance] = field(default_factory=list)

    def instance(self, **limits: Any) -> Instance:
        """One more process."""
        store = CommitStore(self.database, (COUNTER, LONG), EVENTS)
        views = Views(self.database, (COUNTERS, LONGS))

        async def prepare() -> None:
            await store.prepare()
            await views.prepare()

        group = GroupCommit("counter", store, views, self.clock, self.limits.model_copy(update=limits), prepare)
        self.instances.append(Instance(store, views, group))
        return self.instances[-1]

    async def commits(self) -> list[Commit]:
        """The whole record, in the order of its ids."""
        return [Commit.parse(row) async for row in self.database["commits"].find().sort("_id", 1)]

    async def versions(self, stream: str) -> list[int]:
        return sorted(part.version for commit in await self.commits() for part in commit.parts if part.stream == stream)

    async def row(self, name: str, view: View = COUNTERS) -> dict[str, Any] | None:
        return await view.collection(self.database).find_one({"_id": name})

    async def report(self, seals: SealLog) -> Report:
        return await verify(self.database["commits"], seals)

    async def close(self) -> None:
        """AssertionError: an instance cannot come to its end, so somebody waits for an answer that never comes."""
        try:
            for instance in self.instances:
                await asyncio.wait_for(instance.group.close(), 10)
        except TimeoutError:
            raise AssertionError("somebody waits for an answer that never comes") from None
        finally:
            self.client.close()


@asynccontextmanager
async def platform(uri: str, name: str, clock: Clock | None = None) -> AsyncIterator[Platform]:
    """An empty store that is gone afterwards; ``name`` starts with the namespace."""
    client = connect(StoreSettings(uri=SecretStr(uri), selection_timeout=1.0))
    await client.drop_database(name)
    made = Platform(client, database(client, name), clock or SystemClock())
    try:
        yield made
    finally:
        await made.close()
