"""A whole platform of four services, on which any programme is run: every step over HTTP, every event over the bus."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from contracts.programme import Programme
from contracts.programme.review import Review
from tests.support.calls import Call, Case, file_list
from tests.support.files import pdf
from tests.support.funding import FIRM
from tests.support.intake import Caller, Installation, Process, answers, free_port, ok
from tests.support.reviewing import AGENCY, Panelist
from tests.support.scoring import entry
from tests.support.waiting import eventually

_CONSUMING = ("api", "worker", "relay")
WORKING = {"intake": ("api", "relay"), "scoring": _CONSUMING, "funding": _CONSUMING, "notify": _CONSUMING}
BRISK = {"LIANZHU_RELAY_LEASE": "1", "LIANZHU_RELAY_SWEEP": "0.2", "LIANZHU_TIMERS_POLL": "0.2"}
LONG = 300.0
"""Seconds that the start of all, or an event through the services, may take on a busy machine."""


@dataclass
class Member(Installation):
    """One of the four services."""

    name: str = "intake"

    def start(self, role: str, **more: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{self.name}-{role}.log").open("ab") as log:
            command = [sys.executable, "-m", "services.chassis.process", self.name, role]
            environment = self.environment() | {"LIANZHU_CONSUMER_FOLDER": str(self.folder / self.name)} | BRISK | more
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)


@dataclass
class Whole:
    """The services by name; ``experts`` are the subjects of their accounts by id."""

    members: dict[str, Member]
    experts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, servers: tuple[str, str], namespace: str, folder: Path, extra: Mapping[str, str]) -> Whole:
        """``servers``: MongoDB's address and Kafka's; ``extra``: the environment of processes that know further programmes."""
        return cls({name: Member(namespace, servers[0], servers[1], folder, extra, name=name) for name in WORKING})

    @property
    def intake(self) -> Member:
        return self.members["intake"]

    @contextmanager
    def running(self) -> Iterator[Whole]:
        """All processes, until the end of the block: started together, and waited for together."""
        with ExitStack() as processes:
            for member in self.members.values():
                port = free_port()
                member.url = f"http://127.0.0.1:{port}"
                for role in WORKING[member.name]:
                    processes.callback(Process(member.start(role, LIANZHU_API_PORT=str(port))).kill)
            for member in self.members.values():
                eventually(partial(answers, member.url), LONG)
            yield self

    def at(self, service: str, *roles: str, regions: Sequence[str] = (), organisation: str | None = None, subject: str = "") -> Caller:
        """Somebody at one of the services."""
        return self.members[service].person(*roles, regions=regions, organisation=organisation, subject=subject or None)

    def move(self, to: datetime) -> None:
        """Time passes; what depends on it is asked for until it has been seen."""
        asyncio.run(self.intake._move(to))

    def register_experts(self, region: str, number: int) -> None:
        """On the list of the bureau that issued the programme."""
        for position in range(number):
            subject = f"expert-{uuid4()}"
            body = entry(position, account=f"{self.intake.settings.oidc.issuer}#{subject}")
            registered = self.at("scoring", "county", regions=[region]).post("/v1/experts", {"region": region, **body})
            self.experts[ok(registered)["id"]] = subject

    def inbox(self, caller: Caller) -> list[dict[str, Any]]:
        return list(ok(caller.get("/v1/notifications", limit=200))["items"])


def until_done(ask: Callable[[], httpx.Response]) -> dict[str, Any]:
    """What it answers once what has to come before it has come; the last refusal, if it does not."""
    replies: list[httpx.Response] = []

    def done() -> bool:
        replies.append(ask())
        return replies[-1].is_success

    try:
        eventually(done, LONG)
    except AssertionError:
        ok(replies[-1])
    return ok(replies[-1])


@dataclass
class Run:
    """One round of one track in the version that it was opened with, run by the county that issued the programme."""

    platform: Whole
    programme: Programme
    round: str
    track: str
    cases: list[Case] = field(default_factory=list)

    @property
    def region(self) -> str:
        return self.programme.authority.region

    @property
    def call(self) -> Call:
        return Call(self.platform.intake, self.programme.programme, self.round, self.programme)

    @property
    def key(self) -> str:
        return f"{self.programme.programme}/{self.round}/{self.track}"

    @property
    def review(self) -> str:
        return f"/v1/reviews/{self.key}"

    @property
    def proposal(self) -> str:
        return f"/v1/proposals/{self.key}"

    @property
    def rules(self) -> Review:
        rules = self.programme.tracks[self.track].review
        assert rules is not None
        return rules

    def officer(self, service: str = "intake") -> Caller:
        return self.platform.at(service, "county", regions=[self.region])

    def open(self) -> None:
        until_done(lambda: self.officer().post(f"/v1/rounds/{self.programme.programme}/{self.round}/opening"))

    def recommended(self, case: Case) -> httpx.Response:
        """By two officers of the county."""
        return case.recommend(self.region, "county")

    def accept(self, cases: Sequence[Case]) -> None:
        """The list is filed, and the recommended cases are accepted."""
        ok(file_list(self.call, self.officer(), self.region))
        for case in cases:
            ok(self.officer().post(f"{case.path}/acceptance"))
        self.cases = list(cases)

    def close(self) -> None:
        until_done(lambda: self.officer().post(f"/v1/rounds/{self.programme.programme}/{self.round}/closing"))

    # Scoring

    def drawn(self) -> None:
        """The review is opened as soon as its cases have come, and each case has its panel."""
        agency = self.platform.at("scoring", "agency", organisation=AGENCY.uscc)
        until_done(lambda: self.officer("scoring").post(f"{self.review}/opening", {"agency": AGENCY.model_dump(), "due": None}))
        ok(agency.post(f"{self.review}/commitment"))
        ok(agency.post(f"{self.review}/pool", {"experts": None}))
        ok(agency.post(f"{self.review}/draw"))

    def panel(self, case: Case) -> list[Panelist]:
        seats = self.officer("scoring").get(f"/v1/cases/{case.id}/sheets").json()
        return [self._expert(seat["expert"]) for seat in seats]

    def _expert(self, expert: str) -> Panelist:
        return Panelist(self.platform.at("scoring", "expert", subject=self.platform.experts[expert]), expert, self.review)

    def scored(self, case: Case, score: int) -> list[Panelist]:
        """By everybody on its panel, each criterion of the rubric alike."""
        marks = {code: {"score": score, "reason": "依据充分，数据可核"} for code in self.rules.rubric.criteria}
        panel = self.panel(case)
        for expert in panel:
            ok(expert.accept(case.id).submit(case.id, {"marks": marks, "opinion": "同意"}))
        return panel

    def rank(self) -> dict[str, Any]:
        return ok(self.platform.at("scoring", "agency", organisation=AGENCY.uscc).post(f"{self.review}/ranking", {}))

    # Funding

    def fund(self, cap: int, on: datetime) -> None:
        """The round's fund has this cap, in fen."""
        document = {"number": "示例财〔2026〕1号", "date": on.date().isoformat()}
        until_done(
            lambda: self.officer("funding").http.post(
                f"/v1/funds/{self.programme.programme}/cap",
                params={"round": self.round},
                json={"cap": cap, "document": document},
                headers={"idempotency-key": str(uuid4())},
            )
        )

    def propose(self) -> dict[str, Any]:
        body = dict(zip(("programme", "round", "track"), self.key.split("/"), strict=True))
        return until_done(lambda: self.officer("funding").post("/v1/proposals", body))

    def decide(self, on: datetime) -> None:
        ok(self.officer("funding").post(f"{self.proposal}/decision", {"applications": None}))
        minutes = {"number": "示例纪〔2026〕2号", "date": on.date().isoformat()}
        approver = self.platform.at("funding", "approver", regions=[self.region])
        ok(approver.post(f"{self.proposal}/decision/approval", {"struck": [], "minutes": minutes}))

    def audit(self, case: Case) -> None:
        ok(self.officer("funding").post(f"/v1/awards/{case.id}/audit", {"firm": dict(FIRM)}))
        firm = self.platform.at("funding", "audit-firm", organisation=FIRM["uscc"])
        report = ok(firm.upload(f"/v1/audits/{case.id}/report", ("审计报告.pdf", pdf())))["sha256"]
        ok(firm.post(f"/v1/audits/{case.id}/result", {"result": "passed", "findings": "账实相符", "report": report}))

    def notice(self) -> dict[str, Any]:
        return ok(self.officer("funding").post(f"{self.proposal}/notices"))

    def confirm(self) -> dict[str, Any]:
        """As soon as the notice has ended."""
        return until_done(lambda: self.officer("funding").post(f"{self.proposal}/confirmation"))

    def pay(self, case: Case, on: datetime) -> None:
        ok(self.officer("funding").post(f"/v1/awards/{case.id}/payments"))
        award = self.award(case)
        paid = {"fen": award["fen"], "account": award["account"]["number"], "voucher": "记-1", "paid_on": on.date().isoformat()}
        finance = self.platform.at("funding", "finance", regions=[self.region])
        ok(finance.post(f"/v1/awards/{case.id}/payments/1/report", paid))

    def archive(self, case: Case) -> None:
        ok(self.officer("funding").post(f"/v1/awards/{case.id}/archive"))

    def award(self, case: Case) -> dict[str, Any]:
        return ok(self.officer("funding").get(f"/v1/awards/{case.id}"))
