"""The pages behind the ``type`` of a problem: what each kind means, for people and for programs."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.responses import HTMLResponse

from contracts.problems import CATALOGUE, ProblemType
from contracts.refusal import Refusal, Text
from services.chassis.api.openapi import problems

routes = APIRouter(tags=["operations"])


class ProblemKind(BaseModel):
    """A kind of problem; ``status`` is the HTTP status that it comes with."""

    type: str
    status: int
    title_zh: str
    title_en: str


class Catalogue(BaseModel):
    problems: list[ProblemKind]


@routes.get("/problems", summary="All kinds of problems", response_model=Catalogue)
async def catalogue(request: Request) -> Catalogue | Response:
    kinds = sorted(CATALOGUE.values(), key=lambda kind: (kind.status, kind.slug))
    return _html(kinds) if _reads_html(request) else Catalogue(problems=[_shown(kind) for kind in kinds])


@routes.get("/problems/{slug}", summary="One kind of problem", response_model=ProblemKind, responses=problems("not-found"))
async def problem(request: Request, slug: str) -> ProblemKind | Response:
    kind = CATALOGUE.get(slug)
    if kind is None:
        raise Refusal("not-found", Text("没有这种问题类型", "There is no such kind of problem"), link="/problems")
    return _html([kind]) if _reads_html(request) else _shown(kind)


def _shown(kind: ProblemType) -> ProblemKind:
    return ProblemKind(type=kind.uri, status=kind.status, title_zh=kind.zh, title_en=kind.en)


def _reads_html(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _html(kinds: list[ProblemType]) -> Response:
    rows = "".join(
        f'<tr><td><a href="{escape(kind.uri)}">{escape(kind.slug)}</a></td><td>{kind.status}</td>'
        f'<td>{escape(kind.zh)}</td><td lang="en">{escape(kind.en)}</td></tr>'
        for kind in kinds
    )
    head = "<tr><th>类型 type</th><th>状态 status</th><th>含义</th><th>meaning</th></tr>"
    return HTMLResponse(
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>问题类型</title><table>{head}{rows}</table></html>'
    )
