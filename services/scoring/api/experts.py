"""Experts: registered, imported, amended, suspended and reinstated by who keeps the list; listed and read by who may see them."""

from __future__ import annotations

from asyncio import to_thread
from typing import Annotated, Literal

from fastapi import File, Form, Query, Request, Response, UploadFile
from pydantic import Field

from contracts.programme.fields import ChoiceField, Meaning
from contracts.refusal import Refusal, Text
from contracts.regions import RegionCode
from services.chassis.api.commands import Command
from services.chassis.api.downloads import attachment
from services.chassis.api.openapi import problems
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.preconditions import IfMatch, etag
from services.chassis.api.routes import router
from services.chassis.mongo import Document
from services.chassis.sniffing import XLSX
from services.scoring import access, reading
from services.scoring.api.expert_models import ExpertDone, ExpertEntry, ExpertRow, ExpertShown, Imported, NewExpert
from services.scoring.api.expert_table import Industries, industry_faults, lines_of
from services.scoring.api.on_cases import ExpertId, Held, Reader
from services.scoring.api.on_reviews import OnExpert
from services.scoring.api.words import Reason
from services.scoring.documents.expert_table import template_xlsx
from services.scoring.handlers import experts as handlers
from services.scoring.handlers.keepers import regions_of
from services.scoring.scoring import Scoring
from services.scoring.views import EXPERTS

routes = router("/v1/experts", "experts")

_MAY_NOT = ("not-found", "forbidden")


class Filters(PageQuery):
    """What a list of experts is narrowed to. ``region`` is a division code; all that lies below it is included."""

    region: str | None = Field(default=None, pattern="^([0-9]{2}){1,3}$")
    industry: str | None = Field(default=None, max_length=40)
    status: Literal["active", "suspended", "expired"] | None = None

    def document(self, today: str) -> Document:
        """The filter on the rows, as of a day."""
        chosen: Document = {"within": self.region} if self.region else {}
        if self.industry:
            chosen["industries"] = self.industry
        match self.status:
            case "suspended":
                return chosen | {"suspended": True}
            case "expired":
                return chosen | {"suspended": False, "expires": {"$lt": today, "$ne": None}}
            case "active":
                return chosen | {"suspended": False, "$or": [{"expires": None}, {"expires": {"$gte": today}}]}
        return chosen


@routes.get("", summary="专家列表 Experts that the caller may see")
async def experts(request: Request, caller: Reader, scoring: Held, filters: Annotated[Filters, Query()]) -> Page[ExpertRow]:
    today = reading.today(scoring)
    visible = access.visible_experts(caller, await regions_of(scoring, caller))
    listing = Listing({"$and": [visible, filters.document(today.isoformat())]})
    return await filters.reader(request).read(EXPERTS.collection(scoring.database), listing, lambda row: reading.expert_row(row, today))


@routes.post("", status_code=201, summary="专家登记 Register an expert", responses=problems("forbidden", "conflict", "invalid-content"))
async def register(body: NewExpert, asked: Command, scoring: Held, response: Response) -> ExpertDone:
    _require_industries(body, scoring)
    done = ExpertDone(**await handlers.register(scoring, asked, body.region, body.entry))
    response.headers["location"] = f"/v1/experts/{done.id}"
    return done


@routes.post(
    "/import",
    status_code=201,
    summary="专家导入 Register all experts of a table (XLSX by the template, or a JSON object a line), or none",
    responses=problems("forbidden", "invalid-content", "wrong-file-type", "unreadable-file", "encrypted-file", "body-too-large"),
)
async def import_all(
    file: Annotated[UploadFile, File(examples=["专家名册.xlsx"])], region: Annotated[RegionCode, Form()], asked: Command, scoring: Held
) -> Imported:
    lines = await lines_of(file.file, industries_of(scoring), scoring.settings)
    return Imported(**await handlers.import_all(scoring, asked, region, lines))


@routes.get("/template.xlsx", summary="专家名册模板 The table to fill in for an import", response_class=Response)
async def template() -> Response:
    return attachment(await to_thread(template_xlsx), "专家名册.xlsx", XLSX)


@routes.get("/{expert}", summary="专家 One expert", responses=problems("not-found"))
async def expert(expert: ExpertId, caller: Reader, scoring: Held, response: Response) -> ExpertShown:
    shown = await reading.expert(scoring, caller, expert)
    response.headers["etag"] = etag(shown.version)
    return shown


@routes.put(
    "/{expert}",
    summary="修改专家信息 Replace an expert's entry; who is in conflict with a case now leaves it",
    responses=problems(*_MAY_NOT, "conflict", "stale-version", "precondition-required"),
)
async def amend(body: ExpertEntry, expected: IfMatch, task: OnExpert, scoring: Held) -> ExpertDone:
    _require_industries(body, scoring)
    return ExpertDone(**await handlers.amend(task, body.entry, expected))


@routes.post(
    "/{expert}/suspension",
    status_code=201,
    summary="暂停专家 Suspend an expert; places without a submitted sheet are drawn again",
    responses=problems(*_MAY_NOT, "wrong-status"),
)
async def suspension(body: Reason, task: OnExpert) -> ExpertDone:
    return ExpertDone(**await handlers.suspend(task, body.reason))


@routes.post(
    "/{expert}/reinstatement", status_code=201, summary="恢复专家 Reinstate an expert", responses=problems(*_MAY_NOT, "wrong-status")
)
async def reinstatement(body: Reason, task: OnExpert) -> ExpertDone:
    return ExpertDone(**await handlers.reinstate(task, body.reason))


def industries_of(scoring: Scoring) -> Industries:
    """The options of every programme's field for the case's industry."""
    titles: dict[str, str] = {}
    for programme in scoring.programmes.versions.values():
        for track in programme.tracks.values():
            name = track.form.field_for(Meaning.INDUSTRY)
            field = track.form.fields[name] if name else None
            if isinstance(field, ChoiceField):
                titles |= {code: option.title.zh for code, option in programme.choices[field.of].options.items()}
    return Industries(titles)


def _require_industries(body: ExpertEntry, scoring: Scoring) -> None:
    if faults := tuple(industry_faults(body, industries_of(scoring))):
        raise Refusal("invalid-content", Text("行业不在可选范围内", "There is no such industry"), faults)
