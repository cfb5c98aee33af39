"""Score sheets: written by the expert, submitted once, given back by the city."""

from __future__ import annotations

from typing import Any

from contracts.canonical import instant
from contracts.events.parties import Officer
from contracts.events.scoring.sheet import SheetSubmitted
from contracts.refusal import Refusal
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.editions import Expected
from services.chassis.identity import Principal
from services.scoring import access
from services.scoring.domain import sheet as rules
from services.scoring.domain.case import Case, known
from services.scoring.domain.engagement import require_signed
from services.scoring.domain.review import require_unranked
from services.scoring.domain.sheet import Scale, Writing, require_seat, require_writable
from services.scoring.handlers import panels
from services.scoring.handlers.assignments import Task, engagement_of, require_expert, undertaking_path
from services.scoring.scoring import Scoring, key_of
from services.scoring.sheets import Draft, DraftKey
from services.scoring.streams import CASE, REVIEW
from services.scoring.views import CASES


async def own(scoring: Scoring, caller: Principal, application: str) -> tuple[Case, str]:
    """A case that the caller has a place on, and which expert the caller is; a 404 for any other, and nothing before the undertaking."""
    expert = await require_expert(scoring, caller)
    state = await scoring.state(CASES, application, Case) or Case()
    require_seat(state, expert)
    key = key_of(known(state.review))
    require_signed(await engagement_of(scoring, key, expert), undertaking_path(key))
    return state, expert


async def write(scoring: Scoring, caller: Principal, application: str, edit: tuple[Expected, Writing]) -> tuple[Case, str, Draft]:
    """Save a sheet as far as it is written; ``edit`` is the edition that it is made on, and the whole of what is written now."""
    state, expert = await own(scoring, caller, application)
    seat = require_writable(state, expert)
    expected, writing = edit
    return state, expert, await scoring.drafts.write(DraftKey(application, expert), expected, writing, len(seat.sheets))


async def submit(on: Task, expected: Expected) -> dict[str, Any]:
    """Submit the edition that the caller has seen. The draft is sealed while it goes into the commit: no edit is lost in between."""
    key, holder = DraftKey(on.application, on.expert), f"{on.asked.cause.client}/{on.asked.cause.key}"
    if (first := await on.scoring.answered(on.asked)) is not None:
        await on.scoring.drafts.unseal(key, holder, first["version"])  # a crash may have kept it sealed
        return first
    draft = await on.scoring.drafts.seal(key, expected, holder)
    try:
        submitted = await _submit(on, draft)
    except Refusal as refusal:
        if refusal.slug != "unavailable":
            await on.scoring.drafts.unseal(key, holder)
        raise  # what may still be written leaves it sealed, for the same request to be sent again
    await on.scoring.drafts.unseal(key, holder, submitted["version"])
    return submitted


async def _submit(on: Task, draft: Draft) -> dict[str, Any]:
    def decide(streams: Streams) -> Decision:
        state = on.read(streams)
        on.require_signed(streams, state)
        scale = Scale.of(on.scoring.rules(known(state.review)).rubric, state)
        due = streams.state(REVIEW, *key_of(known(state.review))).due
        sheet = rules.dated(rules.submit(state, scale, on.expert, draft.writing, on.by), due, streams.now)
        decision = Decision(_answer(on, streams, sheet)).on(CASE.stream(on.application), sheet)
        panels.settle(on.scoring, streams, decision, on.application)
        return decision

    return await on.scoring.decide(on.asked, "submit_sheet", decide, *on.streams)


def _answer(on: Task, streams: Streams, sheet: SheetSubmitted) -> dict[str, Any]:
    said = {"application": on.application, "version": sheet.version, "total": sheet.total, "late": sheet.late}
    return {**said, "status": "submitted", "at": instant(streams.now)}


async def reopen(scoring: Scoring, asked: Asked, place: tuple[str, str], reason: str) -> dict[str, Any]:
    """The city gives the sheet of a ``place`` (case, expert) back: until it is submitted again, the case is not scored."""
    application, expert = place

    def decide(streams: Streams) -> Decision:
        state, review = panels.read(streams, application)
        access.require_city(asked.caller, review)
        require_unranked(review)
        events = rules.reopen(state, expert, panels.contact_of(streams, expert), reason, Officer.of(asked.caller))
        answer = {"application": application, "expert": expert, "status": "reopened", "at": instant(streams.now)}
        decision = Decision(answer).on(CASE.stream(application), *events)
        panels.unsettle(decision, state)
        return decision

    return await scoring.decide(asked, "reopen_sheet", decide, CASE.stream(application))
