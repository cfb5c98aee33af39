"""What a route does not read is refused, in the query and in a form, and so is the same twice where one is read."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

KEY = {"Idempotency-Key": "k1"}
PICTURE = ("p.png", b"x", "image/png")


@pytest.mark.parametrize(
    ("query", "code", "pointer"),
    [
        ("/v1/notes/7?colour=red", "unknown-field", "query:colour"),
        ("/v1/notes/7?size=1&size=2", "repeated", "query:size"),
        ("/v1/notes/chosen?most=1&most=1", "repeated", "query:most"),
        ("/v1/notes/chosen?colours=red&colour=red", "unknown-field", "query:colour"),
        ("/v1/who?me", "unknown-field", "query:me"),
    ],
)
async def test_a_query_that_is_not_read_is_refused(client: httpx.AsyncClient, query: str, code: str, pointer: str) -> None:
    reply = await client.get(query)
    assert (reply.status_code, reply.json()["type"]) == (400, "/problems/malformed-request")
    assert [(fault["code"], fault["pointer"]) for fault in reply.json()["errors"]] == [(code, pointer)]


async def test_what_is_read_may_be_given_and_several_where_several_are_read(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/notes/7?size=3")).status_code == 200
    reply = await client.get("/v1/notes/chosen?colours=red&colours=blue&most=3")
    assert reply.json()["title"] == "2 3"


async def test_a_command_reads_no_query_either(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/notes?dry_run=1", json={"title": "abc"}, headers=KEY)
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (400, "query:dry_run")


@pytest.mark.parametrize(
    ("path", "files", "data", "expected"),
    [
        ("picture", ["file"], {"kind": "x"}, ("unknown-field", "/kind")),
        ("picture", ["file", "file"], {}, ("repeated", "/file")),
        ("picture", ["file", "other"], {}, ("unknown-field", "/other")),
        ("pictures", ["files"], {"caption": ["a", "b"]}, ("repeated", "/caption")),
    ],
)
async def test_a_form_that_is_not_read_whole_is_refused(
    client: httpx.AsyncClient, path: str, files: list[str], data: dict[str, Any], expected: tuple[str, str]
) -> None:
    reply = await client.post(f"/v1/notes/{path}", files=[(name, PICTURE) for name in files], data=data, headers=KEY)
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/invalid-content")
    assert [(fault["code"], fault["pointer"]) for fault in reply.json()["errors"]] == [expected]


async def test_a_form_with_several_files_where_several_are_read_is_taken(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/notes/pictures", files=[("files", PICTURE)] * 2, data={"caption": "a"}, headers=KEY)
    assert reply.json()["title"] == "a 2"
