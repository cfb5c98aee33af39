"""Notify's sender and API within the test's own process, on a real store: notifications are made as the worker makes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from pydantic import SecretStr

from contracts.events.notify.notification import NotificationDue
from contracts.events.notify.values import Channel, EventRef, To
from services.chassis.api.server import server
from services.chassis.api.serving import application
from services.chassis.apikeys import Grant
from services.chassis.assembly import Chassis, assembled
from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Streams
from services.chassis.desk import Desk
from services.chassis.issuer import Person, ensure_keys, issue
from services.chassis.lease import Lease
from services.chassis.settings import Bus, Feed, Mail, Oidc, Reports, Settings, Sms, Store, Webhooks
from services.chassis.settings import Sender as Pace
from services.notify.channels.channel import Channel as Way
from services.notify.channels.claims import Claims
from services.notify.deliveries import Deliveries
from services.notify.domain.notification import Notification, notification_id
from services.notify.feed.journal import Journal
from services.notify.feed.sequencer import Sequencer
from services.notify.sender import Sender
from services.notify.sender_process import channels
from services.notify.service import SERVICE
from services.notify.streams import NOTIFICATION
from services.notify.views import NOTIFICATIONS
from tests.support.intake import free_port
from tests.support.waiting import until

APPLICATION = "01J1Q000000000000000000000"
_numbers = count(1)
_NOWHERE = To(name=None, email=None, phone=None, endpoint=None, audience=None)
_FIELD: Mapping[Channel, str] = {"webhook": "endpoint", "email": "email", "sms": "phone", "inbox": "audience", "feed": "audience"}


def settings_for(mongodb_uri: str, namespace: str, folder: Path, **more: Any) -> Settings:
    """Everything on this machine, and nobody waits long."""
    keys = folder / "keys"
    chosen: dict[str, Any] = {
        "namespace": namespace,
        "store": Store.model_validate({"uri": SecretStr(mongodb_uri)}),
        "bus": Bus(servers="127.0.0.1:1"),
        "oidc": Oidc(keys=keys, jwks=str(ensure_keys(keys))),
        "webhooks": Webhooks(loopback=True, timeout=1.0),
        "sender": Pace(sweep=0.2, lease=1.0, writing=0.6),
        "mail": Mail(port=free_port(), timeout=2.0),
        "sms": Sms(file=folder / "sms.jsonl"),
        "feed": Feed(heartbeat=0.2, longest=30.0),
        "reports": Reports(limit=1000),
    }
    return Settings(**{**chosen, **more})


@dataclass(eq=False)
class Sending:
    """One platform's notify."""

    chassis: Chassis
    settings: Settings
    senders: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    @property
    def journal(self) -> Journal:
        return Journal(self.chassis.database)

    async def tell(self, channel: Channel, address: str, kind: str = "funding.payment.made", **more: Any) -> str:
        """Make a notification that is due now; its id."""
        number = next(_numbers)
        ref = EventRef(id=f"event-{number}", type=f"lianzhu.{kind}.v1", at=datetime.now(UTC))
        chosen: dict[str, Any] = {
            "notification": notification_id(ref, f"recipient-{number}", channel),
            "event": ref,
            "recipient": f"recipient/{number}",
            "role": "enterprise",
            "channel": channel,
            "to": _NOWHERE.model_copy(update={_FIELD[channel]: address}),
            "language": "zh",
            "title": f"第{number}号通知",
            "body": "贵单位案例“链式”已拨付。",
            "payload": {"type": kind, "variables": {"amount": "500000元"}},
            "obligatory": True,
            "application": APPLICATION,
            "programme": "sjz-2024-chain",
            "round": "2024-08",
            "region": "130102",
        }
        due = NotificationDue(**{**chosen, **more})
        cause = RequestCause("test", uuid4().hex, "")

        def decide(streams: Streams) -> Decision:
            streams.state(NOTIFICATION, due.notification)
            return Decision().on(NOTIFICATION.stream(due.notification), due)

        await self.chassis.group.execute(Command(cause, Actor("test"), decide))
        return due.notification

    async def notification(self, key: str) -> Notification:
        row = await NOTIFICATIONS.collection(self.chassis.database).find_one({"_id": key})
        return Notification.model_validate(row["state"]) if row else Notification()

    async def until_state(self, key: str, state: str, within: float = 15.0) -> Notification:
        """Wait until it stands so."""

        async def stands() -> bool:
            return (await self.notification(key)).state == state

        await until(stands, within)
        return await self.notification(key)

    async def until_placed(self, *keys: str) -> None:
        """Wait until these stand in the journal."""

        async def placed() -> bool:
            return await self.journal.collection.count_documents({"notification": {"$in": keys}}) == len(keys)

        await until(placed)

    async def until_tried(self, key: str, times: int = 1) -> Notification:
        """Wait until it has been tried so often."""

        async def tried() -> bool:
            return len((await self.notification(key)).attempts) >= times

        await until(tried)
        return await self.notification(key)

    def sender(self, name: str = "one", **replaced: Way) -> Sender:
        """A sender that does not run yet; channels may be replaced."""
        desk, pace, database = Desk(self.chassis), self.settings.sender, self.chassis.database
        ways, claims = {**channels(desk), **replaced}, Claims(database, name, pace.lease)
        return Sender(Deliveries(desk), ways, claims, self.chassis.clock, NOTIFICATIONS.collection(database), pace)

    def sequencer(self, name: str = "one") -> Sequencer:
        """A sequencer that does not run yet."""
        pace, database = self.settings.sender, self.chassis.database
        return Sequencer(NOTIFICATIONS.collection(database), self.journal, Lease(database, "journal", name, pace.writing), pace)

    @asynccontextmanager
    async def sending(self, name: str = "one", **replaced: Way) -> AsyncIterator[asyncio.Task[None]]:
        """A sender and a sequencer that run until the end of the block."""

        async def both() -> None:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.sender(name, **replaced).run())
                tasks.create_task(self.sequencer(name).run())

        task = asyncio.create_task(both())
        try:
            yield task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def key(self, client: str, *scopes: str, regions: tuple[str, ...] = ("1301",)) -> dict[str, str]:
        """The headers of a system with a key of its own."""
        await self.chassis.keys.prepare()
        grant = Grant(client, frozenset(scopes), regions, datetime.now(UTC) + timedelta(days=1))
        return {"x-api-key": await self.chassis.keys.issue(grant)}

    def person(self, *roles: str, regions: tuple[str, ...] = (), organisation: str | None = None, subject: str = "p") -> dict[str, str]:
        """The headers of a person with a token."""
        return {"authorization": f"Bearer {issue(self.settings, Person(roles, regions, organisation, subject))}"}

    @asynccontextmanager
    async def served(self) -> AsyncIterator[tuple[uvicorn.Server, str]]:
        """The API on a port of its own: its server, and its address."""
        settings = self.settings.model_copy(update={"api": self.settings.api.model_copy(update={"port": free_port()})})
        running = server(application(SERVICE, settings), settings)
        task = asyncio.create_task(running.serve())

        async def started() -> bool:
            return running.started

        await until(started)
        try:
            yield running, f"http://127.0.0.1:{settings.api.port}"
        finally:
            running.should_exit = True
            await task

    @asynccontextmanager
    async def serving(self, headers: Mapping[str, str] | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """The API, and a client of it."""
        async with self.served() as (_, url), httpx.AsyncClient(base_url=url, headers=headers, timeout=20) as client:
            yield client


def about(found: timedelta, wanted: timedelta) -> bool:
    """The same but for the time between an answer and its record."""
    return abs(found - wanted) < timedelta(seconds=1)


def command(key: str | None = None, **more: str) -> dict[str, str]:
    """The headers of a POST that changes something."""
    return {"idempotency-key": key or uuid4().hex, **more}


@asynccontextmanager
async def notify_on(settings: Settings) -> AsyncIterator[Sending]:
    """Notify on an empty store."""
    async with assembled(SERVICE, settings) as chassis:
        await chassis.client.drop_database(settings.database("notify"))
        sending = Sending(chassis, settings)
        await sending.journal.prepare()
        await Claims(chassis.database, "test", 1).prepare()
        await chassis.views.prepare()
        yield sending
