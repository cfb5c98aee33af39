"""Webhooks as receivers get them, written with the library ``standardwebhooks``."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from services.chassis.settings import Webhooks as Limits
from services.chassis.signatures import new_secret
from services.notify.channels.channel import Answer, Outgoing
from services.notify.channels.http import parse_retry_after
from services.notify.channels.webhook import WebhookChannel
from services.notify.domain.endpoint import Endpoint, State, Wish
from tests.support.receiver import Receiver, answer, receiving

SECRET, OLD = new_secret(), new_secret()
AT = datetime(2024, 7, 1, 1, tzinfo=UTC)
SENT = Outgoing(
    "01J1Q000000000000000000000", "webhook", "E", "", "", "zh", "funding.payment.made", {"case": "链式“转型”", "fen": 50_000_000}, AT
)


class Known:
    """One endpoint and its secrets."""

    def __init__(self, url: str, secrets: Sequence[str] = (SECRET,), state: State = State.ACTIVE) -> None:
        self._endpoint = Endpoint(id="E", wish=Wish(url=url, topics=(), language="zh"), state=state)
        self._secrets = secrets

    async def endpoint(self, key: str) -> Endpoint | None:
        return self._endpoint if key == "E" else None

    async def secrets(self, key: str) -> Sequence[str]:
        return self._secrets if key == "E" else ()


def channel(known: Known, **limits: Any) -> WebhookChannel:
    return WebhookChannel.on(known, Limits(**{"loopback": True, "timeout": 1.0, **limits}), most=8)


async def sent_to(receiver: Receiver, **limits: Any) -> Answer:
    return await channel(Known(receiver.url), **limits).send(SENT)


async def test_the_receivers_library_takes_it() -> None:
    async with receiving() as receiver:
        assert (await sent_to(receiver)).outcome == "delivered"
    (request,) = receiver.received
    assert request.line == "POST /hooks HTTP/1.1" and request.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert request.verified(SECRET) == {
        "id": SENT.id,
        "type": "funding.payment.made",
        "timestamp": "2024-07-01T01:00:00.000Z",
        "data": {"case": "链式“转型”", "fen": 50_000_000},
    }


async def test_another_secret_does_not_open_it() -> None:
    async with receiving() as receiver:
        await sent_to(receiver)
    with pytest.raises(WebhookVerificationError):
        receiver.received[0].verified(new_secret())


async def test_while_rotating_both_secrets_open_it() -> None:
    async with receiving() as receiver:
        await channel(Known(receiver.url, (SECRET, OLD))).send(SENT)
    assert receiver.received[0].verified(SECRET) == receiver.received[0].verified(OLD)


async def test_every_attempt_has_the_same_id_and_the_same_body() -> None:
    async with receiving() as receiver:
        for _ in range(3):
            await sent_to(receiver)
    assert set(receiver.ids) == {SENT.id} and len({request.body for request in receiver.received}) == 1


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_success_is_a_delivery(status: int) -> None:
    async with receiving(lambda _request: answer(status)) as receiver:
        assert await sent_to(receiver) == Answer("delivered", f"HTTP {status}", status)


@pytest.mark.parametrize("status", [400, 401, 404, 409, 429, 500, 503])
async def test_any_other_answer_is_tried_again(status: int) -> None:
    async with receiving(lambda _request: answer(status, b"no\x00\nway")) as receiver:
        assert await sent_to(receiver) == Answer("retry", f"HTTP {status}: no way", status)


async def test_who_is_gone_is_told_nothing_more() -> None:
    async with receiving(lambda _request: answer(410)) as receiver:
        assert await sent_to(receiver) == Answer("refused", "HTTP 410", 410, disable=True)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    async with receiving() as elsewhere, receiving(lambda _request: answer(status, location=elsewhere.url)) as receiver:
        answered = await sent_to(receiver)
    assert (answered.outcome, answered.code) == ("retry", status) and "not followed" in answered.detail
    assert len(receiver.received) == 1 and elsewhere.received == []


async def test_a_receiver_says_when_it_can_be_asked_again() -> None:
    async with receiving(lambda _request: answer(429, retry_after="120")) as receiver:
        assert (await sent_to(receiver)).retry_after == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        ("0", timedelta()),
        ("7200", timedelta(hours=2)),
        ("Mon, 01 Jul 2024 01:10:00 GMT", timedelta(minutes=10)),
        ("Mon, 01 Jul 2024 00:10:00 GMT", timedelta()),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_has_two_forms(value: str, pause: timedelta | None) -> None:
    assert parse_retry_after(value, AT) == pause


async def test_one_that_does_not_answer_in_time_is_tried_again() -> None:
    async with receiving(lambda _request: None) as receiver:
        assert await sent_to(receiver, timeout=0.2) == Answer("retry", "no answer within 0.2 s")


async def test_one_that_goes_on_talking_for_ever_is_cut_off() -> None:
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000
    async with receiving(lambda _request: endless) as receiver:
        answered = await sent_to(receiver, answer_limit=100)
    assert answered.outcome == "delivered" and len(answered.detail) < 300


async def test_a_slow_drip_does_not_reset_the_time() -> None:
    ended = asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        with suppress(ConnectionError):
            while True:
                writer.write(b"1\r\nx\r\n")
                await writer.drain()
                await asyncio.sleep(0.02)
        writer.close()
        ended.set()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        begun = time.monotonic()
        answered = await channel(Known(f"http://127.0.0.1:{port}/"), timeout=0.3).send(SENT)
        assert answered.outcome == "retry" and time.monotonic() - begun < 2
        await ended.wait()


async def test_one_that_cannot_be_reached_is_tried_again() -> None:
    async with receiving() as receiver:
        pass
    answered = await sent_to(receiver)
    assert answered.outcome == "retry" and "ConnectError" in answered.detail


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort"])
async def test_one_that_breaks_off_is_tried_again(said: bytes) -> None:
    async with receiving(lambda _request: said) as receiver:
        assert (await sent_to(receiver)).outcome == "retry"


@pytest.mark.parametrize("url", ["https://169.254.169.254/", "https://localhost/", "http://10.0.0.1/"])
async def test_nothing_is_sent_where_nothing_may_be_sent(url: str) -> None:
    answered = await channel(Known(url)).send(SENT)
    assert answered.outcome == "refused" and answered.code is None


@pytest.mark.parametrize("state", [State.DISABLED, State.DELETED])
async def test_nothing_is_sent_to_an_endpoint_that_is_not_active(state: State) -> None:
    async with receiving() as receiver:
        assert (await channel(Known(receiver.url, state=state)).send(SENT)).outcome == "refused"
    assert receiver.received == []


async def test_nothing_is_sent_unsigned() -> None:
    async with receiving() as receiver:
        assert (await channel(Known(receiver.url, ())).send(SENT)).outcome == "retry"
    assert receiver.received == []
