"""Cases, sheets and assignments in the shape that the API shows, within what the caller may see."""

from __future__ import annotations

from typing import Any

from contracts.programme.rubric import Rubric
from services.chassis.mongo import Document
from services.scoring import access
from services.scoring.api.case_models import (
    Anchor,
    AssignmentShown,
    CaseRow,
    CaseShown,
    CriterionShown,
    JointShown,
    RubricShown,
    ScoreShown,
)
from services.scoring.api.sheet_models import DraftShown, EntryWritten, MarkShown, SheetFault, SheetShown, VersionShown
from services.scoring.domain.blindness import for_experts
from services.scoring.domain.case import Case, Joint, Seat, Sheet, Status, known
from services.scoring.domain.engagement import Engagement
from services.scoring.domain.sheet import Scale
from services.scoring.looking import Look, Sight, Watch
from services.scoring.scoring import Scoring, key_of
from services.scoring.sheets import Draft
from services.scoring.views import EXPERTS

_SCORE_FAULTS = frozenset({"missing", "out-of-range", "off-step", "unknown-criterion"})


def case_shown(at: Look) -> CaseShown:
    """A case with all that the caller may know of it."""
    state, rules = at.state, at.rules
    inside = at.sight is not Sight.PARTY
    more: dict[str, Any] = {
        "file": for_experts(known(state.file), at.track) if at.sight is Sight.EXPERT else state.file if inside else None,
        "rubric": rubric_shown(Scale.of(rules.rubric, state)) if inside else None,
        "score": _score(at),
        "joint": _joint(at, state.joint) if state.joint and at.informed else None,
        "extra_review": state.extra is not None if at.informed else None,
        "withdrawal": state.withdrawal.reason if state.withdrawal else None,
    }
    return CaseShown(**_row(at), **more)


def case_row(scoring: Scoring, seen: Watch, row: Document) -> CaseRow:
    """A row of a list of cases."""
    state = Case.model_validate(row["state"])
    call = known(state.review)
    return CaseRow(**_row(Look(state, seen.sight(state), scoring.track_of(state), key_of(call) in seen.ranked)))


def _row(at: Look) -> dict[str, Any]:
    state, call = at.state, known(at.state.review)
    file = for_experts(known(state.file), at.track) if at.sight is Sight.EXPERT else known(state.file)
    score = _score(at)
    return {
        "id": state.id,
        "programme": call.programme,
        "round": call.round,
        "track": call.track,
        "title": file.title,
        "applicant": file.applicant,
        "region": file.region,
        "mode": file.mode,
        "industry": file.industry,
        "status": at.status,
        "vacant": state.vacant if at.sight is Sight.OFFICE else None,
        "total": score.total if score else None,
    }


def _score(at: Look) -> ScoreShown | None:
    """What it came to: for others than the review's own after the ranking, and by criterion where the programme shows that."""
    score = at.state.score
    if score is None or not (at.informed or at.ranked):
        return None
    criteria = {each.criterion: each.mean for each in score.criteria}
    detailed = at.sight is not Sight.PARTY or at.rules.blindness.scores == "by-criterion"
    spread = score.spread if at.informed else None
    return ScoreShown(total=score.total, joint=score.joint, spread=spread, criteria=criteria if detailed else None)


def _joint(at: Look, joint: Joint) -> JointShown:
    present = tuple(expert if at.sight is Sight.OFFICE else pseudonym(at.state, expert) for expert in joint.present)
    marks = tuple(MarkShown(**mark.model_dump()) for mark in joint.marks)
    return JointShown(marks=marks, present=present, **joint.model_dump(include={"opinion", "minutes", "at"}))


def pseudonym(state: Case, expert: str) -> str:
    """What an expert is called towards the others: by the order in which they came to the case."""
    return f"专家{state.joined.index(expert) + 1}"


def rubric_shown(scale: Scale) -> RubricShown:
    """The rubric with its anchors, as it holds for the case's mode."""
    rubric, reasons = scale.rubric, scale.rubric.reasons
    needed = {"reason_below": reasons.below, "reason_above": reasons.above, "reason_least": reasons.least}
    return RubricShown(step=rubric.step, passing=rubric.passing, criteria=_criteria(rubric, scale.option), **needed)


def _criteria(rubric: Rubric, option: str | None) -> tuple[CriterionShown, ...]:
    return tuple(
        CriterionShown(
            code=each.code,
            title_zh=each.title.zh,
            title_en=each.title.en,
            looks_at=rubric.criteria[each.code].looks_at,
            weight=each.weight,
            levels=tuple(Anchor(at=level.at, text=level.text) for level in each.levels),
        )
        for each in rubric.for_option(option)
    )


async def sheets_shown(scoring: Scoring, at: Look) -> list[SheetShown]:
    """The sheets of a case: all for the review's own; an expert's own, and the others' when the own is in. A 404 for the applicant."""
    if at.sight is Sight.PARTY:
        raise access.unknown(access.NO_CASE)
    names = await _names(scoring, at.state.joined) if at.named else {}
    shown = [_sheet(at, seat, _status(seat), names) for seat in at.state.seats if _visible(at, seat)]
    if at.sight is Sight.OFFICE:
        gone = [_sheet(at, left.seat, left.why, names) for left in at.state.left]
        reasons = [left.reason for left in at.state.left]
        shown += [sheet.model_copy(update={"reason": reason}) for sheet, reason in zip(gone, reasons, strict=True)]
    return shown


def _visible(at: Look, seat: Seat) -> bool:
    if at.sight is Sight.OFFICE or seat == at.seat:
        return True
    return at.informed and seat.sheet is not None


def _status(seat: Seat) -> str:
    if seat.sheet is not None:
        return "submitted"
    return "reopened" if seat.sheets else "accepted" if seat.accepted_at else "assigned"


def _sheet(at: Look, seat: Seat, status: str, names: dict[str, str]) -> SheetShown:
    own = seat == at.seat
    whole = own or at.sight is Sight.OFFICE
    versions = seat.sheets if whole else seat.sheets[-1:]
    return SheetShown(
        expert=seat.expert if whole or at.named else None,
        name=names.get(seat.expert),
        pseudonym=pseudonym(at.state, seat.expert),
        own=own,
        status=status,
        reason=None,
        versions=tuple(_version(sheet) for sheet in versions),
    )


def _version(sheet: Sheet) -> VersionShown:
    marks = tuple(MarkShown(**mark.model_dump()) for mark in sheet.marks)
    return VersionShown(marks=marks, **sheet.model_dump(exclude={"marks"}))


async def _names(scoring: Scoring, experts: tuple[str, ...]) -> dict[str, str]:
    found = EXPERTS.collection(scoring.database).find({"_id": {"$in": list(experts)}}, {"state.entry.contact.name": 1})
    return {row["_id"]: row["state"]["entry"]["contact"]["name"] async for row in found}


def draft_shown(scale: Scale, state: Case, seat: Seat, draft: Draft) -> DraftShown:
    """A sheet as it is written, with all that keeps it from being submitted."""
    faults = scale.faults(draft.writing)
    scored = not any(fault.code in _SCORE_FAULTS for fault in faults)
    marks = draft.writing.marks
    return DraftShown(
        application=state.id,
        edition=draft.edition,
        status=_status(seat),
        marks={code: EntryWritten(**entry.model_dump()) for code, entry in marks.items()},
        opinion=draft.writing.opinion,
        warnings=tuple(SheetFault.of(fault) for fault in faults),
        total=scale.total({code: known(entry.score) for code, entry in marks.items()}) if scored else None,
        reopened=seat.sheets[-1].reopened if seat.sheets else None,
    )


def assignment_shown(scoring: Scoring, expert: str, engaged: dict[str, Engagement], row: Document) -> AssignmentShown:
    """A case of an expert's own; ``engaged`` is what the expert has taken on, by review."""
    state = Case.model_validate(row["state"])
    call, seat = known(state.review), known(state.seat(expert))
    engagement = engaged.get("/".join(key_of(call)), Engagement())
    signed = engagement.signature is not None
    file = for_experts(known(state.file), scoring.track_of(state)) if signed else None
    return AssignmentShown(
        application=state.id,
        programme=call.programme,
        round=call.round,
        track=call.track,
        status="withdrawn" if state.status is Status.WITHDRAWN else _status(seat),
        due=engagement.due,
        signed=signed,
        title=file.title if file else None,
        applicant=file.applicant if file else None,
        mode=file.mode if file else None,
        industry=file.industry if file else None,
    )
