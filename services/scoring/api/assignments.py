"""An expert's own assignments: the undertaking, the cases, taken on or given up."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from pydantic import Field

from services.chassis.api.commands import Command
from services.chassis.api.openapi import problems
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.routes import router
from services.chassis.mongo import Document
from services.scoring import showing
from services.scoring.api.case_models import AssignmentShown, Declined, Done, Signature, Signed, UndertakingShown
from services.scoring.api.on_cases import Held, OfReview, OwnTask, Reader
from services.scoring.domain.assignment import Declination
from services.scoring.domain.engagement import Engagement
from services.scoring.handlers import assignments as handlers
from services.scoring.views import CASES, ENGAGEMENTS

routes = router("/v1", "assignments")
_UNDERTAKING = "/reviews/{programme}/{round}/{track}/undertaking"


@routes.get(_UNDERTAKING, summary="承诺书 The undertaking to sign before the first case is opened", responses=problems("not-found"))
async def undertaking(key: OfReview, caller: Reader, scoring: Held) -> UndertakingShown:
    words, engagement = await handlers.words(scoring, caller, key)
    signed_at = engagement.signature.at if engagement.signature else None
    return UndertakingShown(zh=words.text.zh, en=words.text.en, digest=words.digest, signed_at=signed_at)


@routes.post(_UNDERTAKING, status_code=201, summary="签署承诺书 Sign the undertaking", responses=problems("not-found", "forbidden"))
async def sign(key: OfReview, body: Signature, asked: Command, scoring: Held) -> Signed:
    """Names the digest of the words that were read, and the expert's own name as it is registered."""
    return Signed(**await handlers.sign(scoring, asked, key, (body.text, body.name)))


class Filters(PageQuery):
    """What the list of assignments is narrowed to."""

    programme: str | None = Field(default=None, max_length=40)
    round: str | None = Field(default=None, max_length=40)
    track: str | None = Field(default=None, max_length=40)

    @property
    def document(self) -> Document:
        return self.model_dump(mode="json", exclude={"limit", "cursor"}, exclude_none=True)


@routes.get("/assignments", summary="我的评审任务 The expert's own cases", responses=problems("not-found"))
async def assignments(request: Request, caller: Reader, scoring: Held, filters: Annotated[Filters, Query()]) -> Page[AssignmentShown]:
    """What a case is about is shown once the undertaking is signed."""
    expert = await handlers.require_expert(scoring, caller)
    rows = ENGAGEMENTS.collection(scoring.database).find({"expert": expert})
    engaged = {row["_id"].rpartition("/")[0]: Engagement.model_validate(row["state"]) async for row in rows}
    listing = Listing({"experts": expert, **filters.document})
    cases = CASES.collection(scoring.database)
    return await filters.reader(request).read(cases, listing, lambda row: showing.assignment_shown(scoring, expert, engaged, row))


@routes.post(
    "/assignments/{id}/acceptance",
    status_code=201,
    summary="接受评审 Take a case on",
    responses=problems("not-found", "forbidden", "undertaking-required", "wrong-status", "invalid-content"),
)
async def acceptance(on: OwnTask) -> Done:
    return Done(**await handlers.accept(on))


@routes.post(
    "/assignments/{id}/declination",
    status_code=201,
    summary="不接受评审 Decline a case, with the reason; its place is drawn again",
    responses=problems("not-found", "forbidden", "wrong-status"),
)
async def declination(body: Declined, on: OwnTask) -> Done:
    return Done(**await handlers.decline(on, Declination(body.reason, body.conflict)))
