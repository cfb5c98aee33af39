"""A process's parts, put together from settings and a service's declaration."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.chassis.apikeys import ApiKeys
from services.chassis.bus import Admin, Producer
from services.chassis.clock import Clock
from services.chassis.deadletters import DeadLetters
from services.chassis.files import Files
from services.chassis.group import GroupCommit
from services.chassis.inbox import Inbox
from services.chassis.jobs import Jobs
from services.chassis.lease import Lease
from services.chassis.mongo import Client, Database, connect, database
from services.chassis.outbox import Outbox
from services.chassis.relay import Relay
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.shared_clock import running_clock
from services.chassis.store import CommitStore
from services.chassis.timers import Timers
from services.chassis.views import Views

HOLDER = f"{socket.gethostname()}-{os.getpid()}"
"""This process, as leases name it."""


@dataclass(frozen=True)
class Chassis:
    """What a service stands on, in one process. Nothing here has spoken to the store or the bus before it is needed."""

    service: Service
    settings: Settings
    clock: Clock
    client: Client
    database: Database
    store: CommitStore
    views: Views
    group: GroupCommit
    dead: DeadLetters
    files: Files
    keys: ApiKeys
    bus: Admin

    def inbox(self) -> Inbox:
        """The service's consumer."""
        service = self.service
        pace = self.settings.consumer
        return Inbox(service.name, service.reactions, self.group, self.dead, self.clock, pace, reads=service.reads)

    def relay(self, producer: Producer) -> Relay:
        """The service's relay."""
        pace, patience = self.settings.relay, self.service.patience
        lease = Lease(self.database, "relay", HOLDER, pace.lease)
        outbox = Outbox(self.service.name, self.settings.topic(self.service.topic))
        chosen = pace if patience is None else pace.model_copy(update={"within": max(pace.within, patience)})
        return Relay(outbox, self.store, self.views, producer, lease, chosen)

    def timers(self) -> Timers:
        """The service's timers."""
        name, timers = self.service.name, self.service.timers
        return Timers(name, self.database, timers, self.group, self.clock, HOLDER, self.settings.timers)

    def jobs(self) -> Jobs:
        """The service's jobs."""
        desk = self.service.hold(self) if self.service.jobs else None
        return Jobs(self.service.name, self.database, self.service.jobs, desk, self.clock, HOLDER, self.settings.timers)


@asynccontextmanager
async def assembled(service: Service, settings: Settings) -> AsyncIterator[Chassis]:
    """The parts, for the running event loop; closed in order at the end."""
    client = connect(settings.store)
    bus = Admin(settings.bus.servers)
    try:
        async with running_clock(client, settings) as clock:
            chassis = _put_together(service, settings, client, clock, bus)
            yield chassis
            await chassis.group.close()
    finally:
        await bus.close()
        client.close()


def _put_together(service: Service, settings: Settings, client: Client, clock: Clock, bus: Admin) -> Chassis:
    own = database(client, settings.database(service.name))
    store = CommitStore(own, service.aggregates, {event.type: event for event in service.events})
    views, dead, keys, files = Views(own, service.views), DeadLetters(own), ApiKeys(own), Files(client, settings)

    async def prepare() -> None:
        for part in (store, views, dead, keys, files):
            await part.prepare()

    group = GroupCommit(service.name, store, views, clock, settings.commits, prepare)
    return Chassis(service, settings, clock, client, own, store, views, group, dead, files, keys, bus)
