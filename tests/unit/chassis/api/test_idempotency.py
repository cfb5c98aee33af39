"""A command names itself, and its content is known again."""

from __future__ import annotations

import httpx
import pytest

NOTE = {"title": "abc"}


async def test_a_command_without_a_key_is_refused(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/notes", json=NOTE)
    assert (reply.status_code, reply.json()["type"]) == (400, "/problems/idempotency-key-required")
    assert reply.json()["errors"][0]["pointer"] == "header:Idempotency-Key"


@pytest.mark.parametrize("key", [b"", b"a b", b"k" * 256, "键".encode(), b"a\tb"])
async def test_a_malformed_key_is_refused(client: httpx.AsyncClient, key: bytes) -> None:
    reply = await client.post("/v1/notes", json=NOTE, headers={b"Idempotency-Key": key})
    assert (reply.status_code, reply.json()["type"]) == (400, "/problems/malformed-request")


async def test_the_cause_names_the_caller_the_key_and_the_content(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "k" * 255, "X-API-Key": "lz_good"}
    first = (await client.post("/v1/notes", json=NOTE, headers=headers)).json()
    assert (first["client"], first["key"], len(first["hash"])) == ("key:other-city", "k" * 255, 64)
    assert (await client.post("/v1/notes", json=NOTE, headers=headers)).json() == first
    assert (await client.post("/v1/notes", json={"title": "abd"}, headers=headers)).json()["hash"] != first["hash"]
    assert (await client.post("/v1/notes?x=1", json=NOTE, headers=headers)).json()["hash"] != first["hash"]


async def test_a_form_counts_by_its_files_and_not_by_its_boundary(client: httpx.AsyncClient) -> None:
    async def hashed(content: bytes) -> str:
        reply = await client.post("/v1/notes/picture", files={"file": ("a.pdf", content)}, headers={"Idempotency-Key": "k"})
        hashed: str = reply.json()["hash"]
        return hashed

    assert await hashed(b"content") == await hashed(b"content")
    assert await hashed(b"content") != await hashed(b"another")
