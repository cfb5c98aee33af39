"""From a submission to the webhook in a city system's hands, at a steady rate: intake, its relay, Kafka, notify's worker and its sender.

The time runs from the moment at which a request was to be sent, whether or not the one before it had been answered by then, to the moment
at which the receiver has the whole webhook. There is no floor: the aim stands in its place.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory

import orjson

from bench import cpu
from bench.applications import USCC, fresh, seed_drafts
from bench.load import request
from bench.measure import Row
from bench.platform import Bench, ports
from bench.submission import prepare
from contracts.events.parties import Filer
from deploy.topics import create_topics
from services.chassis.assembly import Chassis, assembled
from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Streams
from services.chassis.desk import Desk
from services.chassis.signatures import partners
from services.intake.service import SERVICE as INTAKE
from services.notify.domain import endpoint as rules
from services.notify.domain.endpoint import Wish
from services.notify.service import SERVICE as NOTIFY
from services.notify.streams import DIRECTORY, ENDPOINT
from tests.support.waiting import until

RATE = 100  # submissions a second
WARM_UP, COUNTED = 500, 1_500  # submissions
CONNECTIONS = 32
AIMS = {"p50": (0.50, 200.0), "p99": (0.99, 1000.0)}  # ms
TOPIC = "intake.application.submitted"
_WITHIN = 180.0  # seconds


@dataclass(slots=True)
class Receiver:
    """The city's system: notes when each application's webhook has come."""

    came: dict[str, float] = field(default_factory=dict)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                at = head.lower().index(b"content-length:")
                body = await reader.readexactly(int(head[at + 15 : head.index(b"\r\n", at)]))
                self.came.setdefault(orjson.loads(body)["data"]["application"], time.perf_counter())
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


async def run(bench: Bench) -> list[Row]:
    """The 50th and the 99th of a hundred."""
    intake_port, mail_port = ports(2)
    await asyncio.to_thread(create_topics, bench.settings.bus.servers, bench.settings.namespace)
    keys = fresh(WARM_UP + COUNTED)
    async with assembled(INTAKE, bench.settings) as intake:
        await prepare(intake)
        await seed_drafts(intake, keys)
    async with assembled(NOTIFY, bench.settings) as notify, _receiving(notify) as receiver:
        with _others(mail_port), bench.process("services.chassis.process", ["intake", "api"], intake_port):
            await _quiet(notify, len(keys))
            before = cpu.used()
            sent = await _submit(bench, intake_port, keys)
            await _all_came(receiver, len(keys))
            await _quiet(notify, len(keys))
            cpu.show(before, cpu.used(), len(keys))
    delays = sorted(1000 * (receiver.came[key] - sent[key]) for key in keys[WARM_UP:])
    return [_row(name, delays[int(share * len(delays))], aim) for name, (share, aim) in AIMS.items()]


def _row(name: str, found: float, aim: float) -> Row:
    ratio = found / aim
    return Row(f"submitted to webhook delivered at {RATE}/s, {name}, against the aim", aim, found, ratio, ratio, ratio, "ms", at_most=1.0)


async def _submit(bench: Bench, port: int, keys: Sequence[str]) -> dict[str, float]:
    """Send one submission every so often, whatever becomes of the others; when each was to be sent."""
    token, begin = f"Bearer {bench.token('enterprise', organisation=USCC)}", time.perf_counter()
    planned = {key: begin + number / RATE for number, key in enumerate(keys)}
    headers = {"authorization": token, "if-match": '"1"'}
    requests = iter([(key, request("POST", f"/v1/applications/{key}/submission", headers | {"idempotency-key": key})) for key in keys])

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for key, content in requests:
            await asyncio.sleep(max(0.0, planned[key] - time.perf_counter()))
            writer.write(content)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 201"):
                raise RuntimeError(f"not accepted: {head[:200]!r}")
            at = head.lower().index(b"content-length:")
            await reader.readexactly(int(head[at + 15 : head.index(b"\r\n", at)]))
        writer.close()

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return planned


@contextmanager
def _others(mail_port: int) -> Iterator[None]:
    """The processes between intake's API and the receiver, and a server that takes the mail."""
    with TemporaryDirectory() as folder:
        own = {"LIANZHU_WEBHOOKS_LOOPBACK": "true", "LIANZHU_MAIL_PORT": str(mail_port), "LIANZHU_SMS_FILE": f"{folder}/sms.jsonl"}
        roles = (("intake", "relay"), ("notify", "worker"), ("notify", "relay"), ("notify", "sender"))
        commands = [["services.chassis.process", *role] for role in roles]
        commands.append(["deploy.local.mail_sink", f"{folder}/mail", str(mail_port)])
        running = [subprocess.Popen([sys.executable, "-m", *command], env=dict(os.environ) | own) for command in commands]
        try:
            yield
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(30)


@asynccontextmanager
async def _receiving(notify: Chassis) -> AsyncIterator[Receiver]:
    """The receiver, with an endpoint that wants to be told of submissions."""
    receiver = Receiver()
    async with await asyncio.start_server(receiver.serve, "127.0.0.1", 0) as server:
        key, url = fresh(1)[0], f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        events, listed = rules.register(
            key, "1301", Wish(url=url, topics=(TOPIC,), language="zh"), Filer(subject="bench", name="bench", kind="system")
        )

        def decide(_: Streams) -> Decision:
            return Decision().on(ENDPOINT.stream(key), *events).on(DIRECTORY.stream("1301"), *listed)

        await notify.group.execute(Command(RequestCause("bench", "endpoint", ""), Actor("bench"), decide))
        await partners(Desk(notify)).put(key)
        yield receiver


async def _quiet(notify: Chassis, drafts: int) -> None:
    """Wait until all drafts are known to notify, and nothing is due or to be published: then the platform has nothing else to do."""

    async def quiet() -> bool:
        known = await notify.database["subjects"].count_documents({})
        due = await notify.database["notifications"].count_documents({"due": {"$lte": notify.clock.now()}})
        pending = await notify.store.collection.count_documents({"pending": True})
        return known >= drafts and not due and not pending

    await until(quiet, _WITHIN)


async def _all_came(receiver: Receiver, number: int) -> None:
    async def all_came() -> bool:
        return len(receiver.came) >= number

    await until(all_came, _WITHIN)
