"""kill -9 of intake's API while 200 submissions are in flight, and of its relay while it publishes: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from contracts.canonical import digest
from services.chassis.assembly import assembled
from services.chassis.audit import Report, verify
from services.chassis.issuer import Person, issue
from services.chassis.seals import SealLog
from services.intake.service import SERVICE
from tests.support.intake import COUNTY, ROUND_PATH, Applicant, Installation, Process, free_port, ok
from tests.support.published import first_occurrences, published
from tests.support.servers import delete_topics, drop_databases
from tests.support.waiting import eventually

SUBMISSIONS = 240
CONNECTIONS = 200
KILLED_AFTER = (30, 130)
"""How many have been answered when the API is killed, each time: the first time 200 others are in flight."""


@dataclass
class Flood:
    """Applicants who file at the same moment, two hundred at a time, and ask again until they are answered."""

    intake: Installation
    applicants: list[Applicant]
    port: int
    process: Process
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    interrupted: int = 0

    async def run(self) -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS)
        async with httpx.AsyncClient(base_url=self.intake.url, timeout=30, limits=limits) as client:
            await asyncio.gather(*(self.file(client, applicant) for applicant in self.applicants))

    async def file(self, client: httpx.AsyncClient, applicant: Applicant) -> None:
        """Ask with the same key until there is an answer."""
        token = issue(self.intake.settings, Person(("enterprise",), (), applicant.uscc, applicant.uscc, "张三"))
        headers = {"authorization": f"Bearer {token}", "idempotency-key": f"file-{applicant.id}", "if-match": '"2"'}
        while applicant.id not in self.answers:
            try:
                reply = await client.post(f"{applicant.path}/submission", headers=headers)
            except httpx.TransportError:
                self.interrupted += 1
                await asyncio.sleep(0.1)
                continue
            assert reply.status_code == httpx.codes.CREATED, reply.text
            self.answers[applicant.id] = reply.json()
            if len(self.answers) in KILLED_AFTER:
                self.kill()

    def kill(self) -> None:
        """kill -9, and another process in its place."""
        self.process.kill()
        self.process.popen = self.intake.start("api", LIANZHU_API_PORT=str(self.port))


@pytest.fixture(scope="module")
def intake(mongodb_uri: str, kafka_bootstrap: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    namespace = f"t{os.getpid() % 100_000}-kills"
    intake = Installation(namespace, mongodb_uri, kafka_bootstrap, tmp_path_factory.mktemp("intake"))
    intake.begin()
    intake.create_topics()
    yield intake
    drop_databases(mongodb_uri, namespace)
    delete_topics(kafka_bootstrap, namespace)


@pytest.fixture(scope="module")
def flood(intake: Installation) -> Iterator[Flood]:
    """What came of the flood, with the API running."""
    port = free_port()
    with intake.serving(port) as process:
        ok(intake.city().post(f"{ROUND_PATH}/opening"))
        flood = Flood(intake, intake.ready_to_file(SUBMISSIONS), port, process)
        asyncio.run(flood.run())
        eventually(process.ready, 30)
        yield flood


def test_everybody_is_answered_though_the_api_is_killed_again_and_again(flood: Flood) -> None:
    assert flood.interrupted >= CONNECTIONS, "they were not all in flight when it was killed"
    assert {answer["status"] for answer in flood.answers.values()} == {"submitted"}
    assert {answer["submission"] for answer in flood.answers.values()} == {1}
    assert len(flood.answers) == SUBMISSIONS


def test_each_is_submitted_exactly_once_with_what_its_draft_held(flood: Flood) -> None:
    submitted = flood.intake.events("application.submitted")
    assert Counter(event["data"]["application"] for event in submitted) == Counter(applicant.id for applicant in flood.applicants)
    titles = {applicant.id: applicant.form["title"] for applicant in flood.applicants}
    for event in submitted:
        content = event["data"]["content"]
        assert content["title"] == titles[event["data"]["application"]]
        assert content["digest"] == digest({name: value for name, value in content.items() if name not in ("code", "digest")})


def test_the_same_request_once_more_has_the_answer_that_its_commit_holds(flood: Flood) -> None:
    answers = {commit["cause"]["key"]: commit["answer"] for commit in flood.intake.commits()}
    with flood.intake.unchanged():
        for applicant in flood.applicants[::10]:
            reply = flood.intake.person("enterprise", organisation=applicant.uscc, subject=applicant.uscc).post(
                f"{applicant.path}/submission", key=f"file-{applicant.id}", etag='"2"'
            )
            assert ok(reply) == flood.answers[applicant.id] == answers[f"file-{applicant.id}"]


def test_the_record_is_whole_and_the_views_agree_with_it(flood: Flood) -> None:
    live = rows(flood.intake)
    report = asyncio.run(audited_and_rebuilt(flood.intake))
    assert (report.findings, report.commits) == ((), len(flood.intake.commits()))
    assert rows(flood.intake) == live
    assert sum(row["status"] == "submitted" for row in live["applications"].values()) == SUBMISSIONS
    listed = flood.intake.county(COUNTY)
    first = ok(listed.get("/v1/applications", limit=200, status="submitted"))
    rest = ok(listed.get("/v1/applications", limit=200, status="submitted", cursor=first["next"]))
    assert len(first["items"]) + len(rest["items"]) == SUBMISSIONS


def rows(intake: Installation) -> dict[str, dict[str, Any]]:
    """Every row of every view."""
    with intake.store() as store:
        return {view.name: {row["_id"]: row for row in store[view.name].find()} for view in SERVICE.views}


async def audited_and_rebuilt(intake: Installation) -> Report:
    async with assembled(SERVICE, intake.settings) as chassis:
        report = await verify(chassis.database["commits"], SealLog(intake.folder / "no-seals", "intake"))
        await chassis.views.rebuild(chassis.store)
        return report


def test_what_was_filed_is_closed_by_the_seal_of_the_request_that_filed_it(flood: Flood) -> None:
    with flood.intake.store() as store:
        sealed = {draft["_id"]: draft["sealed"]["key"] for draft in store["drafts"].find({}, {"sealed": 1})}
    assert sealed == {applicant.id: f"file-{applicant.id}" for applicant in flood.applicants}


def test_a_relay_that_is_killed_again_and_again_publishes_everything_in_order(flood: Flood) -> None:
    intake = flood.intake
    waiting = pending(intake)
    assert waiting > 3 * SUBMISSIONS / 2
    for left in (2 / 3, 1 / 3):
        with intake.relaying(LIANZHU_RELAY_BATCH="10") as relay:
            eventually(lambda left=left: pending(intake) <= left * waiting, 30)  # type: ignore[misc]
            relay.kill()
        assert pending(intake) > 0, "it was done before it was killed"
    with intake.relaying():
        eventually(lambda: pending(intake) == 0, 30)
    messages = published(intake.kafka_bootstrap, f"{intake.namespace}.intake.events")
    assert first_occurrences(messages) == recorded(intake)
    ids = {event["id"] for event in intake.events()}
    assert {message.id for message in messages} == ids
    assert len(messages) < len(ids) * 1.5, "only what was under way is sent twice"


def pending(intake: Installation) -> int:
    with intake.store() as store:
        return store["commits"].count_documents({"pending": True})


def recorded(intake: Installation) -> dict[str, list[int]]:
    """The positions of the events of each stream, by the record."""
    counts: Counter[str] = Counter()
    for commit in intake.commits():
        for part in commit["parts"]:
            counts[part["stream"]] += len(part["events"])
    return {stream: list(range(1, count + 1)) for stream, count in counts.items() if count}
