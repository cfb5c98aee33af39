"""32 clients at once on one fund, over HTTP, served by two processes: never a fen above the cap.

What reads first and writes later overspends, and is caught.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.events.event import Event
from services.chassis.assembly import assembled
from services.chassis.issuer import Person, issue
from services.chassis.store import COMMITS
from services.funding.service import SERVICE
from services.funding.verification import verify
from tests.support.funding import AWARD_FEN, BEGINNING, DOCUMENT, FUND, Funding, Round, accepted, ranking, round_of
from tests.support.intake import CITY, PROGRAMME, TRACK
from tests.support.servers import drop_databases

Request = tuple[str, dict[str, Any], Person]
"""Path, body and who asks."""
CLIENTS, CASES, AWARDS = 32, 4, 70
"""Each client has a round of its own with four cases; the cap holds 70 of the 128 awards."""


class Careless(Funding):
    """The same platform, with the variant that reads first and writes later."""

    def start(self, role: str, **more: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{role}.log").open("ab") as log:
            command = [sys.executable, "-m", "tests.support.careless", role]
            return subprocess.Popen(command, env=self.environment() | more, stdout=log, stderr=log)


@dataclass
class Crowd:
    """The clients, half of them at either process."""

    funding: Funding
    urls: tuple[str, str]
    crowd: list[Round] = field(default_factory=list)

    def come(self) -> None:
        """Their rounds come from upstream, and the cap is set."""
        self.crowd = [round_of(CASES, f"r-{number:02}") for number in range(CLIENTS)]
        events: list[Event] = []
        for one in self.crowd:
            events += [accepted(key, uscc, one.code) for key, uscc, _ in one.places] + [ranking(one.places, one.code)]
        self.funding.hear(events)
        self.funding.open(AWARDS)

    def at_once(self, requests: Sequence[Request]) -> list[httpx.Response]:
        """All requests at the same moment."""
        return asyncio.run(self._at_once(requests))

    async def _at_once(self, requests: Sequence[Request]) -> list[httpx.Response]:
        async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=len(requests))) as client:
            return await asyncio.gather(*(self._ask(client, number, request) for number, request in enumerate(requests)))

    async def _ask(self, client: httpx.AsyncClient, number: int, request: Request) -> httpx.Response:
        path, body, person = request
        token = issue(self.funding.settings, person)
        headers = {"authorization": f"Bearer {token}", "idempotency-key": f"{path}-{number}"}
        return await client.post(f"{self.urls[number % 2]}{path}", json=body, headers=headers)

    def propose(self) -> list[httpx.Response]:
        """Everybody's proposal at once."""
        body = {"programme": PROGRAMME, "track": TRACK}
        return self.at_once([("/v1/proposals", body | {"round": one.code}, city(number)) for number, one in enumerate(self.crowd)])

    def require_within_cap(self) -> None:
        """By the fund, by the awards, and by the books kept a second time."""
        fund = self.funding.fund()
        with self.funding.store() as store:
            proposed = store["awards"].count_documents({"status": "proposed"})
        assert fund["held"] == proposed * AWARD_FEN
        assert fund["held"] <= fund["cap"], f"{fund['held'] - fund['cap']} fen above the cap"
        assert asyncio.run(findings(self.funding)) == ()


async def findings(funding: Funding) -> tuple[Any, ...]:
    async with assembled(SERVICE, funding.settings) as chassis:
        return (await verify(chassis.database[COMMITS])).findings


def city(number: int) -> Person:
    return Person(("city",), (CITY,), None, f"city-{number}", "赵六")


@contextmanager
def crowd(kind: type[Funding], uri: str, name: str, folder: Path) -> Iterator[Crowd]:
    """Two processes of the API, and the clients' rounds."""
    funding = kind(name, uri, "127.0.0.1:1", folder)
    funding.begin(BEGINNING)
    with funding.serving(ready=False) as first, funding.serving(ready=False) as second:
        made = Crowd(funding, (first.url, second.url))
        made.come()
        yield made
    drop_databases(uri, name)


def test_32_clients_at_once_never_overspend(mongodb_uri: str, tmp_path: Path) -> None:
    with crowd(Funding, mongodb_uri, f"t{os.getpid() % 100_000}-clients", tmp_path) as clients:
        replies = clients.propose()
        assert {reply.status_code for reply in replies} == {httpx.codes.CREATED}, [reply.text for reply in replies][:3]
        assert sum(reply.json()["awards"] for reply in replies) == AWARDS
        clients.require_within_cap()
        assert clients.funding.fund()["available"] == 0
        moved = clients.at_once(moves(clients))
        assert {reply.status_code for reply in moved} <= {httpx.codes.CREATED, httpx.codes.CONFLICT}
        assert sum(reply.is_success for reply in moved) > CLIENTS, [reply.text for reply in moved][:3]
        clients.require_within_cap()


def moves(clients: Crowd) -> list[Request]:
    """Who was proposed first withdraws in every round, the cap is raised, and every waiting list is to move up: all at once."""
    own: list[Request] = [
        (f"/v1/awards/{one.cases[0]}/withdrawal", {}, Person(("enterprise",), (), one.places[0][1], f"own-{number}", "张三"))
        for number, one in enumerate(clients.crowd)
    ]
    up: list[Request] = [(f"{one.path}/advancement", {}, city(number)) for number, one in enumerate(clients.crowd)]
    raised = {"cap": (AWARDS + 5) * AWARD_FEN, "document": DOCUMENT}
    return [*own, (f"{FUND}/cap", raised, city(0)), *up]


def test_what_reads_the_fund_first_and_writes_later_overspends_and_is_caught(mongodb_uri: str, tmp_path: Path) -> None:
    """The test above would fail for it: so it can fail."""
    with crowd(Careless, mongodb_uri, f"t{os.getpid() % 100_000}-careless", tmp_path) as clients:
        replies = clients.propose()
        assert {reply.status_code for reply in replies} == {httpx.codes.CREATED}, [reply.text for reply in replies][:3]
        with pytest.raises(AssertionError, match="above the cap"):
            clients.require_within_cap()
        assert asyncio.run(findings(clients.funding)) != ()
