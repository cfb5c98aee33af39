"""Intake as its users meet it: its processes on real servers, and the people, systems and files of a Shijiazhuang round.

Everything goes over HTTP with tokens of the development issuer; the store is looked at from outside, to see that nothing has changed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import httpx
import orjson
import pymongo
from pymongo import UpdateOne

from contracts.form import MaterialFacts
from contracts.problems import CATALOGUE
from deploy.topics import create_topics
from services.chassis.apikeys import ApiKeys, Grant
from services.chassis.issuer import Person, ensure_keys, issue
from services.chassis.mongo import connect, database
from services.chassis.settings import Bus, Oidc, Settings, Store
from services.chassis.shared_clock import platform_clock
from services.intake.drafts import DraftMaterial
from tests.support.files import pdf, png
from tests.support.waiting import eventually
from tests.unit.contracts import complete

PROGRAMME, ROUND, TRACK = "sjz-2024-chain", "2024-08", "chain-case"
ROUND_PATH = f"/v1/rounds/{PROGRAMME}/{ROUND}"
COUNTY, OTHER_COUNTY, CITY = "130102", "130104", "1301"
BEGINNING = datetime(2024, 7, 1, 1, tzinfo=UTC)
"""9:00 in Shanghai, within the first round."""
CLAUSES = ("registered", "operating", "located", "empowering", "driving", "platform")
SINGLE_MATERIALS = ("licence", "tax", "financial-report", "auditor-licence", "credit-report")
_COLLECTIONS = ("commits", "drafts", "applications", "lists", "rounds", "organisations", "scans")
_numbers = count(1000)
_TOLD = 6_000  # characters
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Everything is on this machine; reading the certificates of the world takes longer than a request."""


@dataclass
class Process:
    """A process of the platform, and the address that its API serves at."""

    popen: subprocess.Popen[bytes]
    url: str = ""

    def ready(self) -> bool:
        assert self.popen.poll() is None, "the process has ended"
        try:
            return httpx.get(f"{self.url}/ready", timeout=10, verify=_NO_TLS).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        self.popen.kill()
        self.popen.wait()

    def stop(self) -> int:
        """SIGTERM, and the exit status."""
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(30)


@dataclass
class Installation:
    """One platform's intake: its settings, its processes, its store."""

    service: ClassVar[str] = "intake"
    namespace: str
    mongodb_uri: str
    kafka_bootstrap: str
    folder: Path
    extra: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    exchanges: list[httpx.Response] = field(default_factory=list)
    """Every POST that succeeded, as it was sent and answered."""

    def __post_init__(self) -> None:
        keys = self.folder / "keys"
        self.settings = Settings(
            namespace=self.namespace,
            store=Store(uri=self.mongodb_uri),  # type: ignore[arg-type]
            bus=Bus(servers=self.kafka_bootstrap),
            oidc=Oidc(keys=keys, jwks=str(ensure_keys(keys))),
        )

    def begin(self, at: datetime = BEGINNING) -> None:
        """Let the platform's time begin, in an empty store."""
        asyncio.run(self._begin(at))

    async def _begin(self, at: datetime) -> None:
        client = connect(self.settings.store)
        await platform_clock(client, self.settings).begin(at)
        client.close()

    def move_clock(self, to: datetime) -> None:
        """Move the platform's time, and wait until the API has seen it."""
        asyncio.run(self._move(to))
        applicant = self.applicant()
        eventually(lambda: datetime.fromisoformat(applicant.register()["at"]) >= to)

    async def _move(self, to: datetime) -> None:
        client = connect(self.settings.store)
        await platform_clock(client, self.settings).move_to(to)
        client.close()

    def create_topics(self) -> None:
        create_topics(self.kafka_bootstrap, self.namespace)

    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("LIANZHU_")}
        return {
            **own,
            "MONGODB_URI": self.mongodb_uri,
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka_bootstrap,
            "LIANZHU_NAMESPACE": self.namespace,
            "LIANZHU_OIDC_KEYS": str(self.settings.oidc.keys),
            "LIANZHU_OIDC_JWKS": self.settings.oidc.jwks,
            "LIANZHU_SEALS_DIR": str(self.folder / "seals"),
            "LIANZHU_LOG_LEVEL": "warning",
            **self.extra,
        }

    def start(self, role: str, **more: str) -> subprocess.Popen[bytes]:
        """A process of intake (``api``, ``relay``), its log in the folder."""
        with (self.folder / f"{role}.log").open("ab") as log:
            command = [sys.executable, "-m", "services.chassis.process", "intake", role]
            return subprocess.Popen(command, env=self.environment() | more, stdout=log, stderr=log)

    @contextmanager
    def serving(self, port: int = 0, *, ready: bool = True) -> Iterator[Process]:
        """The API, until the end of the block at the latest. ``port`` 0: a free one; ``ready``: wait until it can do its work."""
        port = port or free_port()
        process = Process(self.start("api", LIANZHU_API_PORT=str(port)), f"http://127.0.0.1:{port}")
        self.url = process.url
        try:
            eventually(process.ready if ready else lambda: answers(process.url), 30)
            with self._telling("api", process):
                yield process
        finally:
            process.kill()

    @contextmanager
    def relaying(self, **settings: str) -> Iterator[Process]:
        """The relay, until the end of the block at the latest."""
        process = Process(self.start("relay", LIANZHU_RELAY_LEASE="1", LIANZHU_RELAY_SWEEP="0.2", **settings))
        try:
            with self._telling("relay", process):
                yield process
        finally:
            process.kill()

    @contextmanager
    def _telling(self, role: str, process: Process) -> Iterator[None]:
        """What fails in the block is told with what the process has to say, and whether it still runs."""
        try:
            yield
        except Exception as error:
            error.add_note(f"{role}: exit status {process.popen.poll()}, the end of its log:\n{self.log(role)[-_TOLD:]}")
            raise

    def log(self, role: str = "api") -> str:
        return (self.folder / f"{role}.log").read_text()

    # Who calls

    def person(self, *roles: str, regions: Sequence[str] = (), organisation: str | None = None, subject: str | None = None) -> Caller:
        who = Person(roles, tuple(regions), organisation, subject or f"person-{next(_numbers)}", "李四")
        return Caller(self.url, {"authorization": f"Bearer {issue(self.settings, who)}"}, self.exchanges)

    def city(self) -> Caller:
        return self.person("city", regions=[CITY])

    def county(self, region: str = COUNTY) -> Caller:
        return self.person("county", regions=[region])

    def public(self) -> Caller:
        return Caller(self.url, {})

    def system(self, client: str, *scopes: str, regions: Sequence[str] = (CITY,)) -> Caller:
        """Another city's system, with a key of its own."""
        return Caller(self.url, {"x-api-key": asyncio.run(self._key(client, scopes, regions))}, self.exchanges)

    async def _key(self, client: str, scopes: Sequence[str], regions: Sequence[str]) -> str:
        store = connect(self.settings.store)
        keys = ApiKeys(database(store, self.settings.database(self.service)))
        await keys.prepare()
        key = await keys.issue(Grant(client, frozenset(scopes), tuple(regions), datetime.now(UTC) + timedelta(days=1)))
        store.close()
        return key

    def applicant(self, region: str = COUNTY) -> Applicant:
        """A new enterprise, which is not registered yet."""
        form = complete.form() | {
            "uscc": complete.uscc(next(_numbers), f"91{region}MA"),
            "address": {"region": region, "detail": "工业路1号"},
        }
        return Applicant(self.person("enterprise", organisation=form["uscc"]), form)

    def ready_to_file(self, number: int) -> list[Applicant]:
        """Applicants whose drafts are complete, in their second edition. Their files are told of and not uploaded."""
        applicants = [self.applicant().begin() for _ in range(number)]
        for position, one in enumerate(applicants):
            one.form["title"] = f"第{position}号案例"
        with self.store() as store:
            store["drafts"].bulk_write([UpdateOne({"_id": one.id}, {"$set": {"materials": materials_of(one.form)}}) for one in applicants])
        for one in applicants:
            one.write()
        return applicants

    # What the store holds

    @contextmanager
    def store(self) -> Iterator[pymongo.database.Database[dict[str, Any]]]:
        with pymongo.MongoClient[dict[str, Any]](self.mongodb_uri, serverSelectionTimeoutMS=5000, tz_aware=True) as client:
            yield client[f"{self.namespace}_intake"]

    def fingerprint(self) -> dict[str, str]:
        """A digest of everything that intake keeps, by collection."""
        with self.store() as store:
            found = store.command("dbHash", collections=list(_COLLECTIONS))["collections"]
            files = store.client[f"{self.namespace}_files"].command("dbHash")["collections"]
            return {**found, **{f"files.{name}": value for name, value in files.items()}}

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Whatever happens in the block leaves the store as it was."""
        before = self.fingerprint()
        yield
        assert self.fingerprint() == before

    def commits(self) -> list[dict[str, Any]]:
        with self.store() as store:
            return list(store["commits"].find().sort("_id", 1))

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        """Every event of record in order, of one type if wanted: ``application.submitted``."""
        found = [event for commit in self.commits() for part in commit["parts"] for event in part["events"]]
        return [event | {"data": orjson.loads(event["data"])} for event in found if kind in event["type"]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=5, verify=_NO_TLS).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


class Caller:
    """Somebody with (or without) credentials; every POST has a key of its own unless one is given."""

    def __init__(self, url: str, headers: Mapping[str, str], exchanges: list[httpx.Response] | None = None) -> None:
        self.exchanges = exchanges if exchanges is not None else []
        hooks: dict[str, list[Callable[..., Any]]] = {"request": [_read], "response": [self._keep]}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=60, event_hooks=hooks, verify=_NO_TLS)

    def _keep(self, reply: httpx.Response) -> None:
        if reply.request.method == "POST" and reply.is_success:
            reply.read()
            self.exchanges.append(reply)

    def get(self, path: str, **parameters: Any) -> httpx.Response:
        return self.http.get(path, params=parameters)

    def post(self, path: str, body: Any = None, *, key: str | None = None, etag: str | None = None) -> httpx.Response:
        headers = _headers(key or str(uuid4()), etag)
        return self.http.post(path, headers=headers) if body is None else self.http.post(path, json=body, headers=headers)

    def put(self, path: str, body: Any, etag: str | None, key: str | None = None) -> httpx.Response:
        return self.http.put(path, json=body, headers=_headers(key, etag))

    def delete(self, path: str) -> httpx.Response:
        return self.http.delete(path)

    def upload(self, path: str, file: tuple[str, bytes], key: str | None = None, **fields: str) -> httpx.Response:
        return self.http.post(path, data=fields, files={"file": file}, headers=_headers(key or str(uuid4()), None))


def again(reply: httpx.Response, content: bytes | None = None) -> httpx.Response:
    """The same request once more, or with another content under the same key."""
    sent = reply.request
    headers = {name: value for name, value in sent.headers.items() if name not in ("content-length", "host")}
    with httpx.Client(timeout=60, verify=_NO_TLS) as client:
        return client.request(sent.method, sent.url, headers=headers, content=sent.content if content is None else content)


def _read(request: httpx.Request) -> None:
    request.read()


def _headers(key: str | None, etag: str | None) -> dict[str, str]:
    return {name: value for name, value in (("idempotency-key", key), ("if-match", etag)) if value is not None}


@dataclass
class Applicant:
    """An enterprise, and what it wants to file."""

    caller: Caller
    form: dict[str, Any]
    id: str = ""

    @property
    def uscc(self) -> str:
        return str(self.form["uscc"])

    @property
    def path(self) -> str:
        return f"/v1/applications/{self.id}"

    @property
    def entry(self) -> dict[str, Any]:
        """What it registers."""
        contact = {"name": self.form["contact"], "phone": self.form["phone"], "email": self.form["email"]}
        address = self.form["address"]
        return {"name": self.form["name"], "region": address["region"], "street": address["detail"], "contact": contact}

    def call(self, **other: str) -> dict[str, str]:
        return {"programme": PROGRAMME, "round": ROUND, "track": TRACK, "applicant": self.uscc} | other

    def register(self) -> dict[str, Any]:
        """Register, or confirm the registration; the answer says the time."""
        reply = self.caller.post("/v1/organisations", {"uscc": self.uscc, **self.entry})
        if reply.status_code == httpx.codes.CONFLICT:
            reply = self.caller.put(f"/v1/organisations/{self.uscc}", self.entry, "*", str(uuid4()))
        return ok(reply)

    def begin(self, **other: str) -> Applicant:
        """Register and begin an application."""
        self.register()
        self.id = ok(self.caller.post("/v1/applications", self.call(**other)))["id"]
        return self

    @property
    def draft(self) -> httpx.Response:
        return self.caller.get(f"{self.path}/form")

    @property
    def etag(self) -> str:
        return self.draft.headers["etag"]

    def write(self, **changes: Any) -> dict[str, Any]:
        """Write the whole form with these changes; what the draft is now."""
        self.form |= changes
        return ok(self.caller.put(f"{self.path}/form", {"form": self.form}, self.etag))

    def attach(self, kind: str, file: tuple[str, bytes] | None = None, **fields: str) -> httpx.Response:
        return self.caller.upload(f"{self.path}/materials", file or (f"{kind}.pdf", pdf()), kind=kind, **fields)

    def attach_all(self) -> None:
        """Every material that the programme asks for, and the sealed scan of the form."""
        for kind in SINGLE_MATERIALS:
            ok(self.attach(kind))
        for sme in self.form["smes"]:
            ok(self.attach("sme-proof", row=sme["uscc"]))
        ok(self.attach("figure", ("架构图.png", png(1000, 1000))))
        self.attach_scan()

    def attach_scan(self) -> None:
        ok(self.attach("form-scan", form_code=self.caller.get(f"{self.path}/check").json()["form_code"]))

    def complete(self) -> Applicant:
        """Fill in and attach all that is needed."""
        self.write()
        self.attach_all()
        return self

    def submit(self, key: str | None = None, etag: str | None = None) -> httpx.Response:
        return self.caller.post(f"{self.path}/submission", key=key, etag=etag or self.etag)

    def filed(self) -> Applicant:
        """All the way to a submitted application."""
        self.begin().complete()
        ok(self.submit())
        return self

    def withdraw(self, reason: str | None = None) -> httpx.Response:
        return self.caller.post(f"{self.path}/withdrawal", {"reason": reason})

    def shown(self, caller: Caller | None = None) -> dict[str, Any]:
        return ok((caller or self.caller).get(self.path))


def materials_of(form: dict[str, Any]) -> list[dict[str, Any]]:
    """The materials of a complete form as a draft keeps them."""
    return [_kept(number, facts) for number, facts in enumerate(complete.materials(form))]


def _kept(number: int, facts: MaterialFacts) -> dict[str, Any]:
    said = {"kind": facts.kind, "name": f"{facts.kind}.pdf", "media_type": facts.media_type, "size": facts.size, "sha256": facts.sha256}
    measured = {"width": facts.width, "height": facts.height, "pages": facts.pages, "form_code": facts.form_code}
    return DraftMaterial.model_validate({"id": f"{number:026x}", "file": said | {"for_uscc": facts.row}} | measured).model_dump(mode="json")


def findings(**notes: str) -> dict[str, Any]:
    """Every clause found met, but for those with a note."""
    return {"clauses": [{"clause": clause, "met": clause not in notes, "note": notes.get(clause)} for clause in CLAUSES]}


def reasons(text: str = "取得成效缺少数据") -> dict[str, Any]:
    return {"reasons": [{"text": text, "pointer": "/form/results", "clause": "附件1 三"}]}


def recommend(intake: Installation, applicant: Applicant, region: str = COUNTY) -> None:
    """The county checks and recommends: two officers."""
    first, second = intake.county(region), intake.county(region)
    ok(first.post(f"{applicant.path}/checks", findings()))
    ok(first.post(f"{applicant.path}/recommendation", {"table_brief": "带动产业链协同"}))
    ok(second.post(f"{applicant.path}/recommendation/confirmation"))


def list_path(region: str = COUNTY, round_: str = ROUND) -> str:
    return f"/v1/lists/{PROGRAMME}/{round_}/{region}"


def filing(scan: str) -> dict[str, Any]:
    return {"bureau": "长安区科工局", "contact": {"name": "李四", "phone": "0311-86086001"}, "scan": scan}


def upload_scan(intake: Installation, region: str = COUNTY) -> str:
    """A sealed scan of the county's list; its SHA-256."""
    scan: str = ok(intake.county(region).upload(f"{list_path(region)}/scans", ("汇总表.pdf", pdf())))["sha256"]
    return scan


def file_list(intake: Installation, region: str = COUNTY) -> dict[str, Any]:
    return ok(intake.county(region).post(f"{list_path(region)}/filing", filing(upload_scan(intake, region))))


def ok(reply: httpx.Response) -> dict[str, Any]:
    """What a request was answered that had to succeed."""
    assert reply.is_success, f"{reply.request.method} {reply.request.url.path}: {reply.status_code} {reply.text[:1000]}"
    answer: dict[str, Any] = reply.json()
    return answer


def problem(reply: httpx.Response, slug: str) -> dict[str, Any]:
    """The problem document, which has everything that a person and a program need."""
    assert reply.headers["content-type"] == "application/problem+json", f"{reply.status_code} {reply.text[:500]}"
    found: dict[str, Any] = reply.json()
    kind = CATALOGUE[slug]
    assert (reply.status_code, found["status"], found["type"]) == (kind.status, kind.status, kind.uri), found
    assert (found["title_zh"], found["title_en"]) == (kind.zh, kind.en)
    for entry in (found, *found.get("errors", ())):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in entry["detail_zh"]), entry
        assert entry["detail_en"].strip(), entry
    return found


def fault(reply: httpx.Response, slug: str, code: str, pointer: str) -> dict[str, Any]:
    """The one entry of the problem's errors with this code at this place."""
    return only(problem(reply, slug)["errors"], code, pointer)


def only(faults: Sequence[dict[str, Any]], code: str, pointer: str) -> dict[str, Any]:
    """The one fault of a problem or of a check with this code at this place."""
    found = [entry for entry in faults if (entry["code"], entry["pointer"]) == (code, pointer)]
    assert len(found) == 1, [(entry["code"], entry["pointer"]) for entry in faults]
    return found[0]
