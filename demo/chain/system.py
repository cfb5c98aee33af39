"""The city's own system: it has an API key, is told over webhooks of what it pays, and holds each against its secret."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from demo.chain.call import CITY
from demo.findings import Finding, Published
from demo.stage import Stage
from demo.telling import name_of
from deploy.local.keys import key_for

NAME = "石家庄市惠企资金平台"
WANTED = ("funding.award.confirmed", "funding.payment.made", "funding.payment.returned")
_TAKEN = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"


@dataclass
class CitySystem:
    """``arrived`` are the events that webhooks told of, by their ids: one that comes again is the same. ``unsigned``: not by its secret."""

    secret: str = ""
    arrived: dict[str, str] = field(default_factory=dict)
    unsigned: int = 0

    async def receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, as it comes over a connection of its own."""
        _, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self._take(await reader.readexactly(int(headers["content-length"])), headers)
        writer.write(_TAKEN)
        await writer.drain()
        writer.close()

    def _take(self, body: bytes, headers: dict[str, str]) -> None:
        try:
            Webhook(self.secret).verify(body, headers)
        except WebhookVerificationError:
            self.unsigned += 1
        else:
            self.arrived[headers["webhook-id"]] = json.loads(body)["data"]["event"]

    def told(self, events: Iterable[Published]) -> Finding:
        """Of every event that it wanted to know of, under one id."""
        wanted = {event.id for event in events if name_of(event) in WANTED}
        right = bool(wanted) and sorted(self.arrived.values()) == sorted(wanted) and not self.unsigned
        found = f"{len(self.arrived)} of {len(wanted)}, {self.unsigned} unsigned"
        return Finding("the city's system has a signed webhook of every award and payment", found, right)


@asynccontextmanager
async def city_system(stage: Stage) -> AsyncIterator[CitySystem]:
    """Listening beside the platform, and registered there, for as long as the block runs."""
    system = CitySystem()
    server = await asyncio.start_server(system.receive, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhooks"
    key = await key_for(stage.settings, "notify", NAME, ("endpoints:write",), CITY)
    wish = {"region": CITY, "url": address, "topics": WANTED}
    async with server:
        system.secret = (await stage.people.system(NAME, key).at("notify").post("/v1/endpoints", wish))["secret"]
        yield system
