"""Who calls is what a token or a key proves, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_nobody_is_a_visitor_but_no_caller(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/who")).json()["title"] == "anonymous"
    reply = await client.get("/v1/who/known")
    assert (reply.status_code, reply.json()["type"]) == (401, "/problems/unauthenticated")
    assert reply.headers["www-authenticate"] == 'Bearer realm="lianzhu"'


async def test_a_person_is_known_by_a_token(client: httpx.AsyncClient, token: Callable[..., str]) -> None:
    reply = await client.get("/v1/who/known", headers=bearer(token("county", "expert")))
    assert reply.json()["title"] == "https://issuer.lianzhu.invalid#li"
    assert reply.json()["client"] == "county,expert"


@pytest.mark.parametrize("headers", [{"X-API-Key": "lz_good"}, {"Authorization": "Bearer lz_good"}, {"Authorization": "bearer lz_good"}])
async def test_a_system_is_known_by_its_key(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await client.get("/v1/who/known", headers=headers)).json()["title"] == "key:other-city"


@pytest.mark.parametrize(
    "headers",
    [{"X-API-Key": "lz_bad"}, {"X-API-Key": ""}, bearer("rubbish"), bearer(""), {"Authorization": "Basic YTpi"}, {"Authorization": ""}],
)
async def test_wrong_credentials_are_401_even_where_none_are_needed(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    reply = await client.get("/v1/who", headers=headers)
    assert (reply.status_code, reply.json()["type"]) == (401, "/problems/unauthenticated")
    assert 'error="invalid_token"' in reply.headers["www-authenticate"]


async def test_an_expired_token_is_401_and_says_so(client: httpx.AsyncClient, token: Callable[..., str]) -> None:
    reply = await client.get("/v1/who", headers=bearer(token(hours=-1)))
    assert (reply.status_code, "过期" in reply.json()["detail_zh"]) == (401, True)
