"""Applications: begun, filed and withdrawn by the applicant; listed and read by who may see them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from services.chassis.api.commands import Command
from services.chassis.api.openapi import problems
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.preconditions import IfMatch, IfNoneMatch, etag, not_modified
from services.chassis.api.routes import router
from services.chassis.mongo import Document
from services.intake import access, reading
from services.intake.api.dependencies import ApplicationId, Held, Reader
from services.intake.api.models.applications import ApplicationRow, ApplicationShown, Done, NewApplication, Withdrawal
from services.intake.domain.application import Status
from services.intake.handlers import applications as handlers
from services.intake.handlers import subjects
from services.intake.views import APPLICATIONS

routes = router("/v1/applications", "applications")


@routes.post(
    "",
    status_code=201,
    summary="新建申报 Begin an application",
    responses=problems("forbidden", "not-found", "organisation-unregistered", "round-not-open", "entry-taken"),
)
async def begin(body: NewApplication, asked: Command, intake: Held, response: Response) -> Done:
    call = body.programme, body.round, body.track
    if body.subject:
        done = Done(**await subjects.begin(intake, asked, call, (body.subject.name, body.subject.region)))
    else:
        done = Done(**await handlers.begin(intake, asked, call, body.applicant or ""))
    response.headers["location"] = f"/v1/applications/{done.id}"
    return done


class Filters(PageQuery):
    """What a list of applications is narrowed to. ``region`` is a division code; all that lies below it is included."""

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


Narrowed = Annotated[Filters, Query()]


@routes.get("", summary="申报列表 Applications that the caller may see")
async def applications(request: Request, caller: Reader, intake: Held, filters: Narrowed) -> Page[ApplicationRow]:
    listing = Listing({"$and": [access.visible(caller), filters.document]})
    return await filters.reader(request).read(APPLICATIONS.collection(intake.database), listing, reading.application_row)


@routes.get("/{id}", summary="申报 One application", responses=problems("not-found"), response_model=ApplicationShown)
async def application(
    application: ApplicationId, caller: Reader, known: IfNoneMatch, intake: Held, response: Response
) -> ApplicationShown | Response:
    shown = await reading.application_shown(intake, caller, application)
    if known.matches(shown.version) and not access.examines(caller):  # what officers are warned of changes with other applications
        return not_modified(shown.version)
    response.headers["etag"] = etag(shown.version)
    return shown


@routes.post(
    "/{id}/submission",
    status_code=201,
    summary="提交申报 File the draft",
    responses=problems(
        "not-found",
        "forbidden",
        "invalid-content",
        "round-not-open",
        "wrong-status",
        "entry-taken",
        "quota-exhausted",
        "stale-version",
        "precondition-required",
    ),
)
async def submission(application: ApplicationId, expected: IfMatch, asked: Command, intake: Held) -> Done:
    """All that is wrong is listed at once, with the limit, the actual value and the clause; nothing is filed then. If-Match names the
    draft's edition that was seen."""
    return Done(**await handlers.submit(intake, asked, application, expected))


@routes.post(
    "/{id}/withdrawal",
    status_code=201,
    summary="撤回申报 Withdraw an application, until it is accepted",
    responses=problems("not-found", "forbidden", "held-elsewhere", "wrong-status"),
)
async def withdrawal(application: ApplicationId, body: Withdrawal, asked: Command, intake: Held) -> Done:
    return Done(**await handlers.withdraw(intake, asked, application, body.reason))
