"""The government's decision on a round: prepared by one person, approved or discarded by another."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from contracts.events.funding.proposal import Minutes, Struck
from services.chassis.api.openapi import problems
from services.chassis.api.routes import router
from services.funding.api.dependencies import Proposing
from services.funding.api.models.decisions import ApprovalGiven, DecisionDone, Discarding, Preparation
from services.funding.handlers import decisions as handlers
from services.funding.handlers.decisions import Deciding

routes = router("/v1/proposals/{programme}/{round}/{track}/decision", "decisions")

_MAY_NOT = ("not-found", "forbidden", "wrong-status", "invalid-content")


async def _deciding(on: Proposing) -> Deciding:
    return Deciding(on.funding, on.asked, on.key)


OnDecision = Annotated[Deciding, Depends(_deciding)]


@routes.post(
    "",
    status_code=201,
    summary="提请决策 Put proposed awards to the decision",
    responses=problems(*_MAY_NOT, "conflict", "cap-exceeded"),
)
async def decision(body: Preparation, task: OnDecision) -> DecisionDone:
    return DecisionDone(**await handlers.prepare(task, body.applications))


@routes.post(
    "/approval",
    status_code=201,
    summary="审定 Another person approves, and may strike single names with a reason",
    responses=problems(*_MAY_NOT, "second-person-required"),
)
async def approval(body: ApprovalGiven, task: OnDecision) -> DecisionDone:
    struck = [Struck(application=one.application, reason=one.reason) for one in body.struck]
    minutes = Minutes(number=body.minutes.number, date=body.minutes.date) if body.minutes else None
    return DecisionDone(**await handlers.approve(task, struck, minutes))


@routes.post("/rejection", status_code=201, summary="不予审定 Discard it: it may be prepared anew", responses=problems(*_MAY_NOT))
async def rejection(body: Discarding, task: OnDecision) -> DecisionDone:
    return DecisionDone(**await handlers.discard(task, body.reason))
