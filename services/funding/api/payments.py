"""Payments: ordered by the bureau, reported by the office that pays or by the city's own system, returned, ordered again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path

from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.openapi import problems
from services.chassis.api.preconditions import IfMatch
from services.chassis.api.reports import Signed, signed
from services.chassis.api.routes import router
from services.funding import access
from services.funding.api.dependencies import Held
from services.funding.api.models.awards import AwardDone
from services.funding.api.models.payments import AccountNamed, PaidReport, ReturnReport, SystemReport
from services.funding.api.tasks import ByApplicant, ByCity, ByFinance
from services.funding.domain.payment import Paid
from services.funding.funding import Funding
from services.funding.handlers import payments as handlers
from services.funding.handlers.awards import Task

routes = router("/v1/awards/{id}", "payments")
reports = router("/v1/payment-reports", "payments")

_MAY_NOT = ("not-found", "forbidden", "wrong-status")
_REPORTED = (*_MAY_NOT, "payment-mismatch", "conflict")
Attempt = Annotated[int, Path(alias="attempt", ge=1, le=1000, description="The payment order's number")]


@routes.put("/account", summary="变更收款账户 The enterprise mends its account", responses=problems(*_MAY_NOT, "payment-mismatch"))
async def account(body: AccountNamed, expected: IfMatch, task: ByApplicant) -> AwardDone:
    return AwardDone(**await handlers.amend_account(task, body.model_dump(), expected))


@routes.post(
    "/payments",
    status_code=201,
    summary="下达拨付单 Order the payment of a confirmed award, or again of a returned one",
    responses=problems(*_MAY_NOT, "payment-mismatch"),
)
async def order(task: ByCity) -> AwardDone:
    return AwardDone(**await handlers.order(task))


@routes.post("/payments/{attempt}/report", status_code=201, summary="拨付回报 It was paid", responses=problems(*_REPORTED))
async def paid(attempt: Attempt, body: PaidReport, task: ByFinance) -> AwardDone:
    return AwardDone(**await handlers.made(task, Paid(attempt=attempt, **body.model_dump())))


@routes.post("/payments/{attempt}/return", status_code=201, summary="银行退回 The bank sent it back", responses=problems(*_REPORTED))
async def returned(attempt: Attempt, body: ReturnReport, task: ByFinance) -> AwardDone:
    return AwardDone(**await handlers.returned(task, attempt, body.reason))


@dataclass(frozen=True, slots=True)
class Reporting:
    """What a system reported, and the command that it is."""

    said: SystemReport
    task: Task


async def _reporting(report: Annotated[Signed, Depends(signed)], funding: Held) -> Reporting:
    said = report.report.read(SystemReport)
    return Reporting(said, _task(funding, report, said.application))


def _task(funding: Funding, report: Signed, application: str) -> Task:
    return Task(funding, report.asked, application, lambda state: access.require_paying_system(report.asked.caller, state))


@reports.post(
    "",
    status_code=201,
    summary="系统拨付回报 A city's own system reports a payment; API key and signature",
    responses=problems(*_REPORTED, "body-too-large", "invalid-content", "idempotency-key-reused"),
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": SystemReport.model_json_schema()}}},
    },
)
async def report(on: Annotated[Reporting, Depends(_reporting)]) -> AwardDone:
    """Headers ``webhook-id`` (chosen by the system; the same in every retry), ``webhook-timestamp`` and ``webhook-signature`` over the body
    as it is sent (Standard Webhooks). What was reported before, under whatever id, is answered as it was then."""
    said = on.said
    if said.outcome == "paid":
        done = await handlers.made(on.task, Paid(attempt=said.attempt, **_given(said, "fen", "account", "voucher", "paid_on")))
    else:
        done = await handlers.returned(on.task, said.attempt, _given(said, "reason")["reason"])
    return AwardDone(**done)


def _given(said: SystemReport, *names: str) -> dict[str, Any]:
    """These fields; a 422 that names each that is missing."""
    given = {name: getattr(said, name) for name in names}
    if missing := [name for name, value in given.items() if value is None]:
        text = Text(f"缺少：{'、'.join(missing)}", f"Missing: {', '.join(missing)}")
        raise Refusal("invalid-content", text, tuple(Fault("missing", f"/{name}", text) for name in missing))
    return given
