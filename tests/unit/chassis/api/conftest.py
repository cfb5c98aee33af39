"""A small service with one of everything, and clients that call it without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, File, Form, Query, Response, UploadFile
from pydantic import Field, SecretStr

from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.app import About, create_app
from services.chassis.api.authentication import Authenticator, Caller, Visitor
from services.chassis.api.idempotency import Cause
from services.chassis.api.models import Input, Output
from services.chassis.api.openapi import problems
from services.chassis.api.preconditions import IfMatch, IfNoneMatch, etag, not_modified
from services.chassis.api.resources import Probe, Resources, held
from services.chassis.api.routes import router
from services.chassis.identity import Principal
from services.chassis.issuer import Person, ensure_keys, issue
from services.chassis.settings import Api, Cursor, Oidc, Settings, Upload
from services.chassis.tokens import Tokens, unauthenticated


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Leaf(Input):
    name: str = Field(max_length=5)


class Note(Input):
    title: str = Field(min_length=2, max_length=10)
    size: int = Field(default=1, ge=1, le=9)
    colour: Colour = Colour.RED
    leaves: list[Leaf] = Field(default_factory=list, max_length=3)
    anything: object = None


class Seen(Output):
    title: str
    client: str = ""
    key: str = ""
    hash: str = ""


@dataclass
class Notes:
    """The service's own: what the next command fails with, and the version of the one note."""

    failure: Exception | None = None
    version: int = 7
    probes: dict[str, Probe] = field(default_factory=dict)


Held = Annotated[Notes, Depends(held(Notes))]
routes = router("/v1/notes", "notes")


@routes.post("", summary="Write a note", status_code=201, responses=problems("conflict"))
async def write(note: Note, cause: Cause, notes: Held, x: int = 0) -> Seen:
    if notes.failure:
        raise notes.failure
    return Seen(title=note.title, client=cause.client, key=cause.key, hash=cause.hash)


@routes.post("/picture", summary="Send a picture")
async def send(file: UploadFile, cause: Cause) -> Seen:
    return Seen(title=str(file.size), client=cause.client, key=cause.key, hash=cause.hash)


@routes.post("/pictures", summary="Send pictures")
async def send_all(
    files: Annotated[list[UploadFile], File()],
    cause: Cause,
    caption: Annotated[str, Form(examples=["A caption"])],
    also: Annotated[str | None, Form()] = None,
) -> Seen:
    return Seen(title=f"{caption} {len(files)}", client=cause.client)


class Chosen(Input):
    colours: tuple[Colour, ...] | None = None
    most: int = 5


@routes.get("/chosen", summary="Read some notes")
async def chosen(which: Annotated[Chosen, Query()]) -> Seen:
    return Seen(title=f"{len(which.colours or ())} {which.most}")


@routes.put("/{id}", summary="Edit a note")
async def edit(id: str, note: Note, expected: IfMatch, notes: Held, response: Response) -> Seen:
    expected.require(notes.version)
    response.headers["etag"] = etag(notes.version + 1)
    return Seen(title=note.title)


@routes.get("/{id}", summary="Read a note", response_model=Seen)
async def read(id: str, known: IfNoneMatch, notes: Held, size: int = 1) -> Seen | Response:
    return not_modified(notes.version) if known.matches(notes.version) else Seen(title=id)


who = router("/v1/who", "who")


@who.get("", summary="Who am I?")
async def visitor(known: Visitor) -> Seen:
    return Seen(title=known.subject, client=known.kind)


@who.get("/known", summary="Who am I, surely?")
async def caller(known: Caller) -> Seen:
    return Seen(title=known.subject, client=",".join(sorted(known.roles)))


class OneKey:
    """An API key store with one key."""

    async def principal(self, presented: str, /) -> Principal:
        if presented != "lz_good":
            raise unauthenticated(Text("密钥无效", "Wrong key"))
        return Principal("key:other-city", "other-city", frozenset({"city-system"}), kind="system")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("keys")
    return Settings(
        namespace="unit",
        oidc=Oidc(keys=folder, jwks=str(ensure_keys(folder))),
        upload=Upload(limit=200_000),
        cursor=Cursor(secret=SecretStr("a secret of this test")),
        api=Api(readiness_timeout=0.05),
    )


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def app(settings: Settings, notes: Notes) -> FastAPI:
    @asynccontextmanager
    async def opening() -> AsyncIterator[Resources]:
        yield Resources(Authenticator(Tokens(settings.oidc), OneKey()), notes.probes, notes)

    return create_app(About("notes", "Notes", "Notes of a test", "1.0.0"), settings, [routes, who], opening)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://notes") as client:
        yield client


@pytest.fixture
def token(settings: Settings) -> Callable[..., str]:
    def of(*roles: str, hours: float = 1.0) -> str:
        return issue(settings, Person(roles or ("county",), ("130102",), subject="li"), hours)

    return of


@pytest.fixture
def refusal() -> Refusal:
    return Refusal(
        "conflict",
        Text("本县推荐名额已满", "The county's quota is full"),
        (Fault("quota", "/title", Text("已推荐 3 个", "3 are recommended"), limit=3, actual=3, source="三（二）"),),
        source="三（二）",
        link="/v1/lists/130102",
    )
