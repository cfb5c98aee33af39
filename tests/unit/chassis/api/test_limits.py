"""Too much is refused: before it is read where its length is said, and while it is read where it is not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from services.chassis.settings import Settings

PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
KEY = {"Idempotency-Key": "k1"}


class Sender:
    """A body that remembers how much of it was taken."""

    def __init__(self, size: int, head: bytes = b"") -> None:
        self._size = size
        self._head = head
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._head
        while self.taken < self._size:
            self.taken += 65_536
            yield b" " * 65_536


async def test_an_announced_60_mb_body_is_refused_unread(client: httpx.AsyncClient) -> None:
    sender = Sender(60_000_000)
    headers = KEY | {"Content-Length": "60000000", "Content-Type": "application/json"}
    reply = await client.post("/v1/notes", content=sender, headers=headers)
    assert (reply.status_code, reply.json()["type"]) == (413, "/problems/body-too-large")
    [fault] = reply.json()["errors"]
    assert (fault["limit"], fault["actual"]) == (1_000_000, 60_000_000)
    assert "60.0 MB" in fault["detail_zh"]


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
async def test_an_endless_body_is_refused_while_it_is_read(client: httpx.AsyncClient, kind: str) -> None:
    path = "/v1/notes" if "json" in kind else "/v1/notes/picture"
    sender = Sender(60_000_000, b"" if "json" in kind else PART)
    reply = await client.post(path, content=sender, headers=KEY | {"Content-Type": kind})
    assert (reply.status_code, reply.json()["type"]) == (413, "/problems/body-too-large")
    assert sender.taken < 1_200_000


async def test_an_upload_may_be_as_large_as_the_setting_says(client: httpx.AsyncClient, settings: Settings) -> None:
    fits = {"file": ("a.pdf", b"x" * settings.upload.limit)}
    assert (await client.post("/v1/notes/picture", files=fits, headers=KEY)).json()["title"] == "200000"
    more = {"file": ("a.pdf", b"x" * (settings.upload.limit + 70_000))}
    assert (await client.post("/v1/notes/picture", files=more, headers=KEY)).status_code == 413
