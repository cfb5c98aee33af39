"""The sender's own process, killed in the middle of its work again and again: each notification has one id, and reaches its receiver."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from services.notify.views import NOTIFICATIONS
from tests.support.receiver import Received, answer, receiving
from tests.support.sending import Sending, command, notify_on, settings_for
from tests.support.waiting import until

NOTIFICATIONS_SENT = 120
KILLS = 4


@pytest.fixture
async def notify(mongodb_uri: str, namespace: str, tmp_path: Path) -> AsyncIterator[Sending]:
    with capture_logs():
        async with notify_on(settings_for(mongodb_uri, namespace, tmp_path)) as sending:
            yield sending


@contextmanager
def sender(notify: Sending, mongodb_uri: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A sender as a platform starts it; killed at the end of the block at the latest."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("LIANZHU_")}
    environment = own | {
        "MONGODB_URI": mongodb_uri,
        "LIANZHU_NAMESPACE": notify.settings.namespace,
        "LIANZHU_SENDER_SWEEP": "0.2",
        "LIANZHU_SENDER_LEASE": "1",
        "LIANZHU_SENDER_WRITING": "0.6",
        "LIANZHU_WEBHOOKS_LOOPBACK": "true",
        "LIANZHU_SMS_FILE": str(folder / "sms.jsonl"),
    }
    with (folder / "sender.log").open("ab") as log:
        arguments = [sys.executable, "-m", "services.chassis.process", "notify", "sender"]
        process = subprocess.Popen(arguments, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def endpoint(notify: Sending, url: str) -> str:
    async with notify.serving(await notify.key(f"city-{uuid4().hex[:6]}", "endpoints:write")) as client:
        reply = await client.post("/v1/endpoints", json={"url": url, "region": "1301"}, headers=command())
    return str(reply.json()["id"])


async def undelivered(notify: Sending) -> int:
    return await NOTIFICATIONS.collection(notify.chassis.database).count_documents({"status": {"$ne": "delivered"}})


async def test_nothing_is_lost_or_doubled_in_the_record_when_the_sender_is_killed(
    notify: Sending, mongodb_uri: str, tmp_path: Path
) -> None:
    gate = asyncio.Event()

    def slowly(_request: Received) -> bytes:
        gate.set()
        return answer(204)

    async with receiving(slowly) as receiver:
        address = await endpoint(notify, receiver.url)
        keys = [await notify.tell("webhook", address) for _ in range(NOTIFICATIONS_SENT // 2)]
        keys += [await notify.tell("feed", "system/130102") for _ in range(NOTIFICATIONS_SENT // 2)]
        for _ in range(KILLS):
            gate.clear()
            with sender(notify, mongodb_uri, tmp_path):
                await asyncio.wait_for(gate.wait(), 30)  # something is on its way: kill -9 now

        with sender(notify, mongodb_uri, tmp_path) as last:

            async def all_delivered() -> bool:
                return not await undelivered(notify) and await notify.journal.head() == NOTIFICATIONS_SENT // 2

            await until(all_delivered, 60)
            last.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(last.wait, 20) == 0
    sent = Counter(receiver.ids)
    assert set(sent) == set(keys[: NOTIFICATIONS_SENT // 2])  # each at least once, under its one id
    rows = [row async for row in NOTIFICATIONS.collection(notify.chassis.database).find()]
    assert len(rows) == NOTIFICATIONS_SENT
    delivered = Counter((row["channel"], sum(one["outcome"] == "delivered" for one in row["state"]["attempts"])) for row in rows)
    assert delivered == {("webhook", 1): NOTIFICATIONS_SENT // 2, ("feed", 0): NOTIFICATIONS_SENT // 2}
    entries, _ = await notify.journal.read(["system/1301"], 0, 1000)
    assert Counter(entry.notification for entry in entries) == Counter(keys[NOTIFICATIONS_SENT // 2 :])
    assert [entry.position for entry in entries] == list(range(1, NOTIFICATIONS_SENT // 2 + 1))
