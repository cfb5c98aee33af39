"""Proposals: made from the ranking, read, tried for other limits; the waiting list after a raised cap; all confirmable awards confirmed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from services.chassis.api.commands import Command
from services.chassis.api.openapi import problems
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.preconditions import etag
from services.chassis.api.routes import router
from services.funding import access
from services.funding.api.dependencies import Held, Key, Proposing, Reader
from services.funding.api.models.proposals import (
    AdvancementDone,
    ConfirmationDone,
    NewProposal,
    ProposalDone,
    ProposalRow,
    ProposalShown,
    WhatIf,
    WhatIfShown,
)
from services.funding.handlers import proposals as handlers
from services.funding.handlers.confirmations import confirm_all
from services.funding.reading import proposals as reading
from services.funding.views import PROPOSALS

routes = router("/v1/proposals", "proposals")

_MAY_NOT = ("not-found", "forbidden", "wrong-status", "conflict")
_ONE = "/{programme}/{round}/{track}"


class Filters(PageQuery):
    """What a list of proposals is narrowed to."""

    programme: str | None = Field(default=None, max_length=40)
    round: str | None = Field(default=None, max_length=40)
    track: str | None = Field(default=None, max_length=40)


@routes.post("", status_code=201, summary="形成奖补建议 Make the proposal of a ranked round", responses=problems(*_MAY_NOT))
async def proposal(body: NewProposal, asked: Command, funding: Held, response: Response) -> ProposalDone:
    """Refused until every ranked application has come from intake."""
    done = ProposalDone(**await handlers.make(funding, asked, (body.programme, body.round, body.track)))
    response.headers["location"] = f"/v1/proposals/{body.programme}/{body.round}/{body.track}"
    return done


@routes.get("", summary="奖补建议列表 Proposals, and rankings that wait for one")
async def proposals(request: Request, caller: Reader, funding: Held, filters: Annotated[Filters, Query()]) -> Page[ProposalRow]:
    chosen = filters.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    listing = Listing({"$and": [access.visible_regions(caller), chosen]})
    return await filters.reader(request).read(PROPOSALS.collection(funding.database), listing, reading.proposal_row)


@routes.get(
    _ONE, summary="奖补建议 One proposal: the reason of each place, and the tie across the cut line", responses=problems("not-found")
)
async def shown(key: Key, caller: Reader, funding: Held, response: Response) -> ProposalShown:
    found = await reading.proposal_shown(funding, caller, key)
    response.headers["etag"] = etag(found.version)
    return found


@routes.get(
    f"{_ONE}/what-if",
    summary="试算 The proposal under another cap or line; changes nothing",
    responses=problems("not-found", "conflict", "invalid-content"),
)
async def what_if(key: Key, caller: Reader, funding: Held, other: Annotated[WhatIf, Query()]) -> WhatIfShown:
    state, _ = await reading.proposal(funding, caller, key)
    made = await handlers.what_if(funding, state, other.cap, other.line)
    passing = handlers.require_ranked(state).passing if other.line is None else f"{other.line}"
    return await reading.what_if_shown(funding, passing, made)


@routes.post(
    f"{_ONE}/advancement",
    status_code=201,
    summary="候补递补 Let the waiting list move up, after the cap was raised",
    responses=problems(*_MAY_NOT),
)
async def advancement(on: Proposing) -> AdvancementDone:
    return AdvancementDone(**await handlers.advance(on.funding, on.asked, on.key))


@routes.post(
    f"{_ONE}/confirmation",
    status_code=201,
    summary="批量确认 Confirm all awards of the round that can be confirmed",
    responses=problems(*_MAY_NOT, "not-confirmable"),
)
async def confirmation(on: Proposing) -> ConfirmationDone:
    return ConfirmationDone(**await confirm_all(on.funding, on.asked, on.key))
