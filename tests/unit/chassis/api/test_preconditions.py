"""Nobody overwrites what they have not seen."""

from __future__ import annotations

import httpx
import pytest

NOTE = {"title": "abc"}


async def test_an_edit_without_its_version_is_428(client: httpx.AsyncClient) -> None:
    reply = await client.put("/v1/notes/1", json=NOTE)
    assert (reply.status_code, reply.json()["type"]) == (428, "/problems/precondition-required")


@pytest.mark.parametrize("tag", ['"6"', '"77"', "7", '"6", "8"', "", "junk"])
async def test_a_stale_edit_is_412_and_gets_the_current_version(client: httpx.AsyncClient, tag: str) -> None:
    reply = await client.put("/v1/notes/1", json=NOTE, headers={"If-Match": tag})
    assert (reply.status_code, reply.json()["type"], reply.headers["etag"]) == (412, "/problems/stale-version", '"7"')


@pytest.mark.parametrize("tag", ['"7"', 'W/"7"', '"6", "7"', "*"])
async def test_an_edit_of_the_current_version_goes_through(client: httpx.AsyncClient, tag: str) -> None:
    reply = await client.put("/v1/notes/1", json=NOTE, headers={"If-Match": tag})
    assert (reply.status_code, reply.headers["etag"]) == (200, '"8"')


async def test_a_reader_who_has_the_version_gets_304(client: httpx.AsyncClient) -> None:
    reply = await client.get("/v1/notes/1", headers={"If-None-Match": '"7"'})
    assert (reply.status_code, reply.headers["etag"], reply.content) == (304, '"7"', b"")
    assert (await client.get("/v1/notes/1", headers={"If-None-Match": '"6"'})).status_code == 200
    assert (await client.get("/v1/notes/1")).status_code == 200
