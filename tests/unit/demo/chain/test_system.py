"""The demo's city system takes what its secret signed, and finds a webhook that is missing."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

from demo.chain.system import CitySystem
from demo.findings import Published
from services.chassis.signatures import new_secret, sign
from tests.unit.demo.test_telling import happened, of

SECRET = new_secret()


async def post(system: CitySystem, key: str, event: str, secret: str = SECRET) -> None:
    """A webhook, as the sender posts it."""
    body = json.dumps({"id": key, "data": {"event": event}}).encode()
    headers = sign(key, datetime.now(UTC), body, [secret]) | {"content-length": str(len(body))}
    server = await asyncio.start_server(system.receive, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
        said = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"POST /webhooks HTTP/1.1\r\n{said}\r\n".encode() + body)
        assert (await reader.read()).startswith(b"HTTP/1.1 204")
        writer.close()


def payments() -> list[Published]:
    return happened(of("funding.payment.made"), of("funding.award.confirmed"), of("funding.award.proposed"))


async def test_every_award_and_payment_has_come_once_however_often_it_was_sent() -> None:
    system, events = CitySystem(SECRET), payments()
    await post(system, "m-1", events[0].id)
    assert not system.told(events).right, "one is missing"
    for _ in range(2):
        await post(system, "m-2", events[1].id)
    assert system.told(events).right
    await post(system, "m-3", events[1].id)
    assert not system.told(events).right, "the same event under another id"


async def test_what_another_secret_signed_is_not_taken() -> None:
    system, events = CitySystem(SECRET), payments()
    for key, event in zip(("m-1", "m-2"), events, strict=False):
        await post(system, key, event.id, new_secret())
    assert (system.arrived, system.unsigned) == ({}, 2)
    assert not system.told(events).right
