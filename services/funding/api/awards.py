"""Awards: listed and read by who may see them; confirmed, withdrawn, revoked, clawed back and recovered."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from contracts.days import end_of
from contracts.events.funding.award import Firm
from services.chassis.api.openapi import problems
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.preconditions import IfNoneMatch, etag, not_modified
from services.chassis.api.routes import router
from services.chassis.mongo import Document
from services.funding import access
from services.funding.api.dependencies import ApplicationId, Held, Reader
from services.funding.api.models.audits import AuditTask
from services.funding.api.models.awards import AwardDone, AwardRow, AwardShown, Clawback, Recovery, Revocation, Withdrawal
from services.funding.api.tasks import ByAwarder, ByCity, ByOwner
from services.funding.domain.award import Status
from services.funding.domain.ending import Demand
from services.funding.handlers import audits
from services.funding.handlers import awards as handlers
from services.funding.reading import awards as reading
from services.funding.views import AWARDS

routes = router("/v1/awards", "awards")

_MAY_NOT = ("not-found", "forbidden", "wrong-status")


class Filters(PageQuery):
    """What a list of awards is narrowed to. ``region`` is a division code; all that lies below it is included."""

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


@routes.get("", summary="奖补列表 Awards that the caller may see")
async def awards(request: Request, caller: Reader, funding: Held, filters: Annotated[Filters, Query()]) -> Page[AwardRow]:
    listing = Listing({"$and": [access.visible(caller), {"known": True}, filters.document]})
    return await filters.reader(request).read(AWARDS.collection(funding.database), listing, reading.award_row)


@routes.get("/{id}", summary="奖补 One application's award", responses=problems("not-found"), response_model=AwardShown)
async def award(application: ApplicationId, caller: Reader, known: IfNoneMatch, funding: Held, response: Response) -> AwardShown | Response:
    shown = await reading.award_shown(funding, caller, application)
    if known.matches(shown.version):
        return not_modified(shown.version)
    response.headers["etag"] = etag(shown.version)
    return shown


@routes.post(
    "/{id}/audit",
    status_code=201,
    summary="安排专项审计 Order the special audit of a proposed award, or another firm for it",
    responses=problems(*_MAY_NOT, "conflict", "auditor-not-independent"),
)
async def audit(body: AuditTask, task: ByCity) -> AwardDone:
    return AwardDone(**await audits.order(task, Firm(name=body.firm.name, uscc=body.firm.uscc), body.reason))


@routes.post(
    "/{id}/confirmation",
    status_code=201,
    summary="确认奖补 Confirm, when notice, audit and objections allow it",
    responses=problems(*_MAY_NOT, "not-confirmable"),
)
async def confirmation(task: ByAwarder) -> AwardDone:
    return AwardDone(**await handlers.confirm(task))


@routes.post(
    "/{id}/withdrawal",
    status_code=201,
    summary="撤回申报 The applicant withdraws, until the decision",
    responses=problems(*_MAY_NOT, "held-elsewhere"),
)
async def withdrawal(body: Withdrawal, task: ByOwner) -> AwardDone:
    return AwardDone(**await handlers.withdraw(task, body.reason))


@routes.post("/{id}/revocation", status_code=201, summary="撤销奖补 Revoke, before it is paid", responses=problems(*_MAY_NOT))
async def revocation(body: Revocation, task: ByCity) -> AwardDone:
    return AwardDone(**await handlers.revoke(task, body.reason))


@routes.post("/{id}/clawback", status_code=201, summary="追回奖补 Demand a paid award back", responses=problems(*_MAY_NOT))
async def clawback(body: Clawback, task: ByCity) -> AwardDone:
    return AwardDone(**await handlers.claw_back(task, Demand(body.reason, end_of(body.due))))


@routes.post("/{id}/recovery", status_code=201, summary="追回到账 The money is back", responses=problems(*_MAY_NOT))
async def recovery(body: Recovery, task: ByCity) -> AwardDone:
    return AwardDone(**await handlers.recover(task, body.voucher))
