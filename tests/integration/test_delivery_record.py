"""What came of many tries is one commit: each try stands in it, and one that cannot be recorded keeps back no other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import uuid4

import pytest

from contracts.events.parties import Filer
from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Streams
from services.chassis.desk import Desk
from services.notify.channels.channel import Answer
from services.notify.domain import endpoint as endpoints
from services.notify.domain.endpoint import State, Wish
from services.notify.handlers.delivery import Try, attempted
from services.notify.streams import DIRECTORY, ENDPOINT
from services.notify.views import ENDPOINTS
from tests.support.sending import Sending, notify_on, settings_for

SENT = Answer("delivered", "250 ok", 250)
GONE = Answer("refused", "HTTP 410", 410, disable=True)
ENDPOINT_ID = "01J1Q0000000000000000000EP"


@pytest.fixture
async def notify(mongodb_uri: str, namespace: str, tmp_path: Path) -> AsyncIterator[Sending]:
    async with notify_on(settings_for(mongodb_uri, namespace, tmp_path)) as sending:
        yield sending


async def record(notify: Sending, answers: Sequence[tuple[str, Answer]], number: int = 1) -> list[Exception | None]:
    now = notify.chassis.clock.now()
    return await attempted(Desk(notify.chassis), [Try(key, number, answer, now) for key, answer in answers])


async def commits(notify: Sending) -> int:
    """How many commits the sender has made."""
    return await notify.chassis.store.collection.count_documents({"actor.subject": "notify/sender"})


async def emails(notify: Sending, number: int) -> list[str]:
    return [await notify.tell("email", f"a{one}@example.cn") for one in range(number)]


async def states(notify: Sending, keys: Sequence[str]) -> list[str]:
    return [(await notify.notification(key)).state.value for key in keys]


async def test_many_tries_are_one_commit_and_are_recorded_once(notify: Sending) -> None:
    keys = await emails(notify, 30)
    for together in (keys, keys, keys[:20], keys[5:]):
        assert await record(notify, [(key, SENT) for key in together]) == [None] * len(together)
        assert await states(notify, keys) == ["delivered"] * 30
        assert await commits(notify) == 1
    assert {len((await notify.notification(key)).attempts) for key in keys} == {1}


async def test_a_very_large_batch_is_several_commits(notify: Sending) -> None:
    keys = await emails(notify, 120)
    assert await record(notify, [(key, SENT) for key in keys]) == [None] * 120
    assert (await commits(notify), set(await states(notify, keys))) == (2, {"delivered"})


async def test_one_that_cannot_be_recorded_keeps_back_no_other(notify: Sending) -> None:
    keys = await emails(notify, 3)
    answers = [SENT, Answer("delivered", "a lone surrogate: \ud800"), SENT]
    failures = await record(notify, list(zip(keys, answers, strict=True)))
    assert [failure is None for failure in failures] == [True, False, True]
    assert await states(notify, keys) == ["delivered", "due", "delivered"]


async def test_two_tries_of_one_notification_follow_each_other(notify: Sending) -> None:
    [key], now = await emails(notify, 1), notify.chassis.clock.now()
    tries = [Try(key, 1, Answer("retry", "busy"), now), Try(key, 2, SENT, now)]
    assert await attempted(Desk(notify.chassis), tries) == [None, None]
    state = await notify.notification(key)
    assert ([one.outcome for one in state.attempts], state.state) == (["retry", "delivered"], "delivered")


async def test_an_endpoint_that_is_gone_twice_in_a_batch_is_disabled_once(notify: Sending) -> None:
    await registered(notify)
    keys = [await notify.tell("webhook", ENDPOINT_ID) for _ in range(2)]
    assert await record(notify, [(key, GONE) for key in keys]) == [None, None]
    assert await states(notify, keys) == ["abandoned"] * 2
    row = await ENDPOINTS.collection(notify.chassis.database).find_one({"_id": ENDPOINT_ID})
    assert row is not None and (row["status"], row["version"]) == (State.DISABLED, 2)


async def registered(notify: Sending) -> None:
    wish, filer = (
        Wish(url="https://city.example.cn/", topics=("funding.payment.made",), language="zh"),
        Filer(subject="a", name="a", kind="system"),
    )
    events, listed = endpoints.register(ENDPOINT_ID, "1301", wish, filer)

    def decide(_: Streams) -> Decision:
        return Decision().on(ENDPOINT.stream(ENDPOINT_ID), *events).on(DIRECTORY.stream("1301"), *listed)

    await notify.chassis.group.execute(Command(RequestCause("test", uuid4().hex, ""), Actor("test"), decide))
