"""Objections: lodged by anybody under the real name, or entered by an officer; read and answered by the bureau."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, File, Form, Path, Query, Request, Response, UploadFile
from pydantic import Field
from starlette.datastructures import UploadFile as FormFile

from contracts.events.funding.notice import Objector
from contracts.events.parties import Officer
from contracts.identifiers import Uscc
from contracts.personal import Email, PersonName, Phone
from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.commands import Command, Open
from services.chassis.api.downloads import download
from services.chassis.api.openapi import problems, served
from services.chassis.api.pages import Page, PageQuery
from services.chassis.api.routes import router
from services.chassis.api.visits import OpenRoute
from services.chassis.api.words import Day, Line
from services.chassis.desk import Asked
from services.chassis.files import StoredFile
from services.chassis.identity import ANONYMOUS
from services.chassis.mongo import Document
from services.chassis.sniffing import JPEG, PDF, PNG
from services.chassis.tokens import unauthenticated
from services.funding import access
from services.funding.api.dependencies import Held, Key, Reader
from services.funding.api.models.awards import AwardDone
from services.funding.api.models.objections import Ground, ObjectionAnswer, ObjectionDone, ObjectionRow, ObjectionShown, Resolution
from services.funding.api.models.words import Id
from services.funding.api.notices import Number
from services.funding.domain.award import Award
from services.funding.domain.objection import Answer, Said, Via
from services.funding.funding import Funding, ProposalKey
from services.funding.handlers import objections as handlers
from services.funding.handlers.awards import Task
from services.funding.handlers.objections import Sent
from services.funding.reading import notices
from services.funding.reading import objections as reading

routes = router("/v1/objections", "objections")
lodging = router("/v1/notices/{programme}/{round}/{track}/{notice}/objections", "objections")
lodging.route_class = OpenRoute

ObjectionId = Annotated[str, Path(alias="id", pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$", description="Objection id (ULID)")]
FileName = Annotated[str, Path(alias="file", pattern="^[0-9a-f]{64}$", description="A file's SHA-256")]
_UNREACHABLE = Text("请填写联系电话或电子邮箱", "Give a telephone number or an e-mail address")


class Filters(PageQuery):
    """What a list of objections is narrowed to."""

    programme: str | None = Field(default=None, max_length=40)
    round: str | None = Field(default=None, max_length=40)
    track: str | None = Field(default=None, max_length=40)
    open: bool | None = None

    @property
    def document(self) -> Document:
        return self.model_dump(exclude={"limit", "cursor"}, exclude_none=True)


async def _objector(
    name: Annotated[PersonName, Form(description="The real name", examples=["王五"])],
    phone: Annotated[Phone | None, Form(description="Telephone; this or an e-mail address", examples=["13800138000"])] = None,
    email: Annotated[Email | None, Form()] = None,
    organisation: Annotated[Line | None, Form(description="Where an organisation objects")] = None,
    uscc: Annotated[Uscc | None, Form(description="Its USCC")] = None,
) -> Objector:
    return reachable(Objector(name=name, phone=phone, email=email, organisation=organisation, uscc=uscc))


def reachable(objector: Objector) -> Objector:
    """Who objects can be reached; a 422 where not."""
    if objector.phone is None and objector.email is None:
        raise Refusal("invalid-content", _UNREACHABLE, (Fault("missing", "/phone", _UNREACHABLE),))
    return objector


Objecting = Annotated[Objector, Depends(_objector)]


@dataclass(frozen=True, slots=True)
class Statement:
    """What is objected to which application, and how it came."""

    application: str
    text: str
    via: Via
    files: list[Sent]
    received_on: date | None = None


async def _statement(
    application: Annotated[Id, Form(description="The application's id, as the notice names it", examples=["01ARZ3NDEKTSV4RRFFQ69G5FAV"])],
    text: Annotated[Ground, Form(description="What is objected, and on what ground", examples=["该企业所列被带动企业与其无业务往来。"])],
    via: Annotated[Via, Form(description="An officer enters a letter or a call")] = "online",
    received_on: Annotated[Day | None, Form(description="The day on which a letter or call came, within the notice's period")] = None,
    files: Annotated[list[UploadFile] | None, File(description="Evidence: PDF, PNG, JPEG")] = None,
) -> Statement:
    return Statement(application, text, via, sent(files or ()), received_on)


def sent(files: Sequence[UploadFile | FormFile]) -> list[Sent]:
    """Files as they came, with the names that they came under."""
    return [Sent((file.filename or "file")[:200], file.file) for file in files]


Stated = Annotated[Statement, Depends(_statement)]


@dataclass(frozen=True, slots=True)
class OnNotice:
    """A command on one notice, by whomever."""

    funding: Funding
    asked: Asked
    key: ProposalKey
    number: int

    def task(self, said: Statement) -> Task:
        """Online anybody may; a letter or a call is entered by the bureau."""
        caller = self.asked.caller
        if said.via != "online" and caller.kind == ANONYMOUS.kind:
            raise unauthenticated(Text("来信、来电异议由主管部门登记", "A letter or a call is entered by an officer of the bureau"))

        def may(state: Award) -> None:
            if said.via != "online":
                access.require_authority(caller, state, self.funding.programme_of(state).authority.region)

        return Task(self.funding, self.asked, said.application, may)


async def _on_notice(key: Key, number: Number, asked: Open, funding: Held) -> OnNotice:
    return OnNotice(funding, asked, key, number)


Noticed = Annotated[OnNotice, Depends(_on_notice)]


@lodging.post(
    "",
    status_code=201,
    summary="提出异议 Object to an award of the notice, under the real name; no token is needed",
    responses=problems(
        "not-found",
        "forbidden",
        "objection-late",
        "wrong-status",
        "too-many-requests",
        "wrong-file-type",
        "unreadable-file",
        "encrypted-file",
        "body-too-large",
    ),
)
async def lodge(on: Noticed, objector: Objecting, stated: Stated) -> ObjectionDone:
    """The answer has the objection's number: who keeps it can read what came of it."""
    return await lodged(on, objector, stated)


async def lodged(on: OnNotice, objector: Objector, stated: Statement) -> ObjectionDone:
    """Lodge it, from wherever it was written."""
    notice, _ = await notices.published(on.funding, on.key, on.number)
    if stated.application not in notice.applications:
        raise Refusal("not-found", Text("该公示中没有这件申报", "There is no such application in the notice"))
    by = None if stated.via == "online" else Officer.of(on.asked.caller)
    said = Said(notice.region, notice.notice, notice.begins, objector, stated.text, stated.via, by, stated.received_on)
    return ObjectionDone(**await handlers.lodge(on.task(stated), said, stated.files))


@routes.get("", summary="异议列表 Objections, for the bureau and the supervision")
async def objections(request: Request, caller: Reader, funding: Held, filters: Annotated[Filters, Query()]) -> Page[ObjectionRow]:
    chosen = filters.document

    def rows(behind: Any) -> AsyncGenerator[tuple[Any, ObjectionRow], None]:
        return reading.objections(funding, caller, chosen, behind)

    return await filters.reader(request).along(f"objections/{caller.subject}/{sorted(chosen.items())}", rows)


@routes.get("/{id}", summary="异议 One objection, with who objects", responses=problems("not-found"))
async def objection(key: ObjectionId, caller: Reader, funding: Held) -> ObjectionShown:
    return await reading.objection_shown(funding, caller, key)


@routes.get("/{id}/answer", summary="异议答复 What came of an objection; no token is needed", responses=problems("not-found"))
async def answer(key: ObjectionId, funding: Held) -> ObjectionAnswer:
    return await reading.answer_shown(funding, key)


@routes.get(
    "/{id}/files/{file}",
    summary="异议材料 A file of an objection",
    responses=problems("not-found") | served(PDF, PNG, JPEG),
    response_class=Response,
)
async def file(key: ObjectionId, sha256: FileName, caller: Reader, funding: Held) -> Response:
    shown = await reading.objection_shown(funding, caller, key)
    for each in shown.files:
        if each.sha256 == sha256:
            return await download(funding.files, StoredFile(each.sha256, each.size), each.name, each.media_type)
    raise Refusal("not-found", access.NO_FILE)


@routes.post(
    "/{id}/resolution",
    status_code=201,
    summary="异议处理 Answer it with reasons; upheld, the award falls",
    responses=problems("not-found", "forbidden", "conflict", "wrong-status"),
)
async def resolution(key: ObjectionId, body: Resolution, asked: Command, funding: Held) -> AwardDone:
    def may(state: Award) -> None:
        access.require_authority(asked.caller, state, funding.programme_of(state).authority.region)

    task = await handlers.task_for(Task(funding, asked, "", may), key)
    return AwardDone(**await handlers.resolve(task, Answer(key, body.outcome, body.reasons)))
