"""Score sheets: written, submitted, shown, given back, taken out."""

from __future__ import annotations

from fastapi import Response

from services.chassis.api.openapi import problems
from services.chassis.api.preconditions import IfMatch, etag
from services.chassis.api.routes import router
from services.scoring import showing
from services.scoring.api.case_models import Done
from services.scoring.api.on_cases import CaseId, Commanded, Edited, ExpertId, Held, OwnTask, Reader
from services.scoring.api.sheet_models import DraftShown, SheetShown, SheetWritten, Submitted
from services.scoring.api.words import Reason
from services.scoring.domain.case import Case, known
from services.scoring.domain.sheet import Scale
from services.scoring.handlers import cases, sheets
from services.scoring.looking import look
from services.scoring.scoring import Scoring
from services.scoring.sheets import Draft, DraftKey

routes = router("/v1/cases/{id}", "sheets")


@routes.get("/sheet", summary="评分表草稿 The own sheet as it is written", responses=problems("not-found", "undertaking-required"))
async def draft(case: CaseId, caller: Reader, scoring: Held, response: Response) -> DraftShown:
    state, expert = await sheets.own(scoring, caller, case)
    return _shown(scoring, (state, expert), await scoring.drafts.get(DraftKey(case, expert)), response)


@routes.put(
    "/sheet",
    summary="填写评分表 Save the own sheet as far as it is written",
    responses=problems("not-found", "undertaking-required", "wrong-status", "stale-version", "precondition-required"),
)
async def write(body: SheetWritten, expected: IfMatch, on: Edited, response: Response) -> DraftShown:
    """As often as wanted; what would keep it from being submitted is in ``warnings``. The ETag is the edition ("0" before the first): name
    it in If-Match."""
    state, expert, written = await sheets.write(on.scoring, on.caller, on.case, (expected, body.writing))
    return _shown(on.scoring, (state, expert), written, response)


def _shown(scoring: Scoring, place: tuple[Case, str], written: Draft, response: Response) -> DraftShown:
    state, expert = place
    response.headers["etag"] = etag(written.edition)
    scale = Scale.of(scoring.rules(known(state.review)).rubric, state)
    return showing.draft_shown(scale, state, known(state.seat(expert)), written)


@routes.post(
    "/sheet/submission",
    status_code=201,
    summary="提交评分表 Submit the own sheet, once",
    responses=problems(
        "not-found", "undertaking-required", "invalid-content", "wrong-status", "stale-version", "precondition-required", "forbidden"
    ),
)
async def submission(expected: IfMatch, on: OwnTask) -> Submitted:
    """If-Match names the edition that was seen. All that is wrong is listed at once, and nothing is submitted then; else it is locked."""
    return Submitted(**await sheets.submit(on, expected))


@routes.get("/sheets", summary="评分表 The sheets that the caller may see", responses=problems("not-found", "undertaking-required"))
async def all_sheets(case: CaseId, caller: Reader, scoring: Held) -> list[SheetShown]:
    """An expert sees the others' sheets when the own is in, if the programme allows it, and under pseudonyms until the result."""
    return await showing.sheets_shown(scoring, await look(scoring, caller, case))


@routes.post(
    "/sheets/{expert}/reopening",
    status_code=201,
    summary="退回评分表 The city gives a submitted sheet back, with a reason",
    responses=problems("not-found", "forbidden", "wrong-status"),
)
async def reopening(expert: ExpertId, body: Reason, on: Commanded) -> Done:
    """Both versions stay; the sheet may be written again."""
    return Done(**await sheets.reopen(on.scoring, on.asked, (on.case, expert), body.reason))


@routes.post(
    "/sheets/{expert}/exclusion",
    status_code=201,
    summary="专家回避 A conflict was found: take the expert off the case, and the sheet out of it",
    responses=problems("not-found", "forbidden", "wrong-status"),
)
async def exclusion(expert: ExpertId, body: Reason, on: Commanded) -> Done:
    """The sheet stays on record and no longer counts; the place is drawn again."""
    return Done(**await cases.exclude(on.scoring, on.asked, (on.case, expert), body.reason))
