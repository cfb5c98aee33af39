"""A round's money as the city, its approver, an audit firm and the applicants meet it: applications and rankings come from upstream,
everything else goes over HTTP.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from itertools import count
from typing import Any, ClassVar
from uuid import uuid4

import httpx
import orjson
import pymongo
from ulid import ULID

from contracts.envelope import CloudEvent, OutgoingEvent
from contracts.events.event import Event
from contracts.events.funding.award import AuditOrdered, AuditPassed, AwardNoticed, Firm
from contracts.events.intake.content import Call
from contracts.events.intake.examination import ApplicationAccepted
from contracts.events.parties import Filer, Officer
from contracts.events.scoring.case import CaseScored, CaseWithdrawn
from contracts.events.scoring.ranking import Place, RankingPublished, Tie
from services.chassis.assembly import Chassis, assembled
from services.chassis.audit import Report, verify
from services.chassis.causes import EventCause, RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command, Decision, Streams
from services.chassis.desk import Asked
from services.chassis.files import Files, chunks_of
from services.chassis.identity import Principal
from services.chassis.inbox import inbox_of
from services.chassis.mongo import connect
from services.chassis.seals import SealLog
from services.funding.domain.award import Award
from services.funding.domain.payment import Paid
from services.funding.funding import Funding as Held
from services.funding.handlers import consume, payments
from services.funding.handlers.awards import Task
from services.funding.service import SERVICE
from services.funding.streams import AWARD
from services.funding.views import AWARDS
from tests.support.files import pdf, png
from tests.support.intake import CITY, PROGRAMME, ROUND, TRACK, Caller, Installation, ok
from tests.unit.contracts import complete
from tests.unit.intake.cases import content

BEGINNING = datetime(2024, 8, 20, 1, tzinfo=UTC)
"""9:00 in Shanghai; the rankings have come."""
SECOND_ROUND = "2025-05"
AWARD_FEN = 50_000_000
"""What the programme gives."""
DOCUMENT = {"number": "石财企〔2024〕31号", "date": "2024-05-20"}
MINUTES = {"number": "石政会纪〔2024〕12号", "date": "2024-08-20"}
FIRM = {"name": "河北公正会计师事务所", "uscc": complete.uscc(910)}
OTHER_FIRM = {"name": "河北明鉴会计师事务所", "uscc": complete.uscc(911)}
OWN_AUDITOR = {"name": "河北正信会计师事务所", "uscc": complete.uscc(900)}
"""Who audited the applicants' own reports."""
FUND = f"/v1/funds/{PROGRAMME}"
BY = Officer(subject="issuer#city", name="赵六")
PICTURE = png(40, 30)
PAPER, FIGURE = ({"sha256": sha256(file).hexdigest(), "size": len(file)} for file in (pdf(3), PICTURE))
"""The materials of the applications: files that the store has."""
_COLLECTIONS = ("commits", "awards", "funds", "proposals", "reports")
_numbers = count(1)
_applicants = count(20_000)


def call(round_: str = ROUND) -> Call:
    return Call(programme=PROGRAMME, version=complete.programme().version, round=round_, track=TRACK)


def accepted(application: str, uscc: str, round_: str = ROUND, **form: Any) -> ApplicationAccepted:
    """What intake says of an application that the city accepted."""
    filed = content(**({"uscc": uscc, "title": f"案例{application[-6:]}"} | form))
    filed = filed.model_copy(
        update={"materials": tuple(each.model_copy(update=FIGURE if each.kind == "figure" else PAPER) for each in filed.materials)}
    )
    at = datetime(2024, 7, 1, tzinfo=UTC)
    return ApplicationAccepted(
        application=application, call=call(round_), content=filed, submitted_at=at, recommendation=None, paper=None, by=BY
    )


def ranking(places: Sequence[tuple[str, str, str]], round_: str = ROUND, passing: str = "60", ties: Sequence[Tie] = ()) -> RankingPublished:
    """What scoring says of a round: application, USCC and total of each place, the best first."""
    ranked = tuple(
        Place(rank=rank, application=key, uscc=uscc, total=total, adjusted=None, passed=Decimal(total) >= Decimal(passing))
        for rank, (key, uscc, total) in enumerate(places, 1)
    )
    return RankingPublished(
        review=call(round_),
        region=CITY,
        places=ranked,
        ties=tuple(ties),
        passing=passing,
        passed=sum(place.passed for place in ranked),
        alpha=None,
        inputs="1" * 64,
        file=sha256(released(places)).hexdigest(),
        whole="2" * 64,
        salt="3" * 64,
        by=BY,
        note=None,
    )


def scored(application: str, total: str, round_: str = ROUND) -> CaseScored:
    """What scoring says of a case before the ranking: nothing that funding acts on."""
    return CaseScored(review=call(round_), application=application, total=total, sheets=5, spread="3", joint=False, criteria=())


def released(places: Sequence[tuple[str, str, str]]) -> bytes:
    """The ranking's public file, as far as funding looks into it."""
    ranked = [{"case": key, "rank": rank, "total": total, "sheets": {"p1": total}} for rank, (key, _, total) in enumerate(places, 1)]
    return orjson.dumps({"inputs": {"cases": [{"case": key} for key, _, _ in places]}, "result": {"ranked": ranked}})


def withdrawn(application: str, round_: str = ROUND) -> CaseWithdrawn:
    """What scoring says of a case whose applicant withdrew it."""
    by = Filer(subject="zhang", name="张三", kind="person")
    return CaseWithdrawn(review=call(round_), region=CITY, agency=None, application=application, reason="项目调整", by=by)


def heard(event: Event, stream: str = "review/x", sequence: int = 1) -> CloudEvent[Any]:
    return CloudEvent(str(ULID()), "/lianzhu/upstream", event.type, stream, BEGINNING, sequence, "", "", None, event)


def outgoing(event: Event) -> OutgoingEvent:
    """The event as its service publishes it, the first of its stream."""
    source, stream = "/lianzhu/scoring", f"review/{uuid4().hex[:8]}"
    if isinstance(event, ApplicationAccepted):
        source, stream = "/lianzhu/intake", f"application/{event.application}"
    elif isinstance(event, CaseScored):
        stream = f"case/{event.application}"
    digest = sha256(event.encoded()).hexdigest()
    return OutgoingEvent(str(ULID()), source, event.type, stream, BEGINNING, 1, "commit", digest, event.data())


@dataclass
class Round:
    """The applications of one round in rank order, with their enterprises' codes."""

    code: str
    places: list[tuple[str, str, str]]

    @property
    def cases(self) -> list[str]:
        return [place[0] for place in self.places]

    @property
    def path(self) -> str:
        return f"/v1/proposals/{PROGRAMME}/{self.code}/{TRACK}"

    def uscc(self, case: str) -> str:
        return next(place[1] for place in self.places if place[0] == case)


def round_of(number: int, code: str = ROUND, totals: Mapping[int, str] | None = None) -> Round:
    """So many new enterprises' applications; ``totals`` by position, else 95.00 downwards by hundredths."""
    given = totals or {}
    lines = [given.get(n, f"{95 - n // 100 - 1}.{99 - n % 100:02}") for n in range(number)]
    return Round(code, [(str(ULID()), complete.uscc(next(_applicants)), total) for total in lines])


@dataclass
class Funding(Installation):
    """One platform's funding, driven from outside."""

    service: ClassVar[str] = "funding"
    rounds: list[Round] = field(default_factory=list)

    def start(self, role: str, **more: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{role}.log").open("ab") as log:
            command = [sys.executable, "-m", "services.chassis.process", "funding", role]
            environment = self.environment() | {"LIANZHU_CONSUMER_FOLDER": str(self.folder)} | more
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    @contextmanager
    def store(self) -> Iterator[pymongo.database.Database[dict[str, Any]]]:
        with pymongo.MongoClient[dict[str, Any]](self.mongodb_uri, serverSelectionTimeoutMS=5000, tz_aware=True) as client:
            yield client[f"{self.namespace}_funding"]

    def fingerprint(self) -> dict[str, str]:
        with self.store() as store:
            found: dict[str, str] = store.command("dbHash", collections=list(_COLLECTIONS))["collections"]
            return found

    @contextmanager
    def funding(self) -> Iterator[Funding]:
        """The platform's time has begun, and the API serves."""
        self.begin(BEGINNING)
        with self.serving(ready=False):
            yield self

    # What comes from upstream, and from the rest of funding

    def arrive(self, round_: Round, passing: str = "60", ties: Sequence[Tie] = ()) -> Round:
        """The round's applications come from intake, and its ranking from scoring, with their files."""
        asyncio.run(self._keep(pdf(3), PICTURE, released(round_.places)))
        self.hear(
            [*(accepted(key, uscc, round_.code) for key, uscc, _ in round_.places), ranking(round_.places, round_.code, passing, ties)]
        )
        self.rounds.append(round_)
        return round_

    async def _keep(self, *contents: bytes) -> None:
        client = connect(self.settings.store)
        for kept in contents:
            await Files(client, self.settings).put(chunks_of(BytesIO(kept)), len(kept))
        client.close()

    def hear(self, events: Sequence[Event]) -> None:
        """These events take effect, in this order, each with where it came from."""
        asyncio.run(self._hear(events))

    async def _hear(self, events: Sequence[Event]) -> None:
        async with assembled(SERVICE, self.settings) as chassis:
            await asyncio.gather(*(chassis.group.execute(_arrival(event)) for event in events))

    def noticed(self, cases: Sequence[str], ends: datetime = BEGINNING - timedelta(days=1), round_: str = ROUND) -> None:
        """These awards stand in a public notice that ends then."""

        def notice(case: str) -> Any:
            event = AwardNoticed(application=case, call=call(round_), notice=1, ends=ends, link="https://example.cn/notices/1")
            return lambda streams: (streams.state(AWARD, case), Decision().on(AWARD.stream(case), event))[1]

        self.decide([notice(case) for case in cases])

    def audited_before(self, cases: Sequence[str], round_: str = ROUND) -> None:
        """Their audits are passed, as the firm's own requests would have left them: for tests that are about what follows."""
        due = BEGINNING + timedelta(days=20)
        firm = Firm(**FIRM)

        def passed(case: str) -> Any:
            ordered = AuditOrdered(application=case, call=call(round_), region=CITY, firm=firm, due=due, by=BY)
            done = AuditPassed(application=case, call=call(round_), firm=firm, findings="账实相符", report="4" * 64, by=BY)
            return lambda streams: (streams.state(AWARD, case), Decision().on(AWARD.stream(case), ordered, done))[1]

        self.decide([passed(case) for case in cases])

    def decide(self, decisions: Sequence[Any]) -> None:
        """Each in a commit of its own, as somebody upstream decided it."""
        asyncio.run(self._decide(decisions))

    async def _decide(self, decisions: Sequence[Any]) -> None:
        async with assembled(SERVICE, self.settings) as chassis:
            await asyncio.gather(*(_execute(chassis, decide) for decide in decisions))

    def paid(self, case: str) -> None:
        """Ordered and paid, by the handlers of this service."""
        asyncio.run(self._paid(case))

    async def _paid(self, case: str) -> None:
        finance = Principal("finance", "孙八", frozenset({"finance"}), (CITY,))
        async with assembled(SERVICE, self.settings) as chassis:
            desk = Held.on(chassis)

            def task() -> Task:
                return Task(desk, Asked(RequestCause("finance", str(uuid4()), ""), finance), case, lambda _state: None)

            await payments.order(task())
            award = await desk.state(AWARDS, case, Award) or Award()
            order = award.payments[-1].order
            said = Paid(order.attempt, order.fen, order.account.number, f"记-{order.attempt}", BEGINNING.date())
            await payments.made(task(), said)

    # Who calls

    def approver(self) -> Caller:
        return self.person("approver", regions=[CITY])

    def finance(self) -> Caller:
        return self.person("finance", regions=[CITY])

    def overseer(self) -> Caller:
        return self.person("overseer", regions=[CITY])

    def firm(self, firm: Mapping[str, str] = FIRM) -> Caller:
        return self.person("audit-firm", organisation=firm["uscc"])

    def enterprise(self, uscc: str) -> Caller:
        return self.person("enterprise", organisation=uscc)

    # What is done on the way

    def open(self, awards: int, **document: str) -> dict[str, Any]:
        """The cap holds so many awards."""
        return ok(self.city().post(f"{FUND}/cap", {"cap": awards * AWARD_FEN, "document": DOCUMENT | document}))

    def fund(self) -> dict[str, Any]:
        return ok(self.city().get(FUND))

    def ledger(self, limit: int = 200) -> list[dict[str, Any]]:
        """Every line, page by page."""
        lines: list[dict[str, Any]] = []
        cursor: str | None = None
        while True:
            page = ok(self.city().get(f"{FUND}/ledger", limit=limit, **({"cursor": cursor} if cursor else {})))
            lines += page["items"]
            if (cursor := page["next"]) is None:
                return lines

    def propose(self, round_: Round, caller: Caller | None = None) -> httpx.Response:
        return (caller or self.city()).post("/v1/proposals", {"programme": PROGRAMME, "round": round_.code, "track": TRACK})

    def decided(self, round_: Round, struck: Sequence[str] = ()) -> dict[str, Any]:
        """All proposed awards are decided on, without the struck names."""
        ok(self.city().post(f"{round_.path}/decision", {"applications": None}))
        names = [{"application": case, "reason": "企业已迁出本市"} for case in struck]
        return ok(self.approver().post(f"{round_.path}/decision/approval", {"struck": names, "minutes": MINUTES}))

    def audited(self, case: str, result: str = "passed", firm: Mapping[str, str] = FIRM) -> dict[str, Any]:
        """Ordered, reported, done."""
        ok(self.city().post(f"/v1/awards/{case}/audit", {"firm": dict(firm)}))
        return self.result(case, result, firm)

    def result(self, case: str, result: str = "passed", firm: Mapping[str, str] = FIRM) -> dict[str, Any]:
        report = ok(self.firm(firm).upload(f"/v1/audits/{case}/report", ("审计报告.pdf", pdf())))["sha256"]
        reason = {"reason": "项目实施地点不在本市"} if result == "failed" else {}
        return ok(self.firm(firm).post(f"/v1/audits/{case}/result", {"result": result, "findings": "账实相符", "report": report} | reason))

    def confirmable(self, round_: Round) -> list[str]:
        """Decided, audited, its notice over."""
        self.decided(round_)
        proposed = [case for case in round_.cases if self.award(case)["status"] == "proposed"]
        for case in proposed:
            self.audited(case)
        self.noticed(proposed, round_=round_.code)
        return proposed

    def award(self, case: str, caller: Caller | None = None) -> dict[str, Any]:
        return ok((caller or self.city()).get(f"/v1/awards/{case}"))

    def statuses(self, round_: Round) -> list[str]:
        """Where the applications stand, in rank order."""
        with self.store() as store:
            found = {row["_id"]: row["status"] for row in store["awards"].find({"_id": {"$in": round_.cases}}, {"status": 1})}
            return [found[case] for case in round_.cases]

    def report(self) -> Report:
        """Whether the hash chains are whole."""
        return asyncio.run(self._report())

    async def _report(self) -> Report:
        async with assembled(SERVICE, self.settings) as chassis:
            return await verify(chassis.database["commits"], SealLog(self.folder / "no-seals", "funding"))


def _arrival(event: Event) -> Command:
    """What the inbox makes of an event that comes over the bus."""
    out = outgoing(event)
    cause = EventCause(out.id, out.source, out.subject, out.sequence, out.digest, "upstream", 0, next(_numbers))
    inbox, react = inbox_of(out.source, out.subject), consume.REACTIONS.get(type(event))

    def decide(streams: Streams) -> Decision:
        return (react(heard(event), streams) if react else Decision()).on(inbox)

    return Command(cause, Actor("funding"), decide, (inbox,))


async def _execute(chassis: Chassis, decide: Any) -> None:
    def decided(streams: Streams) -> Decision:
        made: Decision = decide(streams)
        return made

    await chassis.group.execute(Command(RequestCause("upstream", f"{next(_numbers)}-{uuid4()}", ""), Actor("upstream"), decided))
