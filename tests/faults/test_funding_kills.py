"""kill -9 of funding's worker while it consumes, and of its API while awards are confirmed: no award lost, none doubled."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from contracts.envelope import encode
from contracts.events.event import Event
from services.chassis.assembly import assembled
from services.chassis.bus import Message, Producer
from services.chassis.issuer import Person, issue
from services.chassis.store import COMMITS
from services.funding.service import SERVICE
from services.funding.verification import Report, verify
from tests.support.funding import AWARD_FEN, BEGINNING, Funding, Round, accepted, outgoing, ranking, round_of
from tests.support.intake import CITY, Process, free_port, ok
from tests.support.servers import delete_topics, drop_databases
from tests.support.waiting import eventually

ROUNDS, CASES, AWARDS = 20, 40, 60
KILLS = 3
CONNECTIONS = 6
KILLED_AFTER = (10, 30)
"""How many confirmations have been answered when the API is killed, each time."""


@dataclass
class Flood:
    """Rounds whose applications and rankings come over the bus in any order, many of them twice."""

    funding: Funding
    rounds: list[Round] = field(default_factory=list)

    def send(self) -> int:
        """How many events there are."""
        self.rounds = [round_of(CASES, f"r-{number:02}") for number in range(ROUNDS)]
        events: list[Event] = [accepted(key, uscc, one.code) for one in self.rounds for key, uscc, _ in one.places]
        events += [ranking(one.places, one.code) for one in self.rounds]
        random.Random(5).shuffle(events)  # noqa: S311  # no secret
        asyncio.run(self._send(events))
        return len(events)

    async def _send(self, events: list[Event]) -> None:
        producer = Producer(self.funding.kafka_bootstrap, timeout=20)
        messages = []
        for event in events:
            topic = self.funding.settings.topic("scoring.events" if "scoring" in event.type else "intake.events")
            message = encode(outgoing(event))
            messages.append(Message(topic, message.key, message.value, message.headers))
        again = messages[::3]
        assert [failure for failure in await producer.publish([*messages, *again]) if failure] == []
        await producer.close()

    def handled(self) -> int:
        with self.funding.store() as store:
            return store[COMMITS].count_documents({"cause.topic": {"$exists": True}})


@pytest.fixture(scope="module")
def flood(mongodb_uri: str, kafka_bootstrap: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flood]:
    namespace = f"t{os.getpid() % 100_000}-funding-kills"
    funding = Funding(namespace, mongodb_uri, kafka_bootstrap, tmp_path_factory.mktemp("funding"))
    funding.begin(BEGINNING)
    funding.create_topics()
    yield Flood(funding)
    drop_databases(mongodb_uri, namespace)
    delete_topics(kafka_bootstrap, namespace)


@contextmanager
def working(funding: Funding) -> Iterator[Process]:
    """The worker, until the end of the block at the latest."""
    process = Process(funding.start("worker", LIANZHU_CONSUMER_BATCH="20"))
    try:
        yield process
    finally:
        process.kill()


@pytest.fixture(scope="module")
def consumed(flood: Flood) -> int:
    """Everything that was sent has been consumed, by workers of which each but the last was killed in the middle."""
    sent = flood.send()
    for _ in range(KILLS):
        enough = flood.handled() + sent // 8
        with working(flood.funding) as worker:
            eventually(lambda enough=enough: flood.handled() >= enough, 60)  # type: ignore[misc]
            worker.kill()
        assert flood.handled() < sent, "it was not killed in the middle"
    with working(flood.funding):
        eventually(lambda: flood.handled() >= sent, 60)
    return sent


def test_every_application_and_ranking_arrives_once_although_the_worker_is_killed(flood: Flood, consumed: int) -> None:
    events = flood.funding.events()
    cases = Counter(case for one in flood.rounds for case in one.cases)
    for kind in ("candidate.received", "dossier.opened"):
        assert Counter(event["data"]["application"] for event in events if kind in event["type"]) == cases
    ranked = Counter(event["data"]["call"]["round"] for event in events if "proposal.ranked" in event["type"])
    assert ranked == Counter(one.code for one in flood.rounds)
    assert len(events) - cases.total() == consumed == flood.handled()
    with flood.funding.store() as store:
        assert store["dead_letters"].count_documents({}) == 0


@dataclass
class Clients:
    """The city confirms award by award, and asks again until it is answered."""

    funding: Funding
    cases: list[str]
    port: int
    process: Process
    answers: dict[str, Any] = field(default_factory=dict)
    interrupted: int = 0

    async def run(self) -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS)
        async with httpx.AsyncClient(base_url=self.funding.url, timeout=30, limits=limits) as client:
            await asyncio.gather(*(self.confirm(client, case) for case in self.cases))

    async def confirm(self, client: httpx.AsyncClient, case: str) -> None:
        token = issue(self.funding.settings, Person(("city",), (CITY,), None, "city", "赵六"))
        headers = {"authorization": f"Bearer {token}", "idempotency-key": f"confirm-{case}"}
        while case not in self.answers:
            try:
                reply = await client.post(f"/v1/awards/{case}/confirmation", headers=headers)
            except httpx.TransportError:
                self.interrupted += 1
                await asyncio.sleep(0.1)
                continue
            assert reply.status_code == httpx.codes.CREATED, reply.text
            self.answers[case] = reply.json()
            if len(self.answers) in KILLED_AFTER:
                self.kill()

    def kill(self) -> None:
        """kill -9, and another process in its place."""
        self.process.kill()
        self.process.popen = self.funding.start("api", LIANZHU_API_PORT=str(self.port))


def test_every_award_is_confirmed_once_although_the_api_is_killed(flood: Flood, consumed: int) -> None:
    funding, port = flood.funding, free_port()
    with funding.serving(port, ready=False) as process:
        funding.open(AWARDS)
        for one in flood.rounds:
            ok(funding.propose(one))
        assert funding.fund()["held"] == AWARDS * AWARD_FEN
        cases = ready(flood)
        assert len(cases) == AWARDS
        clients = Clients(funding, cases, port, process)
        asyncio.run(clients.run())
        assert clients.interrupted >= len(KILLED_AFTER), "nothing was in flight when it was killed"
        confirmed = Counter(event["data"]["application"] for event in funding.events("award.confirmed"))
        assert confirmed == Counter(cases)
        assert {answer["status"] for answer in clients.answers.values()} == {"confirmed"}
        assert funding.fund()["awarded"] == AWARDS * AWARD_FEN
    report = asyncio.run(books(funding))
    assert (report.findings, report.awards) == ((), ROUNDS * CASES)
    assert funding.report().findings == ()


def ready(flood: Flood) -> list[str]:
    """The proposed awards, decided, audited and noticed."""
    funding, cases = flood.funding, []
    for one in flood.rounds:
        proposed = [case for case, status in zip(one.cases, funding.statuses(one), strict=True) if status == "proposed"]
        if proposed:
            funding.decided(one)
            funding.audited_before(proposed, one.code)
            funding.noticed(proposed, round_=one.code)
        cases += proposed
    return cases


async def books(funding: Funding) -> Report:
    async with assembled(SERVICE, funding.settings) as chassis:
        return await verify(chassis.database[COMMITS])
