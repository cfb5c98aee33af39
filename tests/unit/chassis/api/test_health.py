"""Health tells that the process lives, readiness tells what is away."""

from __future__ import annotations

import asyncio

import httpx

from tests.unit.chassis.api.conftest import Notes


async def there() -> None:
    return


async def away() -> None:
    raise ConnectionError("mongodb://user:password@host")


async def silent() -> None:
    await asyncio.Event().wait()


async def test_a_service_with_all_its_parts_is_ready(client: httpx.AsyncClient, notes: Notes) -> None:
    notes.probes |= {"store": there, "bus": there}
    assert (await client.get("/ready")).json() == {"status": "ready", "parts": {"store": "ok", "bus": "ok"}}


async def test_what_is_away_or_silent_is_named_with_503(client: httpx.AsyncClient, notes: Notes) -> None:
    notes.probes |= {"store": away, "bus": silent, "issuer": there}
    reply = await client.get("/ready")
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["part:store", "part:bus"]
    assert "password" not in reply.text


async def test_a_service_lives_while_its_parts_are_away(client: httpx.AsyncClient, notes: Notes) -> None:
    notes.probes["store"] = away
    assert (await client.get("/health")).json() == {"status": "alive", "service": "notes", "version": "1.0.0"}


async def test_metrics_name_routes_by_their_template(client: httpx.AsyncClient) -> None:
    await client.get("/v1/notes/some-secret-id")
    await client.get("/some-made-up-address")
    text = (await client.get("/metrics")).text
    assert 'lianzhu_request_seconds_count{method="GET",route="/v1/notes/{id}",status="200"}' in text
    assert "some-secret-id" not in text
    assert "some-made-up-address" not in text
