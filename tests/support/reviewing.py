"""A review as its experts meet it: scoring's API on a real store, cases that came from intake, and a panel drawn for each.

What leads up to the draw is done by scoring's own handlers in this process; everything afterwards goes over HTTP.
"""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar
from uuid import uuid4

import httpx
import pymongo
from ulid import ULID

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.events.intake.examination import ApplicationAccepted
from contracts.events.intake.round import AcceptedCase, Counts, RoundClosed
from contracts.events.parties import Contact, Officer
from contracts.events.scoring.expert import Employer, Expert
from contracts.events.scoring.review import Agency
from services.chassis.assembly import assembled
from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decide
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.scoring.handlers import consume, drawing, experts, pools, reviews
from services.scoring.handlers.tasks import ReviewTask
from services.scoring.scoring import Scoring
from services.scoring.service import SERVICE
from tests.support.intake import CITY, PROGRAMME, ROUND, TRACK, Caller, Installation, ok
from tests.support.waiting import eventually
from tests.unit.contracts import complete
from tests.unit.intake.cases import content

BEGINNING = datetime(2024, 8, 1, 1, tzinfo=UTC)
AGENCY = Agency(name="河北评审咨询有限公司", uscc=complete.uscc(77))
COUNTIES = ("130104", "130105", "130107", "130108", "130109", "130110", "130111", "130121", "130123", "130125", "130126", "130127")
LICENCE = b"%PDF-1.7 a licence"
REASON = "理由充分详实足够十个字了"
CRITERIA = tuple(complete.programme().tracks[TRACK].review.rubric.criteria)  # type: ignore[union-attr]
_COLLECTIONS = ("commits", "cases", "engagements", "reviews", "experts", "sheets", "minutes")
_officer = Officer(subject="issuer#city", name="赵六")


@dataclass
class Reviewing(Installation):
    """One platform's scoring, with the cases of a round."""

    service: ClassVar[str] = "scoring"
    round: str = ROUND
    cases: list[str] = field(default_factory=list)
    experts: dict[str, str] = field(default_factory=dict)
    """Expert's id → the token's subject."""

    @property
    def review(self) -> str:
        return f"/v1/reviews/{PROGRAMME}/{self.round}/{TRACK}"

    def start(self, role: str, **more: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{role}.log").open("ab") as log:
            command = [sys.executable, "-m", "services.chassis.process", "scoring", role]
            return subprocess.Popen(command, env=self.environment() | more, stdout=log, stderr=log)

    @contextmanager
    def store(self) -> Iterator[pymongo.database.Database[dict[str, Any]]]:
        with pymongo.MongoClient[dict[str, Any]](self.mongodb_uri, serverSelectionTimeoutMS=5000, tz_aware=True) as client:
            yield client[f"{self.namespace}_scoring"]

    def fingerprint(self) -> dict[str, str]:
        with self.store() as store:
            found: dict[str, str] = store.command("dbHash", collections=list(_COLLECTIONS))["collections"]
            return found

    @contextmanager
    def reviewing(self, cases: int, pool: int = 9) -> Iterator[Reviewing]:
        """So many cases are drawn, and the API serves."""
        self.begin(BEGINNING)
        self.draw(cases, pool)
        with self.serving(ready=False):
            yield self

    @contextmanager
    def elsewhere(self) -> Iterator[str]:
        """The address of a second process that serves the API on the same store."""
        first = self.url
        with self.serving(ready=False) as process:
            self.url = first
            yield process.url

    # Before the draw

    def draw(self, cases: int, pool: int) -> None:
        """So many cases in review, drawn from so many experts."""
        self.cases = [str(ULID()) for _ in range(cases)]
        asyncio.run(self._draw(pool))

    async def _draw(self, pool: int) -> None:
        async with assembled(SERVICE, self.settings) as chassis:
            scoring = Scoring.on(chassis)
            await chassis.files.put(_chunks(LICENCE), 1000)
            for number, case in enumerate(self.cases):
                await _decide(scoring, partial(consume.accepted, _heard(_accepted(case, number, self.round))))
            await _decide(scoring, partial(consume.round_closed, _heard(_closed(self.round, self.cases))))
            city = Principal("city", "赵六", frozenset({"city"}), (CITY,))
            await reviews.open_review(self._task(scoring, city), AGENCY, None)
            await self._register(scoring, city, pool)
            agency = Principal("agency", "钱七", frozenset({"agency"}), (), AGENCY.uscc)
            await pools.commit_seed(self._task(scoring, agency))
            await pools.close_pool(self._task(scoring, agency), sorted(self.experts))
            await drawing.publish(self._task(scoring, agency))

    async def _register(self, scoring: Scoring, city: Principal, pool: int) -> None:
        for number in range(pool):
            subject = f"expert-{uuid4()}"
            entry = _entry(f"{self.settings.oidc.issuer}#{subject}", number)
            registered = await experts.register(scoring, _asked(city), CITY, entry)
            self.experts[registered["id"]] = subject

    def _task(self, scoring: Scoring, caller: Principal) -> ReviewTask:
        return ReviewTask(scoring, _asked(caller), (PROGRAMME, self.round, TRACK))

    # Who calls

    def agency(self) -> Caller:
        return self.person("agency", organisation=AGENCY.uscc)

    def expert(self, expert: str) -> Panelist:
        return Panelist(self.person("expert", subject=self.experts[expert]), expert, self.review)

    def pass_to(self, to: datetime) -> None:
        """Time passes, until the API has seen it."""
        asyncio.run(self._move(to))

        def now() -> datetime:
            body = {"region": CITY, **_entry(f"{self.settings.oidc.issuer}#passing-{uuid4()}", 900).model_dump(mode="json")}
            return datetime.fromisoformat(ok(self.city().post("/v1/experts", body))["at"])

        eventually(lambda: now() >= to)

    def panel(self, case: str) -> list[Panelist]:
        """The experts of a case, by what the city sees."""
        found = ok_list(self.city().get(f"/v1/cases/{case}/sheets"))
        return [self.expert(each["expert"]) for each in found if each["status"] in ("assigned", "accepted", "submitted", "reopened")]

    def scored(self, case: str, *scores: int) -> list[Panelist]:
        """All of the panel have submitted, each with one score on every criterion."""
        panel = self.panel(case)
        for expert, score in zip(panel, scores or (80,) * len(panel), strict=True):
            ok(expert.accept(case).submit(case, sheet(score)))
        return panel

    def applicant_of(self, case: str) -> Caller:
        return self.person("enterprise", organisation=_uscc(self.cases.index(case)))

    def status(self, case: str) -> str:
        return str(ok(self.city().get(f"/v1/cases/{case}"))["status"])

    def of_case(self, case: str, kind: str) -> list[dict[str, Any]]:
        """The data of the events of one type that name the case."""
        return [event["data"] for event in self.events(kind) if event["data"].get("application") == case]


@dataclass
class Panelist:
    """An expert, with the token of the account."""

    caller: Caller
    id: str
    review: str

    def at(self, url: str) -> Panelist:
        """The same person at another process."""
        return Panelist(at(self.caller, url), self.id, self.review)

    def sign(self) -> Panelist:
        words = ok(self.caller.get(f"{self.review}/undertaking"))
        ok(self.caller.post(f"{self.review}/undertaking", {"text": words["digest"], "name": "李四"}))
        return self

    def accept(self, case: str) -> Panelist:
        self.sign()
        ok(self.caller.post(f"/v1/assignments/{case}/acceptance"))
        return self

    def draft(self, case: str) -> httpx.Response:
        return self.caller.get(f"/v1/cases/{case}/sheet")

    def write(self, case: str, body: dict[str, Any], etag: str | None = None) -> httpx.Response:
        return self.caller.put(f"/v1/cases/{case}/sheet", body, etag or self.draft(case).headers["etag"])

    def submit(self, case: str, body: dict[str, Any] | None = None, *, etag: str | None = None, key: str | None = None) -> httpx.Response:
        """Write the sheet, if there is one to write, and submit it."""
        if body is not None:
            etag = self.write(case, body).headers["etag"]
        return self.caller.post(f"/v1/cases/{case}/sheet/submission", key=key, etag=etag or self.draft(case).headers["etag"])

    def decline(self, case: str, reason: str = "出差", *, conflict: bool = False) -> httpx.Response:
        return self.caller.post(f"/v1/assignments/{case}/declination", {"reason": reason, "conflict": conflict})

    def sheets(self, case: str) -> list[dict[str, Any]]:
        return ok_list(self.caller.get(f"/v1/cases/{case}/sheets"))


def at(caller: Caller, url: str) -> Caller:
    """The same person with a connection of its own, to this process."""
    return Caller(url, {"authorization": caller.http.headers["authorization"]})


def ok_list(reply: httpx.Response) -> list[dict[str, Any]]:
    assert reply.is_success, reply.text[:1000]
    found: list[dict[str, Any]] = reply.json()
    return found


def sheet(score: int = 80, **scores: int) -> dict[str, Any]:
    """A complete sheet: every criterion with this score, but for those named."""
    return {"marks": {code: {"score": scores.get(code, score), "reason": REASON} for code in CRITERIA}, "opinion": "同意"}


def _uscc(number: int) -> str:
    return complete.uscc(2000 + number)


def _accepted(case: str, number: int, round_: str) -> ApplicationAccepted:
    filed = content(uscc=_uscc(number), title=f"第{number}号案例")
    licence = filed.materials[0].model_copy(update={"sha256": _DIGEST, "size": len(LICENCE), "name": "营业执照.pdf"})
    filed = filed.model_copy(update={"materials": (licence, *filed.materials[1:])})
    call = Call(programme=PROGRAMME, version=complete.programme().version, round=round_, track=TRACK)
    return ApplicationAccepted(
        application=case, call=call, content=filed, submitted_at=BEGINNING, recommendation=None, paper=None, by=_officer
    )


_DIGEST = hashlib.sha256(LICENCE).hexdigest()


def _closed(round_: str, cases: Sequence[str]) -> RoundClosed:
    accepted = tuple(AcceptedCase(application=case, track=TRACK, region="130102") for case in cases)
    counts = Counts(**dict.fromkeys(Counts.model_fields, 0))
    return RoundClosed(programme=PROGRAMME, version=complete.programme().version, round=round_, cases=accepted, counts=counts, by=_officer)


def _entry(account: str, number: int) -> Expert:
    return Expert(
        account=account,
        employer=Employer(name=f"第{number}研究院", uscc=complete.uscc(5000 + number), group=()),
        specialities=("智能制造",),
        industries=("equipment",),
        regions=(COUNTIES[number % len(COUNTIES)],),
        contact=Contact(name="李四", phone="13812341234", email=None),
        declared=(),
        expires=None,
    )


def _heard(event: Event) -> CloudEvent[Any]:
    at = BEGINNING
    return CloudEvent(str(ULID()), "/lianzhu/intake", event.type, "seed", at, 1, "", "", None, event)


def _asked(caller: Principal) -> Asked:
    return Asked(RequestCause(caller.subject, str(uuid4()), ""), caller)


async def _decide(scoring: Scoring, decide: Decide) -> None:
    await scoring.chassis.group.execute(Command(RequestCause("intake", str(uuid4()), ""), Actor("intake"), decide))


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    yield content
