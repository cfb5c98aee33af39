"""The sender: what is due is sent, at least once under one id, recorded, and nobody who hangs holds up another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from contracts.refusal import Refusal, Text
from services.chassis.desk import Desk
from services.notify.channels.channel import Answer, Outgoing
from services.notify.channels.ledger import Besides, Due
from services.notify.deliveries import Deliveries
from services.notify.domain.schedule import PAUSES
from services.notify.reading import ledger
from services.notify.views import NOTIFICATIONS
from tests.support.measured import Gains
from tests.support.sending import Sending, about, command, notify_on, settings_for
from tests.support.waiting import until


@pytest.fixture
async def notify(mongodb_uri: str, namespace: str, tmp_path: Path) -> AsyncIterator[Sending]:
    with capture_logs():
        async with notify_on(settings_for(mongodb_uri, namespace, tmp_path)) as sending:
            yield sending


Moves = Callable[[httpx.AsyncClient, Sending], Awaitable[str]]
"""Somebody gets another address than the one that was tried first; their key."""


class Way:
    """A channel that a test directs: what it answers, whom it keeps waiting, and what went through it."""

    def __init__(self, outcome: Any = "delivered") -> None:
        self.answer = Answer(outcome, "said")
        self.sent: list[str] = []
        self.addresses: list[str] = []
        self.under_way = 0
        self.most = 0
        self.hangs: set[str] = set()
        self.goes_on = asyncio.Event()

    async def send(self, outgoing: Outgoing) -> Answer:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            if outgoing.address in self.hangs:
                await self.goes_on.wait()
            self.sent.append(outgoing.id)
            self.addresses.append(outgoing.address)
            return self.answer
        finally:
            self.under_way -= 1


async def test_what_is_due_is_sent_once_and_recorded(notify: Sending) -> None:
    way = Way()
    async with notify.sending(email=way):
        keys = [await notify.tell("email", f"a{number}@example.cn") for number in range(20)]
        for key in keys:
            state = await notify.until_state(key, "delivered")
            assert [attempt.outcome for attempt in state.attempts] == ["delivered"]
    assert sorted(way.sent) == sorted(keys)


async def test_attempts_and_deliveries_are_measured_by_channel(notify: Sending) -> None:
    gains, way = Gains(), Way()
    async with notify.sending(email=way):
        await notify.until_state(await notify.tell("email", "a@example.cn"), "delivered")
        way.answer = Answer("refused", "no such box")
        await notify.until_state(await notify.tell("email", "b@example.cn"), "abandoned")
    for outcome in ("delivered", "refused"):
        assert gains.of("lianzhu_notification_attempts_total", channel="email", outcome=outcome) == 1
    assert gains.of("lianzhu_notification_attempt_seconds_count", channel="email") == 2
    assert gains.of("lianzhu_notification_delivery_seconds_count", channel="email") == 1


async def test_what_fell_due_while_no_sender_ran_is_sent_when_one_does(notify: Sending) -> None:
    key, way = await notify.tell("email", "a@example.cn"), Way()
    async with notify.sending(email=way):
        await notify.until_state(key, "delivered")


async def test_a_failure_is_tried_again_by_the_schedule(notify: Sending) -> None:
    key, way = await notify.tell("email", "a@example.cn"), Way("retry")
    async with notify.sending(email=way):
        state = await notify.until_tried(key)
    (attempt,) = state.attempts
    assert attempt.next is not None and about(attempt.next - attempt.at, PAUSES[0]) and state.state == "due"


async def test_the_next_try_comes_at_its_time_and_not_with_a_sweep(mongodb_uri: str, namespace: str, tmp_path: Path) -> None:
    settings = settings_for(mongodb_uri, namespace, tmp_path)
    seldom = settings.model_copy(update={"sender": settings.sender.model_copy(update={"sweep": 60.0, "lease": 60.0})})
    async with notify_on(seldom) as notify:
        key, way = await notify.tell("email", "a@example.cn"), Way("retry")
        async with notify.sending(email=way):
            await notify.until_tried(key)
            way.answer = Answer("delivered", "now it goes")
            state = await notify.until_state(key, "delivered")
    first, second = (attempt.at for attempt in state.attempts)
    assert about(second - first, PAUSES[0])


async def test_a_receiver_may_put_the_next_try_off(notify: Sending) -> None:
    key, way = await notify.tell("email", "a@example.cn"), Way()
    way.answer = Answer("retry", "later", 429, timedelta(minutes=10))
    async with notify.sending(email=way):
        (attempt,) = (await notify.until_tried(key)).attempts
    assert attempt.next is not None and about(attempt.next - attempt.at, timedelta(minutes=10))


async def test_a_refusal_is_final(notify: Sending) -> None:
    key, way = await notify.tell("email", "a@example.cn"), Way("refused")
    async with notify.sending(email=way):
        state = await notify.until_state(key, "abandoned")
    assert state.abandoned == "said" and state.due is None


async def test_a_fault_of_ours_is_tried_again_and_stops_nobody_else(notify: Sending) -> None:
    class Broken:
        async def send(self, outgoing: Outgoing) -> Answer:
            raise RuntimeError("of ours")

    broken, whole = await notify.tell("sms", "13812341234"), await notify.tell("email", "a@example.cn")
    async with notify.sending(sms=Broken(), email=Way()):
        await notify.until_state(whole, "delivered")
        state = await notify.until_tried(broken)
    assert state.attempts[0].outcome == "retry" and "RuntimeError" in state.attempts[0].answer


async def test_what_came_of_a_try_waits_for_a_store_that_does_not_answer_and_is_not_sent_again(notify: Sending) -> None:
    asked: list[int] = []

    class Hanging(Deliveries):
        async def attempted(self, tries: Sequence[tuple[Due, Answer]]) -> Sequence[Exception | None]:
            asked.append(len(tries))
            if len(asked) < 3:
                return [Refusal("unavailable", Text("稍后", "later"))] * len(tries)
            return await super().attempted(tries)

    key, way = await notify.tell("email", "a@example.cn"), Way()
    sender = replace(notify.sender(email=way), ledger=Hanging(Desk(notify.chassis)))
    running = asyncio.create_task(sender.run())
    await notify.until_state(key, "delivered")
    running.cancel()
    await asyncio.wait([running])
    assert (asked, way.sent) == ([1, 1, 1], [key])


async def test_one_address_that_hangs_holds_up_no_other(notify: Sending) -> None:
    way = Way()
    way.hangs = {"hanging@example.cn"}
    hanging = [await notify.tell("email", "hanging@example.cn") for _ in range(notify.settings.sender.batch + 10)]
    others = [await notify.tell("email", f"a{number}@example.cn") for number in range(10)]
    async with notify.sending(email=way):
        for key in others:
            await notify.until_state(key, "delivered")
        assert way.under_way == notify.settings.sender.each
        way.goes_on.set()
        await notify.until_state(hanging[-1], "delivered", within=60)


async def test_a_channel_that_is_full_holds_up_no_other(mongodb_uri: str, namespace: str, tmp_path: Path) -> None:
    settings = settings_for(mongodb_uri, namespace, tmp_path)
    few = settings.model_copy(update={"sender": settings.sender.model_copy(update={"at_once": 3})})
    async with notify_on(few) as notify:
        hanging = Way()
        hanging.hangs = {f"h{number}@example.cn" for number in range(9)}
        for address in sorted(hanging.hangs):
            await notify.tell("email", address)
        other = await notify.tell("sms", "13812341234")
        async with notify.sending(email=hanging, sms=Way()):
            await notify.until_state(other, "delivered")
            assert hanging.most == 3
            hanging.goes_on.set()


async def test_two_senders_send_each_once(notify: Sending) -> None:
    ways = Way(), Way()
    async with notify.sending("one", email=ways[0]), notify.sending("two", email=ways[1]):
        keys = [await notify.tell("email", f"a{number}@example.cn") for number in range(60)]
        for key in keys:
            await notify.until_state(key, "delivered")
    assert sorted(ways[0].sent + ways[1].sent) == sorted(keys)


async def test_a_sender_that_dies_in_the_middle_has_its_notification_sent_by_another_under_the_same_id(notify: Sending) -> None:
    key, dying, living = await notify.tell("email", "a@example.cn"), Way(), Way()
    dying.hangs = {"a@example.cn"}
    before = asyncio.all_tasks()
    assert await notify.sender("dying", email=dying).round() == 1  # claimed, on its way, and nobody will ever record it
    for task in asyncio.all_tasks() - before:
        task.cancel()
    async with notify.sending("living", email=living):
        state = await notify.until_state(key, "delivered")
    assert living.sent == [key] and len(state.attempts) == 1


async def test_a_sender_told_to_stop_lets_what_is_under_way_come_to_its_end(notify: Sending) -> None:
    key, way = await notify.tell("email", "a@example.cn"), Way()
    way.hangs = {"a@example.cn"}
    async with notify.sending(email=way) as task:

        async def begun() -> bool:
            return way.under_way == 1

        await until(begun)
        task.cancel()
        way.goes_on.set()
    assert (await notify.notification(key)).state == "delivered" and way.sent == [key]


async def test_a_redelivery_by_hand_keeps_the_id(notify: Sending) -> None:
    key, way = await notify.tell("webhook", "01J1Q00000000000000000000E"), Way("refused")
    async with notify.sending(webhook=way):
        await notify.until_state(key, "abandoned")
        way.answer = Answer("delivered", "now it goes")
        async with notify.serving(notify.person("city", regions=("1301",))) as client:
            again = await client.post(
                f"/v1/notifications/{key}/redelivery", json={"reason": "对方已修复"}, headers={"idempotency-key": "k"}
            )
        assert again.status_code == 201, again.text
        state = await notify.until_state(key, "delivered")
    assert way.sent == [key, key] and state.redeliveries == 1


ENTERPRISE = "91130102MA0DEM001L"
OFFICER = {"name": "王五", "email": "new@example.cn", "channels": ["email"]}


async def _enterprise_moves(client: httpx.AsyncClient, notify: Sending) -> str:
    own = notify.person("enterprise", organisation=ENTERPRISE)
    path = f"/v1/organisations/{ENTERPRISE}/settings"
    contact = {"name": "张三", "phone": "0311-86086000", "email": "new@example.cn"}
    wanted = {"channels": ["email"], "language": "zh", "opt_outs": [], "contacts": {"finance": contact}}
    done = await client.put(path, json=wanted, headers=own | {"if-match": '"0"', "idempotency-key": "move"})
    assert done.status_code == 200, done.text
    return f"organisation/{ENTERPRISE}"


async def _officer_moves(client: httpx.AsyncClient, notify: Sending) -> str:
    own, path = notify.person("finance", regions=("1301",)), "/v1/offices/finance/1301/recipients"
    made = await client.post(path, json=OFFICER, headers=own | {"idempotency-key": "move"})
    assert made.status_code == 201, made.text
    return f"officer/{made.json()['id']}"


@pytest.mark.parametrize("moves", [_enterprise_moves, _officer_moves])
async def test_what_is_sent_again_goes_to_where_its_recipient_is_by_now(notify: Sending, moves: Moves) -> None:
    way = Way("refused")
    async with notify.sending(email=way), notify.serving(notify.person("city", regions=("1301",))) as client:
        key = await notify.tell("email", "old@example.cn", recipient=await moves(client, notify))
        await notify.until_state(key, "abandoned")
        way.answer = Answer("delivered", "now it goes")
        again = await client.post(f"/v1/notifications/{key}/redelivery", json={"reason": "邮箱已变更"}, headers=command())
        assert again.status_code == 201, again.text
        await notify.until_state(key, "delivered")
    assert (way.sent, way.addresses) == ([key, key], ["old@example.cn", "new@example.cn"])
    row = ledger(await NOTIFICATIONS.collection(notify.chassis.database).find_one({"_id": key}) or {})
    assert (row.address, [one.address for one in row.attempts]) == ("n***@example.cn", ["o***@example.cn", "n***@example.cn"])


async def test_an_officer_who_has_left_is_not_told_again(notify: Sending) -> None:
    way = Way("refused")
    async with notify.sending(email=way), notify.serving(notify.person("city", regions=("1301",))) as client:
        who = await _officer_moves(client, notify)
        key = await notify.tell("email", "old@example.cn", recipient=who)
        await notify.until_state(key, "abandoned")
        path = f"/v1/offices/finance/1301/recipients/{who.partition('/')[2]}/deactivation"
        await client.post(path, headers=notify.person("finance", regions=("1301",)) | command())
        again = await client.post(f"/v1/notifications/{key}/redelivery", json={"reason": "重发"}, headers=command())
    assert (again.status_code, again.json()["type"], way.sent) == (409, "/problems/conflict", [key])


async def test_the_due_are_found_by_an_index_and_not_by_looking_at_all(notify: Sending) -> None:
    plan = (
        await NOTIFICATIONS.collection(notify.chassis.database)
        .find({"due": {"$lte": notify.chassis.clock.now()}, "_id": {"$nin": ["x"]}, "$nor": [{"channel": "sms", "address": "1"}]})
        .sort("due", 1)
        .explain()
    )
    assert '"due"' in str(plan["queryPlanner"]["winningPlan"]).replace("'", '"') and "COLLSCAN" not in str(plan)


async def test_an_address_that_is_full_is_passed_over_in_the_store(notify: Sending) -> None:
    for _ in range(5):
        await notify.tell("email", "full@example.cn")
    other = await notify.tell("email", "b@example.cn")
    besides = Besides(lanes=[("email", "full@example.cn")])
    found = await Deliveries(Desk(notify.chassis)).due(notify.chassis.clock.now(), besides, 1)
    assert [due.outgoing.id for due in found] == [other]


async def test_a_sender_stops_also_when_it_is_woken_in_the_same_moment(notify: Sending) -> None:
    asked = asyncio.Event()

    class Nothing(Deliveries):
        async def next_due(self, now: datetime) -> datetime | None:
            asked.set()
            return None

    sender = replace(notify.sender(), ledger=Nothing(Desk(notify.chassis)))
    idle = asyncio.create_task(sender.idle())
    await asked.wait()
    for _ in range(5):
        await asyncio.sleep(0)  # as many turns of the loop as it takes to be waiting
    sender.wake()
    idle.cancel()
    await asyncio.wait([idle])
    assert idle.cancelled()
