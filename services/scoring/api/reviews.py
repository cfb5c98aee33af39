"""Reviews: opened and extended by the city, run by the agency, closed with its report; how far they have come."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, Query, Request, Response, UploadFile
from pydantic import Field

from contracts.events.scoring.review import Agency
from services.chassis.api.openapi import problems
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.preconditions import etag
from services.chassis.api.routes import router
from services.chassis.mongo import Document
from services.scoring import access, reading
from services.scoring.api.on_cases import Held, OfReview, Reader
from services.scoring.api.on_reviews import ONE, OnReview
from services.scoring.api.review_models import CaseProgress, ExpertProgress, Extension, Opening, ReviewDone, ReviewRow, ReviewShown
from services.scoring.domain.review import Status
from services.scoring.handlers import reviews as handlers
from services.scoring.views import CASES, ENGAGEMENTS, REVIEWS

routes = router("/v1/reviews", "reviews")

_MAY_NOT = ("not-found", "forbidden", "wrong-status")


class Filters(PageQuery):
    """What a list of reviews is narrowed to. ``region`` is a division code; all that lies below it is included."""

    programme: str | None = Field(default=None, max_length=40)
    round: str | None = Field(default=None, max_length=40)
    track: str | None = Field(default=None, max_length=40)
    region: str | None = Field(default=None, pattern="^([0-9]{2}){1,3}$")
    status: Status | None = None

    @property
    def document(self) -> Document:
        """The filter on the rows."""
        chosen = self.model_dump(mode="json", exclude={"region", "limit", "cursor"}, exclude_none=True)
        return chosen | ({"within": self.region} if self.region else {})


@routes.get("", summary="评审列表 Reviews that the caller may see")
async def reviews(request: Request, caller: Reader, scoring: Held, filters: Annotated[Filters, Query()]) -> Page[ReviewRow]:
    listing = Listing({"$and": [access.visible_reviews(caller), filters.document]})
    return await filters.reader(request).read(REVIEWS.collection(scoring.database), listing, reading.review_row)


@routes.get(ONE, summary="评审 One review, and how far it has come", responses=problems("not-found"))
async def review(key: OfReview, caller: Reader, scoring: Held, response: Response) -> ReviewShown:
    shown = reading.review_shown(await reading.review(scoring, caller, key))
    response.headers["etag"] = etag(shown.version)
    return shown


@routes.get(f"{ONE}/progress/cases", summary="案例进度 How far each case has come", responses=problems("not-found"))
async def case_progress(
    request: Request, key: OfReview, caller: Reader, scoring: Held, page: Annotated[PageQuery, Query()]
) -> Page[CaseProgress]:
    await reading.review(scoring, caller, key)
    return await page.reader(request).read(CASES.collection(scoring.database), Listing(_of(key)), reading.case_progress)


@routes.get(f"{ONE}/progress/experts", summary="专家进度 How far each expert has come", responses=problems("not-found"))
async def expert_progress(
    request: Request, key: OfReview, caller: Reader, scoring: Held, page: Annotated[PageQuery, Query()]
) -> Page[ExpertProgress]:
    await reading.review(scoring, caller, key)
    rows = await page.reader(request).read(ENGAGEMENTS.collection(scoring.database), Listing(_of(key)), lambda row: row)
    return Page(items=[await reading.expert_progress(scoring, row) for row in rows.items], next=rows.next)


def _of(key: OfReview) -> Document:
    return dict(zip(("programme", "round", "track"), key, strict=True))


@routes.post(
    f"{ONE}/opening", status_code=201, summary="启动评审 The city opens the review and names the agency", responses=problems(*_MAY_NOT)
)
async def opening(body: Opening, task: OnReview) -> ReviewDone:
    agency = Agency(name=body.agency.name, uscc=body.agency.uscc)
    return ReviewDone(**await handlers.open_review(task, agency, body.due))


@routes.post(f"{ONE}/extension", status_code=201, summary="延长评审 More time, with the reason", responses=problems(*_MAY_NOT))
async def extension(body: Extension, task: OnReview) -> ReviewDone:
    return ReviewDone(**await handlers.extend(task, body.due, body.reason))


@routes.post(
    f"{ONE}/closing",
    status_code=201,
    summary="结束评审 The agency files its report (PDF)",
    responses=problems(
        *_MAY_NOT, "cases-unscored", "wrong-file-type", "unreadable-file", "encrypted-file", "body-too-large", "invalid-content"
    ),
)
async def closing(task: OnReview, file: Annotated[UploadFile, File()]) -> ReviewDone:
    return ReviewDone(**await handlers.close(task, file.file))
