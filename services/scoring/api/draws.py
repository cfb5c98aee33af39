"""The draw: the seed's commitment and the file are for everybody; the agency commits, closes the pool, draws and extends the pool."""

from __future__ import annotations

from fastapi import Response

from services.chassis.api.openapi import problems
from services.chassis.api.routes import router
from services.scoring import reading
from services.scoring.api.on_cases import Held, OfReview
from services.scoring.api.on_reviews import ONE, OnReview
from services.scoring.api.review_models import Commitment, PoolAdded, PoolChosen, ReviewDone
from services.scoring.handlers import drawing, pools
from services.scoring.publishing import draw_json

routes = router("/v1/reviews", "draws")

_MAY_NOT = ("not-found", "forbidden", "wrong-status")


@routes.get(f"{ONE}/commitment", summary="种子承诺 The SHA-256 of the seed; what is opened since", responses=problems("not-found"))
async def commitment(key: OfReview, scoring: Held) -> Commitment:
    return reading.commitment(key, await reading.public_review(scoring, key))


@routes.post(
    f"{ONE}/commitment",
    status_code=201,
    summary="承诺种子 Fix a seed unknown to all; publish its SHA-256",
    responses=problems(*_MAY_NOT),
)
async def commit_seed(task: OnReview) -> ReviewDone:
    return ReviewDone(**await pools.commit_seed(task))


@routes.post(
    f"{ONE}/pool",
    status_code=201,
    summary="封闭专家库 Close the pool: these experts, or all of the region",
    responses=problems(*_MAY_NOT, "invalid-content"),
)
async def close_pool(body: PoolChosen, task: OnReview) -> ReviewDone:
    return ReviewDone(**await pools.close_pool(task, body.experts))


@routes.post(
    f"{ONE}/pool/extension",
    status_code=201,
    summary="补充专家库 More experts; after the draw vacant places are drawn again",
    responses=problems(*_MAY_NOT, "conflict", "invalid-content"),
)
async def extend_pool(body: PoolAdded, task: OnReview) -> ReviewDone:
    return ReviewDone(**await pools.extend_pool(task, body.experts))


@routes.post(
    f"{ONE}/draw", status_code=201, summary="抽取专家 Draw the experts, open the seed", responses=problems(*_MAY_NOT, "draw-infeasible")
)
async def draw(task: OnReview) -> ReviewDone:
    return ReviewDone(**await drawing.publish(task))


@routes.post(f"{ONE}/draw/vacancies", status_code=201, summary="补抽空缺 Draw vacant places again", responses=problems(*_MAY_NOT))
async def vacancies(task: OnReview) -> ReviewDone:
    return ReviewDone(**await pools.fill(task))


@routes.get(
    f"{ONE}/draw",
    summary="抽取记录 The draw as a file that anybody can recompute, with the places drawn since",
    responses=problems("not-found"),
    response_class=Response,
)
async def draw_file(key: OfReview, scoring: Held) -> Response:
    return Response(await draw_json(scoring, key), media_type="application/json")
