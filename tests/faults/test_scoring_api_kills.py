"""kill -9 of scoring's API in the middle of 150 experts' sheets: no edit that was acknowledged is lost, no sheet is in twice."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from services.chassis.assembly import assembled
from services.chassis.audit import Report, verify
from services.chassis.issuer import Person, issue
from services.chassis.seals import SealLog
from services.scoring.service import SERVICE
from tests.support.intake import Process, free_port, ok
from tests.support.reviewing import Reviewing, sheet
from tests.support.servers import drop_databases
from tests.support.waiting import eventually

CASES, POOL = 30, 10
SHEETS = CASES * 5
KILLED_AFTER = (25, 80)
"""How many sheets are in when the API is killed, each time."""


@dataclass
class Flood:
    """Every expert at every case at once: accepted, written, submitted; each asks again until there is an answer."""

    scoring: Reviewing
    port: int
    process: Process
    seats: list[tuple[str, str]]
    answers: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    interrupted: int = 0

    async def run(self) -> None:
        async with httpx.AsyncClient(base_url=self.scoring.url, timeout=30, limits=httpx.Limits(max_connections=60)) as client:
            await asyncio.gather(*(self.review(client, *seat) for seat in self.seats))

    async def review(self, client: httpx.AsyncClient, case: str, expert: str) -> None:
        """The opinion says whose sheet it is: what is submitted has to be what was written."""
        headers = {
            "authorization": f"Bearer {issue(self.scoring.settings, Person(('expert',), (), None, self.scoring.experts[expert], ''))}"
        }
        keyed = headers | {"idempotency-key": f"{case}/{expert}"}
        await self.ask(client, "POST", f"/v1/assignments/{case}/acceptance", keyed)
        path, written = f"/v1/cases/{case}/sheet", sheet() | {"opinion": f"{case}/{expert}"}
        etag = (await self.ask(client, "PUT", path, headers | {"if-match": '"0"'}, written)).headers["etag"]
        reply = await self.ask(
            client, "POST", f"{path}/submission", keyed | {"idempotency-key": f"sheet/{case}/{expert}", "if-match": etag}
        )
        self.answers[case, expert] = reply.json()
        if len(self.answers) in KILLED_AFTER:
            self.kill()

    async def ask(self, client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str], body: Any = None) -> httpx.Response:
        while True:
            try:
                reply = await client.request(method, path, headers=headers, json=body)
            except httpx.TransportError:
                self.interrupted += 1
                await asyncio.sleep(0.1)
                continue
            assert reply.is_success, reply.text
            return reply

    def kill(self) -> None:
        """kill -9, and another process in its place."""
        self.process.kill()
        self.process.popen = self.scoring.start("api", LIANZHU_API_PORT=str(self.port))


@pytest.fixture(scope="module")
def flood(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flood]:
    """What came of the flood, with the API running."""
    namespace, port = f"t{os.getpid() % 100_000}-sheets", free_port()
    scoring = Reviewing(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("scoring"))
    scoring.begin()
    scoring.draw(CASES, POOL)
    with scoring.store() as store:
        seats = [(row["_id"], expert) for row in store["cases"].find({}, {"experts": 1}) for expert in row["experts"]]
    with scoring.serving(port, ready=False) as process:
        for expert in scoring.experts:
            scoring.expert(expert).sign()
        flood = Flood(scoring, port, process, seats)
        asyncio.run(flood.run())
        eventually(lambda: httpx.get(f"{scoring.url}/health", timeout=5).is_success, 30)
        yield flood
    drop_databases(mongodb_uri, namespace)


def test_every_sheet_is_in_once_though_the_api_is_killed_again_and_again(flood: Flood) -> None:
    assert flood.interrupted >= len(KILLED_AFTER), "nothing was in flight when it was killed"
    assert len(flood.answers) == len(flood.seats) == SHEETS
    assert {answer["version"] for answer in flood.answers.values()} == {1}
    submitted = [event["data"] for event in flood.scoring.events("sheet.submitted")]
    assert Counter((sheet["application"], sheet["expert"]) for sheet in submitted) == Counter(flood.seats)
    assert {(sheet["application"], sheet["expert"]) for sheet in submitted if sheet["opinion"] != _name(sheet)} == set()


def _name(submitted: dict[str, Any]) -> str:
    return f"{submitted['application']}/{submitted['expert']}"


def test_every_case_is_scored_once_and_its_review_was_told(flood: Flood) -> None:
    scored = [event["data"]["application"] for event in flood.scoring.events("case.scored")]
    assert Counter(scored) == Counter(flood.scoring.cases)
    assert Counter(event["data"]["application"] for event in flood.scoring.events("review.progressed")) == Counter(scored)
    assert ok(flood.scoring.city().get(flood.scoring.review))["counts"]["scored"] == CASES


def test_the_same_submission_once_more_has_its_first_answer(flood: Flood) -> None:
    for case, expert in flood.seats[::10]:
        again = flood.scoring.expert(expert).submit(case, etag='"1"', key=f"sheet/{case}/{expert}")
        assert ok(again) == flood.answers[case, expert]


def test_the_record_is_whole_and_the_views_agree_with_it(flood: Flood) -> None:
    live = _rows(flood.scoring)
    report = asyncio.run(_audited_and_rebuilt(flood.scoring))
    assert (report.findings, report.commits) == ((), len(flood.scoring.commits()))
    assert _rows(flood.scoring) == live


def _rows(scoring: Reviewing) -> dict[str, dict[str, Any]]:
    with scoring.store() as store:
        return {view.name: {row["_id"]: row for row in store[view.name].find()} for view in SERVICE.views}


async def _audited_and_rebuilt(scoring: Reviewing) -> Report:
    async with assembled(SERVICE, scoring.settings) as chassis:
        report = await verify(chassis.database["commits"], SealLog(scoring.folder / "no-seals", "scoring"))
        await chassis.views.rebuild(chassis.store)
        return report


def test_no_sheet_is_left_sealed(flood: Flood) -> None:
    with flood.scoring.store() as store:
        assert store["sheets"].count_documents({"sealed": {"$ne": None}}) == 0
        assert store["sheets"].count_documents({"versions": 1}) == SHEETS
