"""Endpoints: where a city's system (an API key with the scope endpoints:write) wants its webhooks, signed by Standard Webhooks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request, Response
from pydantic import Field, StringConstraints

from contracts.events.notify.values import Language
from contracts.events.values import Instant
from services.chassis.api.authentication import Caller
from services.chassis.api.commands import Command
from services.chassis.api.models import Input, Output
from services.chassis.api.openapi import problems
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.preconditions import IfMatch, etag
from services.chassis.api.routes import router
from services.chassis.mongo import Document
from services.notify.api.dependencies import Held
from services.notify.api.models import EventName
from services.notify.domain.endpoint import Endpoint, State, Wish
from services.notify.handlers import endpoints as handlers
from services.notify.views import ENDPOINTS

routes = router("/v1/endpoints", "endpoints")

EndpointId = Annotated[str, Path(alias="id", pattern="^[0-9A-HJKMNP-TV-Z]{26}$", description="Endpoint id (ULID)")]
Url = Annotated[str, StringConstraints(min_length=8, max_length=2000)]
Topics = Annotated[tuple[EventName, ...], Field(max_length=100)]


class EndpointWish(Input):
    """Where, of what and in which language; no topics: of everything that systems are told of."""

    url: Url = Field(description="https, a public address", examples=["https://gongxin.example.gov.cn/lianzhu"])
    topics: Topics = Field(default=(), description="Names of events", examples=[["funding.payment.made"]])
    language: Language = "zh"

    @property
    def wish(self) -> Wish:
        return Wish(url=self.url, topics=tuple(dict.fromkeys(self.topics)), language=self.language)


class NewEndpoint(EndpointWish):
    """``region`` lies within those of the key."""

    region: Annotated[str, StringConstraints(pattern="^([0-9]{2}){1,3}$")] = Field(description="Division code", examples=["1301"])


class EndpointDone(Output):
    """What a command on an endpoint answers."""

    id: str
    at: Instant


class EndpointSecret(EndpointDone):
    """The secret (whsec_…) that our webhooks to it, and its reports to us, are signed with. It is not shown again."""

    secret: str


class EndpointShown(Output):
    """An endpoint, without its secret. ``reason`` says why it is disabled."""

    id: str
    url: str
    topics: tuple[str, ...]
    language: Language
    region: str
    state: State
    reason: str | None
    since: Instant | None
    rotated: Instant | None


class Tried(Output):
    """What came of a test."""

    outcome: str
    code: int | None
    detail: str


def _shown(state: Endpoint) -> EndpointShown:
    stands = state.model_dump(include={"id", "region", "state", "reason", "since", "rotated"})
    return EndpointShown(**stands, **state.wish.model_dump())


def _row(row: Document) -> EndpointShown:
    return _shown(Endpoint.model_validate(row["state"]))


@routes.post(
    "",
    status_code=201,
    summary="登记回调地址 Register an endpoint; the answer has its secret",
    responses=problems("forbidden", "invalid-content", "conflict"),
)
async def register(body: NewEndpoint, asked: Command, notify: Held, response: Response) -> EndpointSecret:
    """An address that is not public (private, loopback, link-local, of a carrier's NAT, a cloud's metadata) is refused, also where a name
    leads to it."""
    done = EndpointSecret(**await handlers.register(notify, asked, body.region, body.wish))
    response.headers["location"] = f"/v1/endpoints/{done.id}"
    return done


@routes.get("", summary="回调地址列表 One's own endpoints", responses=problems("forbidden"))
async def endpoints(request: Request, caller: Caller, notify: Held, query: Annotated[PageQuery, Query()]) -> Page[EndpointShown]:
    own = {"client": handlers.system(caller).subject, "status": {"$ne": State.DELETED.value}}
    return await query.reader(request).read(ENDPOINTS.collection(notify.database), Listing(own, (("_id", -1),)), _row)


@routes.get("/{id}", summary="回调地址 One endpoint", responses=problems("forbidden", "not-found"))
async def endpoint(endpoint: EndpointId, caller: Caller, notify: Held, response: Response) -> EndpointShown:
    state, version = await handlers.owned(notify, caller, endpoint)
    response.headers["etag"] = etag(version)
    return _shown(state)


@routes.put(
    "/{id}",
    summary="修改回调地址 Another address, other topics, another language",
    responses=problems("forbidden", "not-found", "wrong-status", "stale-version", "precondition-required"),
)
async def amend(endpoint: EndpointId, body: EndpointWish, expected: IfMatch, asked: Command, notify: Held) -> EndpointDone:
    return _done(await handlers.amend(notify, asked, endpoint, body.wish, expected))


@routes.post(
    "/{id}/secret",
    status_code=201,
    summary="更换密钥 A new secret; for a day webhooks are signed with the one before as well",
    responses=problems("forbidden", "not-found", "wrong-status"),
)
async def rotate(endpoint: EndpointId, asked: Command, notify: Held) -> EndpointSecret:
    answer = await handlers.rotate(notify, asked, endpoint)
    return EndpointSecret(id=answer["id"], at=answer["at"], secret=answer["secret"])


@routes.post(
    "/{id}/enabling",
    status_code=201,
    summary="恢复启用 Tell it again; what it missed is in the feed",
    responses=problems("forbidden", "not-found", "wrong-status"),
)
async def enable(endpoint: EndpointId, asked: Command, notify: Held) -> EndpointDone:
    return _done(await handlers.enable(notify, asked, endpoint))


@routes.post("/{id}/test", summary="发送测试 Send a webhook now, and say what came of it", responses=problems("forbidden", "not-found"))
async def test(endpoint: EndpointId, caller: Caller, notify: Held) -> Tried:
    answer = await handlers.test(notify, caller, endpoint)
    return Tried(outcome=answer.outcome, code=answer.code, detail=answer.detail)


@routes.delete("/{id}", summary="删除回调地址 Remove an endpoint for good", responses=problems("forbidden", "not-found", "wrong-status"))
async def delete(endpoint: EndpointId, asked: Command, notify: Held) -> EndpointDone:
    return _done(await handlers.delete(notify, asked, endpoint))


def _done(answer: Document) -> EndpointDone:
    return EndpointDone(id=answer["id"], at=answer["at"])
