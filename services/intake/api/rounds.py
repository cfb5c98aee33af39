"""Rounds: public to read, opened, moved and closed by the authority."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Literal

from fastapi import Query, Request
from pydantic import Field

from contracts.days import SHANGHAI, end_of
from contracts.events.intake.round import Window
from services.chassis.api.commands import Command
from services.chassis.api.openapi import problems
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.routes import router
from services.intake import reading
from services.intake.api.dependencies import Held, ProgrammeCode, RoundCode
from services.intake.api.models.rounds import NewWindow, RoundDone, RoundShown
from services.intake.handlers import rounds as handlers
from services.intake.views import ROUNDS

routes = router("/v1/rounds", "rounds")


class Filters(PageQuery):
    """What a list of rounds is narrowed to."""

    programme: str | None = Field(default=None, max_length=40)
    status: Literal["open", "closed"] | None = None


@routes.get("", summary="批次列表 Rounds that were opened")
async def rounds(request: Request, intake: Held, filters: Annotated[Filters, Query()]) -> Page[RoundShown]:
    chosen = filters.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    return await filters.reader(request).read(ROUNDS.collection(intake.database), Listing(chosen), reading.round_row)


@routes.get("/{programme}/{round}", summary="批次 One round, with the dates that hold now", responses=problems("not-found"))
async def round_shown(programme: ProgrammeCode, round_: RoundCode, intake: Held) -> RoundShown:
    return await reading.round_shown(intake, f"{programme}/{round_}")


@routes.post(
    "/{programme}/{round}/opening",
    status_code=201,
    summary="开放批次 Open a round with the programme's dates",
    responses=problems("forbidden", "not-found", "conflict"),
)
async def opening(programme: ProgrammeCode, round_: RoundCode, asked: Command, intake: Held) -> RoundDone:
    return RoundDone(**await handlers.open_round(intake, asked, programme, round_))


@routes.post(
    "/{programme}/{round}/window",
    status_code=201,
    summary="调整申报期 Move the window, with a reason",
    responses=problems("forbidden", "not-found", "round-not-open", "invalid-content"),
)
async def window(programme: ProgrammeCode, round_: RoundCode, body: NewWindow, asked: Command, intake: Held) -> RoundDone:
    moved = Window(opens=datetime.combine(body.opens, time(), SHANGHAI), closes=end_of(body.closes))
    return RoundDone(**await handlers.move(intake, asked, (programme, round_), moved, (body.reason, body.document)))


@routes.post(
    "/{programme}/{round}/closing",
    status_code=201,
    summary="结束批次 Close a round, naming its accepted cases",
    responses=problems("forbidden", "not-found", "round-not-open", "conflict"),
)
async def closing(programme: ProgrammeCode, round_: RoundCode, asked: Command, intake: Held) -> RoundDone:
    return RoundDone(**await handlers.close(intake, asked, (programme, round_)))
