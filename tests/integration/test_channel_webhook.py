"""Endpoints of city systems, over HTTP, and the webhooks and receipts that go between them and the platform."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from services.chassis.signatures import sign
from services.notify.streams import DIRECTORY
from services.notify.views import ENDPOINTS
from tests.support.receiver import Receiver, answer, receiving
from tests.support.sending import Sending, about, command, notify_on, settings_for
from tests.support.waiting import until

WRITE = "endpoints:write"


@pytest.fixture
async def notify(mongodb_uri: str, namespace: str, tmp_path: Path) -> AsyncIterator[Sending]:
    with capture_logs():
        async with notify_on(settings_for(mongodb_uri, namespace, tmp_path)) as sending:
            yield sending


@pytest.fixture
async def city(notify: Sending) -> AsyncIterator[httpx.AsyncClient]:
    """A city's system with a key for endpoints."""
    async with notify.serving(await notify.key("tangshan", WRITE)) as client:
        yield client


async def registered(city: httpx.AsyncClient, receiver: Receiver, **wish: Any) -> tuple[str, str]:
    """The id and the secret of a new endpoint."""
    reply = await city.post("/v1/endpoints", json={"url": receiver.url, "region": "1301", **wish}, headers=command())
    assert reply.status_code == 201, reply.text
    return reply.json()["id"], reply.json()["secret"]


async def listed(notify: Sending, region: str = "1301") -> list[str]:
    """The endpoints in a region's directory."""
    stream = DIRECTORY.stream(region)
    state: Any = (await notify.chassis.store.load([stream]))[stream].state
    return [entry.endpoint for entry in state.entries]


async def test_a_registered_endpoint_gets_signed_webhooks_and_reports_their_receipt(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver, notify.sending():
        endpoint, secret = await registered(city, receiver)
        key = await notify.tell("webhook", endpoint, payload={"case": "链式"})
        await notify.until_state(key, "delivered")
        content = receiver.received[0].verified(secret)
        assert content["id"] == key == receiver.ids[0] and content["data"] == {"case": "链式"}

        body = b'{"received":true}'
        headers = sign("receipt-1", datetime.now(UTC), body, [secret])
        replies = [await city.post(f"/v1/notifications/{key}/receipt", content=body, headers=headers) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [201, 201] and replies[0].json() == replies[1].json()
    assert [one.by for one in (await notify.notification(key)).acknowledged] == ["key:tangshan"]


async def test_a_report_that_is_not_signed_rightly_is_a_401_and_changes_nothing(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        endpoint, secret = await registered(city, receiver)
        _, other = await registered(city, receiver)
    key, body = await notify.tell("webhook", endpoint), b"{}"
    now = datetime.now(UTC)
    good = sign("r", now, body, [secret])
    wrong: list[tuple[dict[str, str], bytes]] = [
        ({}, body),
        (sign("r", now, body, [other]), body),
        (sign("r", now - timedelta(minutes=6), body, [secret]), body),
        (sign("r", now + timedelta(minutes=6), body, [secret]), body),
        (good, b'{"more": 1}'),
        ({**good, "webhook-id": "another"}, body),
        ({**good, "webhook-id": ""}, body),
        ({**good, "webhook-timestamp": "soon"}, body),
        ({**good, "webhook-timestamp": "nan"}, body),
        ({**good, "webhook-signature": "v1"}, body),
        ({**good, "webhook-signature": "v1,???"}, body),
        ({**good, "webhook-signature": "v1a,AAAA v1,AAAA"}, body),
        (good, b"\xff\xfe"),
    ]
    for headers, content in wrong:
        reply = await city.post(f"/v1/notifications/{key}/receipt", content=content, headers=headers)
        assert (reply.status_code, reply.json()["type"]) == (401, "/problems/unauthenticated"), headers
    unknown = await city.post("/v1/notifications/01J1Q000000000000000000000/receipt", content=body, headers=good)
    assert unknown.status_code == 401
    assert (await notify.notification(key)).acknowledged == ()


async def test_an_oversized_report_is_a_413_however_it_is_sent(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        endpoint, secret = await registered(city, receiver)
    key = await notify.tell("webhook", endpoint)
    body = b" " * (notify.settings.reports.limit + 1)

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(len(body) // 100 + 1):
            yield body[:100]

    for content in (body, parts()):
        headers = sign("r", datetime.now(UTC), body, [secret])
        reply = await city.post(f"/v1/notifications/{key}/receipt", content=content, headers=headers)
        assert (reply.status_code, reply.json()["type"]) == (413, "/problems/body-too-large")


async def test_one_id_for_two_reports_is_refused(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        endpoint, secret = await registered(city, receiver)
    key = await notify.tell("webhook", endpoint)
    replies = []
    for body in (b"{}", b'{"x":1}'):
        headers = sign("same", datetime.now(UTC), body, [secret])
        replies.append(await city.post(f"/v1/notifications/{key}/receipt", content=body, headers=headers))
    assert [reply.status_code for reply in replies] == [201, 422] and replies[1].json()["type"] == "/problems/idempotency-key-reused"


async def test_who_answers_410_is_disabled_until_its_system_enables_it(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving(lambda _request: answer(410)) as receiver, notify.sending():
        endpoint, _ = await registered(city, receiver)
        assert await listed(notify) == [endpoint]
        first = await notify.tell("webhook", endpoint)
        await notify.until_state(first, "abandoned")

        async def disabled() -> bool:  # its row is written beside that of the notification
            shown = (await city.get(f"/v1/endpoints/{endpoint}")).json()
            return (shown["state"], shown["reason"]) == ("disabled", "HTTP 410")

        await until(disabled)
        assert await listed(notify) == []
        second = await notify.tell("webhook", endpoint)
        await notify.until_state(second, "abandoned")
        assert receiver.ids == [first]

        receiver.answers = lambda _request: answer(204)
        assert (await city.post(f"/v1/endpoints/{endpoint}/enabling", headers=command())).status_code == 201
        assert await listed(notify) == [endpoint]
        third = await notify.tell("webhook", endpoint)
        await notify.until_state(third, "delivered")


async def test_a_receiver_that_asks_to_wait_is_left_alone_for_so_long(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving(lambda _request: answer(429, retry_after="900")) as receiver, notify.sending():
        endpoint, _ = await registered(city, receiver)
        key = await notify.tell("webhook", endpoint)
        (attempt,) = (await notify.until_tried(key)).attempts
    assert attempt.code == 429 and attempt.next is not None and about(attempt.next - attempt.at, timedelta(minutes=15))


async def test_a_hanging_receiver_holds_up_nobody_else(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving(lambda _request: None) as hanging, receiving() as receiver, notify.sending():
        slow, _ = await registered(city, hanging)
        quick, _ = await registered(city, receiver)
        for _ in range(30):
            await notify.tell("webhook", slow)
        begun = time.monotonic()
        keys = [await notify.tell("webhook", quick) for _ in range(10)]
        for key in keys:
            await notify.until_state(key, "delivered")
        assert time.monotonic() - begun < 3
    assert sorted(receiver.ids) == sorted(keys)


async def test_after_a_rotation_both_secrets_are_good_for_a_while(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver, notify.sending():
        endpoint, old = await registered(city, receiver)
        headers = command("rotate-once")
        replies = [await city.post(f"/v1/endpoints/{endpoint}/secret", headers=headers) for _ in range(2)]
        new = replies[0].json()["secret"]
        assert replies[0].json() == replies[1].json() and new != old
        key = await notify.tell("webhook", endpoint)
        await notify.until_state(key, "delivered")
        assert receiver.received[0].verified(old) == receiver.received[0].verified(new)
        for number, secret in enumerate((old, new)):
            signed = sign(f"r{number}", datetime.now(UTC), b"{}", [secret])
            assert (await city.post(f"/v1/notifications/{key}/receipt", content=b"{}", headers=signed)).status_code == 201


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://169.254.169.254/latest/meta-data", "private-address"),
        ("http://169.254.169.254/latest/meta-data", "not-https"),
        ("https://localhost/", "private-address"),
        ("http://localhost:8104/", "not-https"),
        ("https://10.1.2.3/", "private-address"),
        ("https://100.64.1.1/", "private-address"),
        ("https://[::ffff:169.254.169.254]/", "private-address"),
        ("https://2130706433/", "private-address"),
        ("https://no-such-host.invalid/", "unknown-host"),
        ("gopher://example.cn/", "not-https"),
        ("https://user@example.cn/", "malformed-url"),
    ],
)
async def test_an_address_that_a_webhook_may_not_go_to_is_refused(notify: Sending, city: httpx.AsyncClient, url: str, code: str) -> None:
    reply = await city.post("/v1/endpoints", json={"url": url, "region": "1301"}, headers=command())
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/invalid-content")
    assert [(error["pointer"], error["code"]) for error in reply.json()["errors"]] == [("/url", code)]
    assert await notify.chassis.database["commits"].count_documents({}) == 0


async def test_an_edit_cannot_lead_there_either(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        endpoint, _ = await registered(city, receiver)
    headers = command(**{"if-match": "*"})
    reply = await city.put(f"/v1/endpoints/{endpoint}", json={"url": "https://169.254.169.254/"}, headers=headers)
    assert reply.status_code == 422


async def test_an_unknown_topic_is_refused_with_its_place(city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        wish = {"url": receiver.url, "region": "1301", "topics": ["funding.payment.made", "funding.gold.found", "scoring.case.scored"]}
        reply = await city.post("/v1/endpoints", json=wish, headers=command())
    assert reply.status_code == 422 and [error["pointer"] for error in reply.json()["errors"]] == ["/topics/1", "/topics/2"]


async def test_an_edit_is_made_on_the_version_that_was_read(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        endpoint, _ = await registered(city, receiver)
        path = f"/v1/endpoints/{endpoint}"
        tag = (await city.get(path)).headers["etag"]
        wish = {"url": receiver.url + "/2", "topics": ["funding.payment.made"], "language": "en"}
        assert (await city.put(path, json=wish, headers=command())).status_code == 428
        assert (await city.put(path, json=wish, headers=command(**{"if-match": tag}))).status_code == 200
        assert (await city.put(path, json=wish, headers=command(**{"if-match": tag}))).status_code == 412
        shown = (await city.get(path)).json()
    assert {name: shown[name] for name in wish} == wish


async def test_a_registration_repeated_is_the_same_one(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        wish, headers = {"url": receiver.url, "region": "1301"}, command()
        replies = [await city.post("/v1/endpoints", json=wish, headers=headers) for _ in range(2)]
    assert replies[0].json() == replies[1].json() and await ENDPOINTS.collection(notify.chassis.database).count_documents({}) == 1


async def test_a_secret_is_in_no_commit(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        endpoint, secret = await registered(city, receiver)
        new = (await city.post(f"/v1/endpoints/{endpoint}/secret", headers=command())).json()["secret"]
    commits = str([commit async for commit in notify.chassis.database["commits"].find()])
    assert endpoint in commits and secret not in commits and new not in commits and "secret" not in (await city.get("/v1/endpoints")).text


async def test_what_is_deleted_is_gone(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        endpoint, _ = await registered(city, receiver)
        path = f"/v1/endpoints/{endpoint}"
        assert (await city.request("DELETE", path, headers=command())).status_code == 200
        assert (await city.get(path)).status_code == 404 and (await city.get("/v1/endpoints")).json()["items"] == []
        assert (await city.post(f"{path}/enabling", headers=command())).status_code == 404
    assert await listed(notify) == [] and await notify.chassis.database["signing_secrets"].count_documents({}) == 0


async def test_a_test_says_what_came_of_it(city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        endpoint, secret = await registered(city, receiver)
        good = (await city.post(f"/v1/endpoints/{endpoint}/test")).json()
        receiver.answers = lambda _request: answer(500)
        bad = (await city.post(f"/v1/endpoints/{endpoint}/test")).json()
    assert (good["outcome"], bad["outcome"], bad["code"]) == ("delivered", "retry", 500)
    assert receiver.received[0].verified(secret)["type"] == "notify.endpoint.tested"


async def test_nobody_sees_or_changes_anothers_endpoint(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        endpoint, _ = await registered(city, receiver)
    path, stranger, reader = f"/v1/endpoints/{endpoint}", await notify.key("baoding", WRITE), await notify.key("handan", "events:read")
    assert (await city.get(path, headers=stranger)).status_code == 404
    for action in ("secret", "enabling"):
        assert (await city.post(f"{path}/{action}", headers=command() | stranger)).status_code == 404
    assert (await city.request("DELETE", path, headers=command() | stranger)).status_code == 404
    assert (await city.post(f"{path}/test", headers=stranger)).status_code == 404
    assert (await city.get("/v1/endpoints", headers=stranger)).json()["items"] == []
    assert (await city.get(path, headers=reader)).status_code == 403


async def test_a_key_registers_within_its_own_regions_only(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        for region, status in (("130102", 201), ("13", 403), ("1302", 403)):
            reply = await city.post("/v1/endpoints", json={"url": receiver.url, "region": region}, headers=command())
            assert reply.status_code == status


async def test_a_system_has_so_many_endpoints_and_no_more(notify: Sending, city: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        for _ in range(notify.settings.webhooks.most):
            await registered(city, receiver)
        reply = await city.post("/v1/endpoints", json={"url": receiver.url, "region": "1301"}, headers=command())
    assert (reply.status_code, reply.json()["type"]) == (409, "/problems/conflict")
