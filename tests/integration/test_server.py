"""Over a real socket: what is too large is refused in time, and nothing that a client does stops the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import UploadFile

from services.chassis.api.app import About, create_app
from services.chassis.api.authentication import Authenticator
from services.chassis.api.models import Input, Output
from services.chassis.api.resources import Resources
from services.chassis.api.routes import router
from services.chassis.api.server import server
from services.chassis.issuer import ensure_keys
from services.chassis.settings import Api, Oidc, Settings
from services.chassis.tokens import Tokens

routes = router("/v1/things", "things")


class Thing(Input):
    name: str


class Seen(Output):
    size: int


@routes.post("")
async def make(thing: Thing) -> Seen:
    return Seen(size=len(thing.name))


@routes.post("/picture")
async def send(file: UploadFile) -> Seen:
    return Seen(size=file.size or 0)


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    settings = Settings(api=Api(port=0), oidc=Oidc(keys=tmp_path, jwks=str(ensure_keys(tmp_path))))

    @asynccontextmanager
    async def opening() -> AsyncIterator[Resources]:
        tokens = Tokens(settings.oidc)
        yield Resources(Authenticator(tokens, tokens))

    app = create_app(About("things", "Things", "Things of a test", "1"), settings, [routes], opening)
    running = server(app, settings)
    started = asyncio.Event()

    async def startup(sockets: object = None) -> None:
        await original(None)
        started.set()

    original, running.startup = running.startup, startup  # type: ignore[method-assign]
    serving = asyncio.create_task(running.serve())
    await started.wait()
    yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    running.should_exit = True
    await serving


@pytest.fixture
async def client(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address, timeout=20) as client:
        yield client


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * 65_536


async def test_a_60_mb_upload_gets_its_answer(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/things/picture", files={"file": ("a.pdf", b"0" * 60_000_000)})
    assert (reply.status_code, reply.json()["type"]) == (413, "/problems/body-too-large")
    assert reply.json()["errors"][0]["limit"] == 50_065_536


async def test_an_upload_of_49_mb_is_taken(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/things/picture", files={"file": ("a.pdf", b"0" * 49_000_000)})
    assert reply.json() == {"size": 49_000_000}


async def test_a_body_without_a_length_is_cut_off(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/things", content=pieces(40), headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["type"]) == (413, "/problems/body-too-large")


async def test_a_client_that_goes_away_in_the_middle_leaves_the_server_well(client: httpx.AsyncClient, address: str) -> None:
    host, port = address.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await client.post("/v1/things", json={"name": "abc"})).json() == {"size": 3}


@pytest.mark.parametrize("path", ["/v1/%ED%A0%80", "/%ff", "/v1/things?x=%ED%A0%80", "/problems/%F0%9F%98%80"])
async def test_an_address_of_any_bytes_gets_a_problem(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).json()["status"] in (404, 405)
