"""A city system's receiver of webhooks, as one writes it with the library ``standardwebhooks``; it can be told to misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks.webhooks import Webhook


@dataclass(frozen=True)
class Received:
    """One request, as it came."""

    line: str
    headers: dict[str, str]
    body: bytes

    def verified(self, secret: str) -> Any:
        """Its content; WebhookVerificationError where the secret did not sign it."""
        return Webhook(secret).verify(self.body, self.headers)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


Answer = Callable[[Received], bytes | None]
"""The whole response on the wire; None: never answer."""


def answer(status: int = 204, body: bytes = b"", **headers: str) -> bytes:
    """A response that ends its connection."""
    said = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} X\r\ncontent-length: {len(body)}\r\nconnection: close\r\n{said}\r\n".encode() + body


@dataclass
class Receiver:
    """``answers`` may be changed while it runs."""

    port: int = 0
    answers: Answer = field(default=lambda _request: answer())
    received: list[Received] = field(default_factory=list)
    connections: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    @property
    def ids(self) -> list[str]:
        return [request.id for request in self.received]

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection; at the end none is left behind."""
        task = asyncio.create_task(self._serve(reader, writer))
        self.connections.add(task)
        task.add_done_callback(self.connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (entry.partition(":") for entry in lines)}
            request = Received(line, headers, await reader.readexactly(int(headers["content-length"])))
            self.received.append(request)
            response = self.answers(request)
            if response is None:
                await reader.read()  # until the other side has had enough
            else:
                writer.write(response)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving(answers: Answer | None = None) -> AsyncIterator[Receiver]:
    """A receiver on a free port of the loopback address."""
    receiver = Receiver()
    if answers is not None:
        receiver.answers = answers
    server = await asyncio.start_server(receiver._serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in list(receiver.connections):
            task.cancel()
        await asyncio.gather(*receiver.connections, return_exceptions=True)
