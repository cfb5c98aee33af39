"""Recommendation lists of the counties: read, sealed, filed, supplemented, returned, received."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, File, Query, Request, UploadFile
from pydantic import Field

from contracts.events.parties import Contact
from services.chassis.api.commands import Command
from services.chassis.api.openapi import problems
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.routes import router
from services.chassis.mongo import Document
from services.intake import access, reading
from services.intake.api.dependencies import Held, ProgrammeCode, Reader, Region, RoundCode
from services.intake.api.models.examination import Receipt, Returning
from services.intake.api.models.lists import (
    CountsDeclared,
    ListDone,
    ListFiling,
    ListOrder,
    ListRow,
    ListShown,
    ListSupplement,
    ScanShown,
)
from services.intake.handlers import figures, scans
from services.intake.handlers import lists as handlers
from services.intake.handlers.list_task import ListTask
from services.intake.views import LISTS

routes = router("/v1/lists", "lists")

_MAY_NOT = ("not-found", "forbidden", "wrong-status", "round-not-open")
_ONE = "/{programme}/{round}/{region}"


async def _key(programme: ProgrammeCode, round_: RoundCode, region: Region) -> tuple[str, str, str]:
    return programme, round_, region


Key = Annotated[tuple[str, str, str], Depends(_key)]


async def _task(key: Key, asked: Command, intake: Held) -> ListTask:
    return ListTask(intake, asked, key)


OnList = Annotated[ListTask, Depends(_task)]


class Filters(PageQuery):
    """What a list of lists is narrowed to. ``region`` is a division code; the counties below it are included."""

    programme: str | None = Field(default=None, max_length=40)
    round: str | None = Field(default=None, max_length=40)
    region: str | None = Field(default=None, pattern="^([0-9]{2}){1,3}$")
    status: Literal["open", "filed", "returned"] | None = None

    @property
    def document(self) -> Document:
        """The filter on the rows."""
        chosen = self.model_dump(exclude={"region", "limit", "cursor"}, exclude_none=True)
        return chosen | ({"within": self.region} if self.region else {})


@routes.get("", summary="汇总表列表 Lists that the caller may see")
async def lists(request: Request, caller: Reader, intake: Held, filters: Annotated[Filters, Query()]) -> Page[ListRow]:
    listing = Listing({"$and": [access.visible_lists(caller), filters.document]})
    return await filters.reader(request).read(LISTS.collection(intake.database), listing, reading.list_row)


@routes.get(_ONE, summary="汇总表 One list with its rows", responses=problems("not-found"))
async def summary_list(key: Key, caller: Reader, intake: Held) -> ListShown:
    return await reading.list_shown(intake, caller, key)


@routes.post(
    f"{_ONE}/scans",
    status_code=201,
    summary="上传盖章扫描件 Upload the sealed scan",
    responses=problems("not-found", "forbidden", "wrong-status", "wrong-file-type", "unreadable-file", "encrypted-file", "body-too-large"),
)
async def scan(task: OnList, file: Annotated[UploadFile, File()]) -> ScanShown:
    return ScanShown(**await scans.keep_scan(task, file.file))


@routes.post(
    f"{_ONE}/counts",
    status_code=201,
    summary="填报名额基数 Declare the numbers that quotas rest on",
    responses=problems("not-found", "forbidden", "invalid-content", "conflict", "round-not-open"),
)
async def counts(body: CountsDeclared, task: OnList) -> ListDone:
    return ListDone(**await figures.declare(task, body.track, body.counts, body.document))


@routes.post(
    f"{_ONE}/order",
    status_code=201,
    summary="优先顺序 Rank the recommended applications of a track",
    responses=problems("not-found", "forbidden", "invalid-content", "wrong-status", "round-not-open"),
)
async def order(body: ListOrder, task: OnList) -> ListDone:
    return ListDone(**await figures.order(task, body.track, body.applications))


@routes.post(f"{_ONE}/filing", status_code=201, summary="报送汇总表 File the list under its seal", responses=problems(*_MAY_NOT))
async def filing(body: ListFiling, task: OnList) -> ListDone:
    contact = Contact(name=body.contact.name, phone=body.contact.phone, email=body.contact.email)
    return ListDone(**await handlers.file(task, body.bureau, contact, body.scan))


@routes.post(f"{_ONE}/supplements", status_code=201, summary="补报 File what was added since", responses=problems(*_MAY_NOT))
async def supplement(body: ListSupplement, task: OnList) -> ListDone:
    return ListDone(**await handlers.supplement(task, body.scan))


@routes.post(f"{_ONE}/return", status_code=201, summary="退回汇总表 The city returns the whole list", responses=problems(*_MAY_NOT))
async def give_back(body: Returning, task: OnList) -> ListDone:
    return ListDone(**await handlers.give_back(task, body.stated, body.due))


@routes.post(f"{_ONE}/receipt", status_code=201, summary="纸质收件 The city received the list on paper", responses=problems(*_MAY_NOT))
async def receipt(body: Receipt, task: OnList) -> ListDone:
    return ListDone(**await handlers.receive(task, body.on, body.copies))
