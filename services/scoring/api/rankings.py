"""The ranking: published by the agency when all cases are scored; its file is for everybody."""

from __future__ import annotations

from fastapi import Response

from services.chassis.api.openapi import problems
from services.chassis.api.routes import router
from services.scoring.api.on_cases import Held, OfReview
from services.scoring.api.on_reviews import ONE, OnReview
from services.scoring.api.review_models import Publication, ReviewDone
from services.scoring.handlers import rankings as handlers
from services.scoring.publishing import ranking_json

routes = router("/v1/reviews", "rankings")


@routes.post(
    f"{ONE}/ranking",
    status_code=201,
    summary="公布排序 Publish the ranking; no score changes any more",
    responses=problems("not-found", "forbidden", "wrong-status", "cases-unscored"),
)
async def publish(body: Publication, task: OnReview) -> ReviewDone:
    return ReviewDone(**await handlers.publish(task, body.note))


@routes.get(
    f"{ONE}/ranking",
    summary="排序 The ranking as a file that anybody can recompute",
    responses=problems("not-found"),
    response_class=Response,
)
async def ranking_file(key: OfReview, scoring: Held) -> Response:
    """With the sheets' totals, or with all their scores: as the programme shows them."""
    return Response(await ranking_json(scoring, key), media_type="application/json")
