"""Every failure is a problem document, in two languages, and says nothing that it should not."""

from __future__ import annotations

import httpx
import pytest
from pymongo.errors import AutoReconnect, NetworkTimeout, NotPrimaryError, ServerSelectionTimeoutError

from contracts.problems import CATALOGUE
from contracts.refusal import Refusal
from services.chassis.unavailable import Unavailable
from tests.unit.chassis.api.conftest import Notes

KEY = {"Idempotency-Key": "k1"}


async def test_a_refusal_says_what_where_and_by_which_clause(client: httpx.AsyncClient, notes: Notes, refusal: Refusal) -> None:
    notes.failure = refusal
    reply = await client.post("/v1/notes", json={"title": "abc"}, headers=KEY)
    assert reply.status_code == 409
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["content-language"] == "zh-CN"
    assert reply.json() == {
        "type": "/problems/conflict",
        "title": "与当前状态冲突",
        "title_zh": "与当前状态冲突",
        "title_en": "This conflicts with the current state",
        "status": 409,
        "detail": "本县推荐名额已满",
        "detail_zh": "本县推荐名额已满",
        "detail_en": "The county's quota is full",
        "instance": "/v1/notes",
        "source": "三（二）",
        "link": "/v1/lists/130102",
        "trace_id": reply.headers["x-trace-id"],
        "errors": [
            {
                "code": "quota",
                "pointer": "/title",
                "detail": "已推荐 3 个",
                "detail_zh": "已推荐 3 个",
                "detail_en": "3 are recommended",
                "limit": 3,
                "actual": 3,
                "source": "三（二）",
            }
        ],
    }


@pytest.mark.parametrize(
    ("accept", "language"),
    [("en", "en"), ("zh-CN,en;q=0.8", "zh"), ("en-GB;q=0.9,zh;q=0.3", "en"), ("fr", "zh"), ("en;q=0", "zh"), ("en;q=x", "zh")],
)
async def test_the_language_follows_accept_language(client: httpx.AsyncClient, accept: str, language: str) -> None:
    problem = (await client.get("/nowhere", headers={"Accept-Language": accept})).json()
    assert problem["title"] == problem[f"title_{language}"]
    assert problem["detail"] == problem[f"detail_{language}"]


async def test_an_unknown_address_and_an_unknown_method_are_problems(client: httpx.AsyncClient) -> None:
    assert (await client.get("/nowhere")).json()["type"] == "/problems/not-found"
    reply = await client.delete("/v1/notes/1")
    assert (reply.status_code, reply.json()["type"]) == (405, "/problems/method-not-allowed")


@pytest.mark.parametrize(
    "failure",
    [
        ServerSelectionTimeoutError("secret-host:27017"),
        AutoReconnect("secret-host"),
        NetworkTimeout("x"),
        NotPrimaryError("x"),
        Unavailable("bus"),
    ],
)
async def test_what_is_away_is_503_with_retry_after(client: httpx.AsyncClient, notes: Notes, failure: Exception) -> None:
    notes.failure = failure
    reply = await client.post("/v1/notes", json={"title": "abc"}, headers=KEY)
    assert (reply.status_code, reply.json()["type"], reply.headers["retry-after"]) == (503, "/problems/unavailable", "5")
    assert "secret-host" not in reply.text


async def test_an_unknown_exception_is_500_without_its_text(client: httpx.AsyncClient, notes: Notes) -> None:
    notes.failure = ValueError("the password is hunter2")
    reply = await client.post("/v1/notes", json={"title": "abc"}, headers=KEY)
    assert (reply.status_code, reply.json()["type"]) == (500, "/problems/internal-error")
    assert "hunter2" not in reply.text
    assert reply.json()["trace_id"] == reply.headers["x-trace-id"]


async def test_every_kind_of_problem_has_a_page(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/problems")).json()["problems"]
    assert {kind["type"] for kind in listed} == {kind.uri for kind in CATALOGUE.values()}
    for kind in listed:
        assert (await client.get(kind["type"])).json() == kind
    assert (await client.get("/problems/none-such")).status_code == 404


async def test_a_browser_gets_a_page_to_read(client: httpx.AsyncClient) -> None:
    reply = await client.get("/problems/stale-version", headers={"Accept": "text/html"})
    assert "内容已被他人更新" in reply.text
    assert reply.headers["content-type"].startswith("text/html")


async def test_every_answer_forbids_sniffing_framing_and_storing(client: httpx.AsyncClient) -> None:
    for path in ("/health", "/nowhere", "/v1/notes/1"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"


async def test_a_trace_goes_on_from_the_caller_and_starts_anew_without_one(client: httpx.AsyncClient) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    reply = await client.get("/health", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert reply.headers["x-trace-id"] == trace
    for wrong in ("00-xyz", f"ff-{trace}-00f067aa0ba902b7-01", f"00-{'0' * 32}-00f067aa0ba902b7-01"):
        assert (await client.get("/health", headers={"traceparent": wrong})).headers["x-trace-id"] not in (trace, "0" * 32)
