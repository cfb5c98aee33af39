"""Public notices: published by the bureau; read by anybody, as a page and as data, for ever."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response
from pydantic import Field

from contracts.refusal import Refusal
from services.chassis.api.downloads import disposition
from services.chassis.api.openapi import problems, served
from services.chassis.api.pages import Page, PageQuery
from services.chassis.api.preconditions import IfNoneMatch
from services.chassis.api.routes import router
from services.chassis.filenames import file_name
from services.chassis.mongo import Document
from services.chassis.sniffing import PDF
from services.funding.api import html
from services.funding.api.dependencies import Held, Key, Proposing
from services.funding.api.models.notices import NoticeDone, NoticeRow, NoticeShown
from services.funding.handlers import notices as handlers
from services.funding.handlers.notices import Publishing
from services.funding.reading import notices as reading

routes = router("/v1/notices", "notices")
publishing = router("/v1/proposals/{programme}/{round}/{track}/notices", "notices")
pages = router("/notices", "notices")

Number = Annotated[int, Path(alias="notice", ge=1, le=10_000, description="The notice's number in its round")]
NOTICE = "/{programme}/{round}/{track}/{notice}"
_FROZEN = "public, max-age=3600"


class Filters(PageQuery):
    """What the list of notices is narrowed to."""

    programme: str | None = Field(default=None, max_length=40)
    round: str | None = Field(default=None, max_length=40)
    track: str | None = Field(default=None, max_length=40)

    @property
    def document(self) -> Document:
        """The filter on the rows."""
        return self.model_dump(exclude={"limit", "cursor"}, exclude_none=True)


async def _publishing(on: Proposing) -> Publishing:
    return Publishing(on.funding, on.asked, on.key)


@publishing.post(
    "",
    status_code=201,
    summary="发布公示 Publish the notice of the oldest decision that has none",
    responses=problems("not-found", "forbidden", "wrong-status", "conflict", "unusable-template"),
)
async def notice(task: Annotated[Publishing, Depends(_publishing)], response: Response) -> NoticeDone:
    done = NoticeDone(**await handlers.publish(task))
    response.headers["location"] = done.link
    return done


@routes.get("", summary="公示列表 All public notices; no token is needed")
async def notices(request: Request, funding: Held, filters: Annotated[Filters, Query()]) -> Page[NoticeRow]:
    chosen = filters.document

    def rows(behind: Any) -> AsyncGenerator[tuple[Any, NoticeRow], None]:
        return reading.notices(funding, chosen, behind)

    return await filters.reader(request).along(f"notices/{sorted(chosen.items())}", rows)


@routes.get(
    NOTICE,
    summary="公示 A public notice as data, as it was archived; no token is needed",
    responses=problems("not-found"),
    response_model=NoticeShown,
)
async def shown(key: Key, number: Number, funding: Held, known: IfNoneMatch) -> Response:
    found, decision = await reading.published(funding, key, number)
    content = await reading.archived(funding, found, decision)
    return _frozen(content, hashlib.sha256(content).hexdigest(), known.versions, "application/json")


@pages.get(
    f"{NOTICE}.pdf",
    summary="公示 PDF A public notice on paper, as it was archived; no token is needed",
    responses=problems("not-found") | served(PDF),
    response_class=Response,
)
async def paper(key: Key, number: Number, funding: Held, known: IfNoneMatch) -> Response:
    found, _ = await reading.published(funding, key, number)
    if found.paper is None:
        raise Refusal("not-found", reading.NO_NOTICE)
    answer = _frozen(await funding.files.read(found.paper), found.paper, known.versions, PDF)
    answer.headers["content-disposition"] = disposition(file_name(*key, f"第{number}号公示", extension="pdf"), inline=True)
    return answer


@pages.get(
    NOTICE,
    summary="公示网页 The page of a public notice, as it was archived; no token is needed",
    responses=problems("not-found") | served("text/html"),
    response_class=Response,
)
async def page(key: Key, number: Number, funding: Held, known: IfNoneMatch) -> Response:
    found, _ = await reading.published(funding, key, number)
    content = await funding.files.read(found.page)
    answer = _frozen(content, found.page, known.versions, html.MEDIA_TYPE)
    answer.headers["content-security-policy"] = html.policy(content)
    answer.headers["content-language"] = "zh-CN"
    return answer


def _frozen(content: bytes, digest: str, known: frozenset[str], media_type: str) -> Response:
    """What never changes, under its own digest; a 304 for whoever has it."""
    headers = {"etag": f'"{digest}"', "cache-control": _FROZEN}
    if digest in known:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
