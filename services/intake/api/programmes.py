"""Programmes and their forms: public."""

from __future__ import annotations

from asyncio import to_thread
from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import Field

from contracts.events.intake.round import Title
from contracts.form import form_schema
from contracts.programme.programme import Programme
from services.chassis.api.downloads import attachment
from services.chassis.api.openapi import answers, problems, served
from services.chassis.api.pages import Page, PageQuery
from services.chassis.api.routes import router
from services.chassis.sniffing import XLSX
from services.intake import access
from services.intake.api.dependencies import Held, ProgrammeCode
from services.intake.api.models.answers import ANSWERS
from services.intake.api.models.programmes import ProgrammeShown, RoundDates
from services.intake.imports.offering import templates_of
from services.intake.imports.template import template_name, template_xlsx

routes = router("/v1/programmes", "programmes")

Version = Annotated[int | None, Query(ge=1, le=1_000_000, description="The version of the programme; the newest without it")]


class Filters(PageQuery):
    """What the list of programmes is narrowed to: those of a region's authority (``00``: the ministry)."""

    region: str | None = Field(default=None, pattern=r"^([0-9]{2}){1,3}$", description="行政区划代码 of the issuing authority")


@routes.get("", summary="项目列表 Programmes, in their newest versions")
async def programmes(request: Request, intake: Held, query: Annotated[Filters, Query()]) -> Page[ProgrammeShown]:
    newest = {code: _shown(intake.programmes.newest(code)) for code in intake.programmes.codes}
    chosen = {code: shown for code, shown in newest.items() if query.region in (None, shown.region)}
    return query.reader(request).of(f"programmes?{query.region}", chosen)


@routes.get("/{programme}", summary="项目 One programme", responses=problems("not-found"))
async def programme(programme: ProgrammeCode, intake: Held) -> ProgrammeShown:
    return _shown(intake.programmes.newest(programme))


@routes.get(
    "/{programme}/tracks/{track}/form",
    summary="申报书的 JSON Schema: the form, for any front end",
    responses=problems("not-found") | answers(ANSWERS["form"]),
)
async def form(programme: ProgrammeCode, track: str, intake: Held, version: Version = None) -> dict[str, Any]:
    """In the version that an application was begun under (its ``call``); without one, in the newest: what is new goes by that."""
    chosen = intake.programmes.version(programme, version) if version else intake.programmes.newest(programme)
    if track not in chosen.offers:
        raise access.unknown(f"没有类别 {track}", f"There is no track {track}")
    return form_schema(chosen.offers[track])


@routes.get(
    "/{programme}/import.xlsx",
    summary="批量导入模板（各类别） The table to be filled in for an import of all tracks, a block for each",
    responses=problems("not-found") | served(XLSX),
    response_class=Response,
)
async def template_of_all(programme: ProgrammeCode, intake: Held) -> Response:
    made = templates_of(intake, programme, None)
    return attachment(await to_thread(template_xlsx, made), template_name(made), XLSX)


@routes.get(
    "/{programme}/tracks/{track}/import.xlsx",
    summary="批量导入模板 The table to be filled in for an import, with drop-downs and limits",
    responses=problems("not-found") | served(XLSX),
    response_class=Response,
)
async def template(programme: ProgrammeCode, track: str, intake: Held) -> Response:
    made = templates_of(intake, programme, track)
    return attachment(await to_thread(template_xlsx, made), template_name(made), XLSX)


def _shown(programme: Programme) -> ProgrammeShown:
    return ProgrammeShown(
        code=programme.programme,
        version=programme.version,
        title=Title(zh=programme.title.zh, en=programme.title.en),
        authority=programme.authority.name,
        region=programme.authority.region,
        document=programme.authority.document,
        tracks={code: Title(zh=track.title.zh, en=track.title.en) for code, track in programme.tracks.items()},
        rounds={code: RoundDates(opens=dates.opens, closes=dates.closes, review=dates.review) for code, dates in programme.rounds.items()},
    )
