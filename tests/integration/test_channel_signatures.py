"""What other systems report is believed with a good signature only; the secrets come from the operator and change over without a gap."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import Depends
from pydantic import Field
from typer.testing import CliRunner

from contracts.refusal import Refusal
from deploy.cli import key as key_command
from services.chassis.api.app import About, create_app
from services.chassis.api.authentication import Authenticator
from services.chassis.api.models import Input
from services.chassis.api.reports import Signed, signed
from services.chassis.api.resources import Resources
from services.chassis.api.routes import router
from services.chassis.clock import ManualClock
from services.chassis.desk import Desk
from services.chassis.signatures import Secrets, new_secret, sign, verified
from services.chassis.tokens import Tokens
from tests.support.sending import Sending, notify_on, settings_for


def just_now() -> datetime:
    """When a test signs: a signature is good for minutes, and tests run longer than that."""
    return datetime.now(UTC)


class Paid(Input):
    """What a finance system reports."""

    fen: int = Field(ge=1)


routes = router("/v1/payments", "payments")


@routes.post("/{payment}/report")
async def payment(payment: str, told: Annotated[Signed, Depends(signed)]) -> dict[str, object]:
    cause = told.asked.cause
    return {"fen": told.report.read(Paid).fen, "client": cause.client, "key": cause.key, "hash": cause.hash}


@pytest.fixture
async def notify(mongodb_uri: str, namespace: str, tmp_path: Path) -> AsyncIterator[Sending]:
    async with notify_on(settings_for(mongodb_uri, namespace, tmp_path)) as sending:
        yield sending


@asynccontextmanager
async def bank(notify: Sending) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a key, of a service that takes such reports."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[Resources]:
        yield Resources(Authenticator(Tokens(notify.settings.oidc), notify.chassis.keys), service=Desk(notify.chassis))

    app = create_app(About("test", "t", "t", "1"), notify.settings, (routes,), opening)
    transport = httpx.ASGITransport(app)
    headers = await notify.key("bank", "payments:report")
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        yield client


def secrets_of(notify: Sending, clock: ManualClock | None = None) -> Secrets:
    return Secrets(notify.chassis.database, timedelta(hours=24), clock)


async def test_a_report_signed_by_its_client_is_a_command_under_its_own_id(notify: Sending) -> None:
    secret = await secrets_of(notify).put("key:bank")
    async with bank(notify) as client:
        body = b'{"fen": 50000000}'
        replies = [
            await client.post("/v1/payments/1/report", content=body, headers=sign("m-1", just_now(), body, [secret])),
            await client.post("/v1/payments/1/report", content=body, headers=sign("m-1", datetime.now(UTC), body, [secret])),
            await client.post("/v1/payments/2/report", content=body, headers=sign("m-1", just_now(), body, [secret])),
        ]
    first, again, elsewhere = (reply.json() for reply in replies)
    assert (first["fen"], first["client"], first["key"]) == (50_000_000, "key:bank", "m-1")
    assert first == again and elsewhere["hash"] != first["hash"]


async def test_the_key_alone_and_the_signature_alone_are_not_enough(notify: Sending) -> None:
    secret, body = await secrets_of(notify).put("key:bank"), b'{"fen": 1}'
    stranger = await secrets_of(notify).put("key:stranger")
    async with bank(notify) as client:
        path, good = "/v1/payments/1/report", sign("m", just_now(), body, [secret])
        assert (await client.post(path, content=body)).status_code == 401
        assert (await client.post(path, content=body, headers=sign("m", just_now(), body, [stranger]))).status_code == 401
        client.headers.pop("x-api-key")
        assert (await client.post(path, content=body, headers=good)).status_code == 401


async def test_a_client_that_was_given_no_secret_can_report_nothing(notify: Sending) -> None:
    body = b"{}"
    async with bank(notify) as client:
        reply = await client.post("/v1/payments/1/report", content=body, headers=sign("m", just_now(), body, [new_secret()]))
    assert (reply.status_code, reply.json()["type"]) == (401, "/problems/unauthenticated")


async def test_what_does_not_fit_is_said_field_by_field_after_the_signature_was_good(notify: Sending) -> None:
    secret = await secrets_of(notify).put("key:bank")
    async with bank(notify) as client:
        for body, status in ((b'{"fen": 0, "x": 1}', 422), (b"not json", 400), (b'{"fen": "1\\u0000"}', 400)):
            reply = await client.post("/v1/payments/1/report", content=body, headers=sign("m", just_now(), body, [secret]))
            assert reply.status_code == status
            if status == 422:
                assert {error["pointer"] for error in reply.json()["errors"]} == {"/fen", "/x"}


async def test_an_oversized_report_is_refused_before_anything_else(notify: Sending) -> None:
    async with bank(notify) as client:
        assert (await client.post("/v1/payments/1/report", content=b"x" * 1001)).status_code == 413


async def test_a_secret_stays_until_it_is_rotated_and_the_one_before_is_good_for_a_day(notify: Sending) -> None:
    clock = ManualClock(just_now())
    secrets = secrets_of(notify, clock)
    first = await secrets.put("a")
    assert await secrets.put("a") == first and await secrets.of("a") == (first,) and await secrets.of("b") == ()
    second = await secrets.rotate("a", 1)
    assert await secrets.rotate("a", 1) == second != first and await secrets.of("a") == (second, first)
    clock.advance(timedelta(hours=23, minutes=59))
    assert await secrets.of("a") == (second, first)
    clock.advance(timedelta(minutes=1))
    assert await secrets.of("a") == (second,)
    await secrets.forget("a")
    assert await secrets.of("a") == ()


def test_either_secret_opens_what_was_signed_with_both() -> None:
    old, new = new_secret(), new_secret()
    headers = sign("m", just_now(), "链主".encode(), [new, old])
    assert verified(headers, "链主".encode(), [old]) == verified(headers, "链主".encode(), [new]) == "m"
    with pytest.raises(Refusal):
        verified(headers, "链主".encode(), [new_secret()])
    with pytest.raises(Refusal):
        verified(headers, "链主".encode(), [])


def test_the_operator_hands_out_a_secret_and_changes_it(mongodb_uri: str, namespace: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONGODB_URI", mongodb_uri)
    monkeypatch.setenv("LIANZHU_NAMESPACE", f"{namespace}-op")
    run, command = CliRunner(), ["secret", "--service", "funding", "--client", "bank"]
    first = run.invoke(key_command.app, command).stdout
    assert first.startswith("whsec_") and run.invoke(key_command.app, command).stdout == first
    assert run.invoke(key_command.app, [*command, "--rotate"]).stdout not in ("", first)
