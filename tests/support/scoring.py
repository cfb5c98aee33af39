"""A review as the city and its agency run it: cases that came from intake, everything else over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from ulid import ULID

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.events.intake.examination import ApplicationAccepted
from contracts.events.intake.round import AcceptedCase, Counts, RoundClosed
from contracts.events.parties import Officer
from services.chassis.assembly import assembled
from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.decisions import Command
from services.scoring.handlers import consume
from services.scoring.service import SERVICE
from tests.support.intake import CITY, PROGRAMME, ROUND, TRACK, Caller, ok
from tests.support.reviewing import AGENCY, BEGINNING, COUNTIES, Reviewing
from tests.unit.contracts import complete
from tests.unit.intake.cases import content

OTHER_AGENCY = complete.uscc(78)
BY = Officer(subject="issuer#city", name="赵六")
FIRST_USCC = 2000
"""The applicant of the first case; the others follow."""


def accepted(case: str, number: int = 0, *, round_: str = ROUND, **form: Any) -> ApplicationAccepted:
    """What intake says of an accepted application. A later number was submitted later."""
    filed = content(**({"uscc": complete.uscc(FIRST_USCC + number), "title": f"第{number}号案例"} | form))
    call = Call(programme=PROGRAMME, version=complete.programme().version, round=round_, track=TRACK)
    at = BEGINNING + timedelta(seconds=number)
    return ApplicationAccepted(application=case, call=call, content=filed, submitted_at=at, recommendation=None, paper=None, by=BY)


def closed(cases: Sequence[str], *, round_: str = ROUND) -> RoundClosed:
    """What intake says of a closed round."""
    members = tuple(AcceptedCase(application=case, track=TRACK, region="130102") for case in cases)
    counts = Counts(**dict.fromkeys(Counts.model_fields, 0) | {"accepted": len(members)})
    return RoundClosed(programme=PROGRAMME, version=complete.programme().version, round=round_, cases=members, counts=counts, by=BY)


def heard(event: Event, stream: str = "round/x", sequence: int = 1) -> CloudEvent[Any]:
    return CloudEvent(str(ULID()), "/lianzhu/intake", event.type, stream, BEGINNING, sequence, "", "", None, event)


def entry(number: int, **changes: Any) -> dict[str, Any]:
    """An expert as one is registered, of an institute of the own, in one of twelve counties."""
    return {
        "account": f"https://id.example.cn/|e-{number}-{uuid4().hex[:8]}",
        "employer": {"name": f"第{number}研究院", "uscc": complete.uscc(5000 + number), "group": []},
        "specialities": ["智能制造"],
        "industries": ["equipment"],
        "regions": [COUNTIES[number % len(COUNTIES)]],
        "contact": {"name": "李四", "phone": "13812341234"},
        "declared": [],
        "expires": None,
    } | changes


@dataclass
class Running(Reviewing):
    """One platform's scoring, driven from outside. ``registered`` are the entries by expert."""

    registered: dict[str, dict[str, Any]] = field(default_factory=dict)

    def arrive(self, number: int, **forms: Mapping[str, Any]) -> None:
        """So many cases come from intake, and their round is closed. ``forms``: fields of the form by the case's number (``_3``)."""
        self.cases = [str(ULID()) for _ in range(number)]
        events: list[Event] = [accepted(case, n, round_=self.round, **forms.get(f"_{n}", {})) for n, case in enumerate(self.cases)]
        self.hear([*events, closed(self.cases, round_=self.round)])

    def hear(self, events: Sequence[Event]) -> None:
        """These events of intake take effect."""
        asyncio.run(self._hear(events))

    async def _hear(self, events: Sequence[Event]) -> None:
        async with assembled(SERVICE, self.settings) as chassis:
            for event in events:
                react = consume.REACTIONS[type(event)]

                def decide(streams: Any, react: Any = react, event: Event = event) -> Any:
                    return react(heard(event), streams)

                await chassis.group.execute(Command(RequestCause("intake", str(uuid4()), ""), Actor("intake"), decide))

    def fire(self, at: datetime) -> int:
        """What falls due until this time of the platform; how many commands were accepted."""
        return asyncio.run(self._fire(at))

    async def _fire(self, at: datetime) -> int:
        await self._move(at)
        async with assembled(SERVICE, self.settings) as chassis:
            return await chassis.timers().round()

    def other_agency(self) -> Caller:
        return self.person("agency", organisation=OTHER_AGENCY)

    def overseer(self) -> Caller:
        return self.person("overseer", regions=[CITY])

    def register(self, number: int, first: int = 0, **changes: Any) -> list[str]:
        """So many experts, known to Reviewing by the subject of their account."""
        return [self.register_one(n, **changes) for n in range(first, first + number)]

    def register_one(self, number: int, **changes: Any) -> str:
        subject = f"expert-{uuid4()}"
        body = entry(number, **({"account": f"{self.settings.oidc.issuer}#{subject}"} | changes))
        expert: str = ok(self.city().post("/v1/experts", {"region": CITY, **body}))["id"]
        self.experts[expert], self.registered[expert] = subject, body
        return expert

    def post(self, caller: Caller, path: str, body: Any = None, key: str | None = None) -> httpx.Response:
        """A command on the review."""
        return caller.post(f"{self.review}/{path}", body, key=key)

    def open(self, due: str | None = None) -> dict[str, Any]:
        return ok(self.post(self.city(), "opening", {"agency": AGENCY.model_dump(), "due": due}))

    def pooled(self, experts: Sequence[str] | None = None) -> None:
        """Opened, its seed committed, its pool closed."""
        self.open()
        ok(self.post(self.agency(), "commitment"))
        ok(self.post(self.agency(), "pool", {"experts": experts}))

    def drawn(self, cases: int, pool: int, **forms: Mapping[str, Any]) -> dict[str, Any]:
        """All the way to the draw."""
        self.arrive(cases, **forms)
        self.pooled(self.register(pool))
        return ok(self.post(self.agency(), "draw"))

    def shown(self, caller: Caller | None = None) -> dict[str, Any]:
        return ok((caller or self.city()).get(self.review))

    def panels(self) -> dict[str, list[str]]:
        """The experts of each case, as its view has them."""
        with self.store() as store:
            return {row["_id"]: row["experts"] for row in store["cases"].find({"round": self.round}, {"experts": 1})}
