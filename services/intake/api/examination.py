"""What the county and the city do with an application: every command is a POST to a noun."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from services.chassis.api.openapi import problems
from services.chassis.api.routes import router
from services.intake.api.dependencies import Commanded
from services.intake.api.models.applications import Done
from services.intake.api.models.examination import Checks, Concluding, Preparation, Reasons, Receipt, Returning
from services.intake.handlers import examination as handlers
from services.intake.handlers import results
from services.intake.handlers.examination import Task

routes = router("/v1/applications/{id}", "examination")

_MAY_NOT = ("not-found", "forbidden", "wrong-status", "round-not-open")


async def _task(on: Commanded) -> Task:
    return Task(on.intake, on.asked, on.application)


OnApplication = Annotated[Task, Depends(_task)]


@routes.post(
    "/checks", status_code=201, summary="逐条核对 The county's check, clause by clause", responses=problems(*_MAY_NOT, "invalid-content")
)
async def checks(body: Checks, task: OnApplication) -> Done:
    return Done(**await handlers.check(task, body.findings))


@routes.post(
    "/return", status_code=201, summary="退回补正 Return for correction, with reasons", responses=problems(*_MAY_NOT, "invalid-content")
)
async def give_back(body: Returning, task: OnApplication) -> Done:
    return Done(**await handlers.give_back(task, body.stated, body.due))


@routes.post("/rejection", status_code=201, summary="不予推荐 Reject, with reasons", responses=problems(*_MAY_NOT))
async def rejection(body: Reasons, task: OnApplication) -> Done:
    return Done(**await handlers.reject(task, body.stated))


@routes.post(
    "/recommendation",
    status_code=201,
    summary="拟推荐 Prepare the recommendation, with the table's brief",
    responses=problems(*_MAY_NOT, "invalid-content"),
)
async def recommendation(body: Preparation, task: OnApplication) -> Done:
    return Done(**await handlers.prepare(task, body.table_brief))


@routes.post(
    "/recommendation/confirmation",
    status_code=201,
    summary="复核推荐 Another officer confirms; the application goes on the list",
    responses=problems(*_MAY_NOT, "second-person-required", "quota-exhausted", "count-undeclared"),
)
async def confirmation(task: OnApplication) -> Done:
    return Done(**await handlers.recommend(task))


@routes.post(
    "/receipt", status_code=201, summary="纸质收件 The city received the paper copies", responses=problems(*_MAY_NOT, "invalid-content")
)
async def receipt(body: Receipt, task: OnApplication) -> Done:
    return Done(**await handlers.receive(task, body.on, body.copies))


@routes.post("/acceptance", status_code=201, summary="受理 The city accepts the case", responses=problems(*_MAY_NOT))
async def acceptance(task: OnApplication) -> Done:
    return Done(**await handlers.accept(task))


@routes.post(
    "/result",
    status_code=201,
    summary="公布结果 The authority records its result on a case that was filed with it",
    responses=problems("not-found", "forbidden", "wrong-status", "conflict", "invalid-content"),
)
async def result(body: Concluding, task: OnApplication) -> Done:
    return Done(**await results.conclude(task, body.announced))
