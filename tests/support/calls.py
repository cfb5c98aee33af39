"""Any call as its people meet it over HTTP: whoever files fills in a sample of the form, and bureaus recommend it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import httpx

from contracts.programme import Offer, Programme
from contracts.programme.programmes import Programmes
from deploy.cli.programme_sample import sample_form, sample_uscc
from tests.support.files import pdf, png
from tests.support.intake import Caller, Installation, ok

_numbers = count(1)


def docx() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return content.getvalue()


_CONTENT: dict[str, Callable[[], bytes]] = {"pdf": pdf, "png": lambda: png(1000, 1000), "docx": docx}


@dataclass
class Call:
    """One round of a programme on an installation."""

    intake: Installation
    code: str
    round: str
    other: Programme | None = None
    """A programme that is not among the packaged ones."""

    @property
    def programme(self) -> Programme:
        return self.other or Programmes.all_published().newest(self.code)

    def offer(self, track: str) -> Offer:
        return self.programme.offers[track]

    def ministry(self) -> Caller:
        return self.intake.person("ministry", regions=["00"])

    def bureau(self, region: str, role: str = "province") -> Caller:
        return self.intake.person(role, regions=[region])

    def open(self) -> None:
        ok(self.ministry().post(f"/v1/rounds/{self.code}/{self.round}/opening"))

    def list(self, whose: str) -> str:
        return f"/v1/lists/{self.code}/{self.round}/{whose}"

    def enterprise(self, track: str, region: str = "130102", role: str = "enterprise", **form: Any) -> Case:
        """A registered enterprise or provider with its case begun."""
        uscc = form.get("uscc") or sample_uscc(next(_numbers), region)
        case = Case(self, track, self.intake.person(role, organisation=uscc), uscc)
        case.form = sample_form(self.offer(track), region, **{"uscc": uscc, "name": f"示例企业{uscc[-6:]}", **form})
        contact = {"name": "张三", "phone": "13800138000", "email": "zhang@example.cn"}
        entry = {"uscc": uscc, "name": case.form["name"], "kind": role, "region": region, "street": "示例路1号", "contact": contact}
        assert case.caller.post("/v1/organisations", entry).status_code in (httpx.codes.CREATED, httpx.codes.CONFLICT)
        case.begun = case.caller.post("/v1/applications", case.call | {"applicant": uscc})
        return case

    def subject(self, track: str, caller: Caller, region: str, name: str, **form: Any) -> Case:
        """A case about a region, a cluster or a park, begun by a bureau."""
        case = Case(self, track, caller, None)
        case.form = sample_form(self.offer(track), region.ljust(6, "0"), **{"name": name, "region": region, **form})
        case.begun = caller.post("/v1/applications", case.call | {"applicant": None, "subject": {"name": name, "region": region}})
        return case


@dataclass
class Case:
    """One application of a track, and who files it."""

    of: Call
    track: str
    caller: Caller
    uscc: str | None
    form: dict[str, Any] = field(default_factory=dict)
    begun: httpx.Response = field(default_factory=lambda: httpx.Response(500))

    @property
    def call(self) -> dict[str, str]:
        return {"programme": self.of.code, "round": self.of.round, "track": self.track}

    @property
    def id(self) -> str:
        return str(ok(self.begun)["id"])

    @property
    def path(self) -> str:
        return f"/v1/applications/{self.id}"

    def write(self, **changes: Any) -> Case:
        self.form |= changes
        etag = self.caller.get(f"{self.path}/form").headers["etag"]
        ok(self.caller.put(f"{self.path}/form", {"form": self.form}, etag))
        return self

    def attach(self, kind: str, name: str, content: bytes | None = None) -> httpx.Response:
        return self.caller.upload(f"{self.path}/materials", (name, content or _CONTENT[name.rsplit(".", 1)[1]]()), kind=kind)

    def attach_required(self) -> Case:
        for kind, material in self.of.offer(self.track).track.materials.items():
            if material.required:
                ok(self.attach(kind, f"{kind}.{material.types[0].value}"))
        return self

    def submit(self) -> httpx.Response:
        etag = self.caller.get(f"{self.path}/form").headers["etag"]
        return self.caller.post(f"{self.path}/submission", etag=etag)

    def filed(self) -> Case:
        ok(self.write().attach_required().submit())
        return self

    def prepared(self, officer: Caller) -> Case:
        """Checked as far as the programme asks for it, and prepared."""
        track = self.of.offer(self.track).track
        due = [code for code, check in track.checks.items() if check.step == "recommendation" and check.applies(self.form)]
        if due:
            ok(officer.post(f"{self.path}/checks", {"clauses": [{"clause": code, "met": True} for code in due]}))
        brief = {"table_brief": "示例"} if track.summary_table and track.summary_table.fields else {}
        ok(officer.post(f"{self.path}/recommendation", brief))
        return self

    def confirm(self, officer: Caller) -> httpx.Response:
        return officer.post(f"{self.path}/recommendation/confirmation")

    def recommend(self, region: str, role: str = "province") -> httpx.Response:
        """By two officers of a bureau."""
        self.prepared(self.of.bureau(region, role))
        return self.confirm(self.of.bureau(region, role))


def file_list(call: Call, caller: Caller, whose: str) -> httpx.Response:
    """The sealed scan, and the filing."""
    scan = ok(caller.upload(f"{call.list(whose)}/scans", ("汇总表.pdf", pdf())))["sha256"]
    contact = {"name": "李四", "phone": "0311-86086001"}
    return caller.post(f"{call.list(whose)}/filing", {"bureau": "示例主管部门", "contact": contact, "scan": scan})


@contextmanager
def running(intake: Installation, calls: Mapping[str, str], at: datetime) -> Iterator[dict[str, Call]]:
    """An intake at a time with these rounds (programme: round) open."""
    intake.begin(at)
    with intake.serving(ready=False):
        opened = {code: Call(intake, code, round_) for code, round_ in calls.items()}
        for call in opened.values():
            call.open()
        yield opened
