"""The review (评审) of a round's cases in one track: its cases, its timetable, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from contracts.days import day
from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.events.parties import Officer
from contracts.events.scoring.draw import DrawContinued, DrawPublished, PoolClosed, Pooled, PoolExtended, SeedCommitted
from contracts.events.scoring.ranking import RankingPublished
from contracts.events.scoring.review import (
    Agency,
    CaseFacts,
    ReviewClosed,
    ReviewConvened,
    ReviewEntered,
    ReviewExtended,
    ReviewOpened,
    ReviewProgressed,
)
from contracts.refusal import Fault, Refusal, Text

Status = Literal["entering", "convened", "opened", "committed", "pooled", "drawn", "ranked", "closed"]
Progress = Literal["scored", "withdrawn"]

_NAMES: dict[Status, Text] = {
    "entering": Text("申报批次未结束", "waiting for its round"),
    "convened": Text("待启动", "convened"),
    "opened": Text("已启动", "open"),
    "committed": Text("种子已承诺", "open, its seed committed"),
    "pooled": Text("专家库已封闭", "open, its pool closed"),
    "drawn": Text("评审中", "drawn"),
    "ranked": Text("已排序", "ranked"),
    "closed": Text("已结束", "closed"),
}

_SHOWN = 20
"""Cases that a refusal names."""

T = TypeVar("T")


class Ranked(BaseModel):
    """What a review keeps of its ranking: the stored file for everybody with the digest of its inputs, the one with every sheet by
    criterion (``whole``), and the salt that the pseudonyms were made with."""

    model_config = ConfigDict(frozen=True)
    at: datetime
    file: str
    whole: str
    inputs: str
    salt: str
    passed: int
    alpha: str | None


class Review(BaseModel):
    """``cases`` have come from intake, ``convened`` are those that have to; None until the round is closed.

    ``panels`` are the experts of each case now, ``excluded`` those who might not be drawn for it, ``vacant`` its places that nobody could
    take; ``absent`` experts of the pool were not drawn from. ``continued`` are the places that were drawn after the draw; ``gone`` and
    ``joined`` are the cases that went and the experts that came since the last of them, or since the draw.
    """

    model_config = ConfigDict(frozen=True)
    call: Call | None = None
    region: str = ""
    cases: dict[str, CaseFacts] = {}
    convened: tuple[str, ...] | None = None
    agency: Agency | None = None
    opened_at: datetime | None = None
    due: datetime | None = None
    commitment: str | None = None
    pool: dict[str, Pooled] = {}
    seed: str | None = None
    draw_file: str | None = None
    drawn_at: datetime | None = None
    panels: dict[str, tuple[str, ...]] = {}
    excluded: dict[str, tuple[str, ...]] = {}
    absent: tuple[str, ...] = ()
    vacant: dict[str, int] = {}
    continued: tuple[DrawContinued, ...] = ()
    gone: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    progress: dict[str, Progress] = {}
    ranking: Ranked | None = None
    report: str | None = None
    closed_at: datetime | None = None

    @property
    def status(self) -> Status:
        if self.closed_at is not None:
            return "closed"
        if self.ranking is not None:
            return "ranked"
        if self.agency is not None:
            return "drawn" if self.seed else "pooled" if self.pool else "committed" if self.commitment else "opened"
        return "entering" if self.convened is None else "convened"

    @property
    def running(self) -> bool:
        """Open, and scores may still change."""
        return self.agency is not None and self.ranking is None and self.closed_at is None

    @property
    def waiting(self) -> tuple[str, ...]:
        """Cases of the round that have not come from intake yet."""
        return tuple(case for case in self.convened or () if case not in self.cases)

    @property
    def reviewed(self) -> tuple[str, ...]:
        """The cases that are not withdrawn, by id."""
        return tuple(sorted(case for case in self.convened or () if self.progress.get(case) != "withdrawn"))

    @property
    def unscored(self) -> tuple[str, ...]:
        return tuple(case for case in self.reviewed if self.progress.get(case) != "scored")


def fold(state: Review, event: Event, at: datetime) -> Review:
    match event:
        case ReviewEntered():
            return state.model_copy(update={"cases": state.cases | {event.case.application: event.case}})
        case ReviewConvened():
            return state.model_copy(update={"call": event.review, "region": event.region, "convened": tuple(sorted(event.cases))})
        case ReviewOpened():
            return state.model_copy(update={"agency": event.agency, "due": event.due, "opened_at": at})
        case ReviewExtended():
            return state.model_copy(update={"due": event.due})
    return _fold_outcome(state, event, at)


def _fold_outcome(state: Review, event: Event, at: datetime) -> Review:
    match event:
        case ReviewProgressed():
            return state.model_copy(update=_progressed(state, event))
        case RankingPublished():
            made = {"file": event.file, "whole": event.whole, "inputs": event.inputs, "salt": event.salt}
            return state.model_copy(update={"ranking": Ranked(at=at, passed=event.passed, alpha=event.alpha, **made)})
        case ReviewClosed():
            return state.model_copy(update={"closed_at": at, "report": event.report})
    return _fold_draw(state, event, at)


def _fold_draw(state: Review, event: Event, at: datetime) -> Review:
    match event:
        case SeedCommitted():
            return state.model_copy(update={"commitment": event.commitment})
        case PoolClosed():
            return state.model_copy(update={"pool": {each.expert: each for each in event.pool}})
        case PoolExtended():
            joined = tuple(each.expert for each in event.pool)
            absent = tuple(expert for expert in state.absent if expert not in joined)
            pool = state.pool | {each.expert: each for each in event.pool}
            since = (*state.joined, *joined) if state.seed else ()
            return state.model_copy(update={"pool": pool, "absent": absent, "joined": since})
        case DrawPublished():
            return state.model_copy(update=_drawn(event, at))
        case DrawContinued():
            return state.model_copy(update=_continued(state, event))
    return state


def _progressed(state: Review, event: ReviewProgressed) -> dict[str, object]:
    rest = {case: to for case, to in state.progress.items() if case != event.application}
    if event.to != "withdrawn":
        return {"progress": rest if event.to == "reopened" else rest | {event.application: event.to}}
    vacant = {case: places for case, places in state.vacant.items() if case != event.application}
    gone = (*state.gone, event.application) if event.application in state.panels else state.gone
    return {"progress": rest | {event.application: event.to}, "vacant": vacant, "gone": gone}


def _drawn(event: DrawPublished, at: datetime) -> dict[str, object]:
    panels = {panel.application: panel.experts for panel in event.panels}
    excluded = {panel.application: panel.excluded for panel in event.panels}
    file = {"seed": event.seed, "draw_file": event.file, "drawn_at": at}
    return {**file, "panels": panels, "excluded": excluded, "absent": event.absent}


def _continued(state: Review, event: DrawContinued) -> dict[str, object]:
    case = event.application
    stay = tuple(expert for expert in state.panels.get(case, ()) if expert != event.left)
    panel = stay if event.chosen is None else (*stay, event.chosen)
    vacant = state.vacant.get(case, 0) + (event.chosen is None) - (event.why == "vacancy")
    others = {other: places for other, places in state.vacant.items() if other != case}
    return {
        "panels": state.panels | {case: panel},
        "vacant": others | ({case: vacant} if vacant > 0 else {}),
        "continued": (*state.continued, event),
        "gone": (),
        "joined": (),
    }


def open_review(state: Review, agency: Agency, due: datetime, now: datetime, by: Officer) -> list[Event]:
    """The city opens it and names the agency: when the round is closed and all its cases have come."""
    require(state, "convened")
    if state.waiting:
        named = "、".join(state.waiting[:_SHOWN])
        zh, en = f"还有 {len(state.waiting)} 件案例未到：{named}", f"{len(state.waiting)} cases have not come yet: {named}"
        raise Refusal("wrong-status", Text(zh, en))
    if not state.reviewed:
        raise Refusal("wrong-status", Text("本批次没有需要评审的案例", "The round has no cases to review"))
    _require_later(due, now)
    call = known(state.call)
    return [ReviewOpened(review=call, region=state.region, agency=agency, cases=len(state.reviewed), due=due, by=by)]


def extend(state: Review, due: datetime, reason: str, now: datetime, by: Officer) -> list[Event]:
    """More time, with a reason: later than it is due now, and later than now."""
    require(state, "opened", "committed", "pooled", "drawn")
    _require_later(due, now)
    _require_later(due, known(state.due))
    return [ReviewExtended(review=known(state.call), due=due, reason=reason, by=by)]


def close(state: Review, report: str, by: Officer) -> list[Event]:
    """The agency files its report (a stored file), after the ranking."""
    require_scored(state)
    require(state, "ranked")
    scored = len(state.reviewed)
    return [ReviewClosed(review=known(state.call), region=state.region, agency=known(state.agency), cases=scored, report=report, by=by)]


def require(state: Review, *allowed: Status) -> None:
    """The review has come as far as one of these; a refusal says how far it is, and how far it has to be."""
    if state.status in allowed:
        return
    names = [_NAMES[status] for status in allowed]
    here = _NAMES[state.status]
    zh = f"该评审现为“{here.zh}”，此操作要求：{'、'.join(name.zh for name in names)}"
    raise Refusal("wrong-status", Text(zh, f"The review is {here.en}; this needs it to be {' or '.join(name.en for name in names)}"))


def require_scored(state: Review, names: Mapping[str, str] | None = None) -> None:
    """Every case that is not withdrawn is scored; a refusal names those that are not (``names``: what a reader knows the cases by)."""
    require(state, "drawn", "ranked", "closed")
    if unscored := state.unscored:
        named = [(names or {}).get(case, case) for case in unscored[:_SHOWN]]
        zh = f"还有 {len(unscored)} 件案例未完成评分：{'、'.join(named)}"
        en = f"{len(unscored)} cases are not scored yet: {', '.join(named)}"
        faults = tuple(Fault("unscored", f"/cases/{case}", Text("尚未完成评分", "Not scored yet")) for case in unscored[:_SHOWN])
        raise Refusal("cases-unscored", Text(zh, en), faults)


def require_unranked(state: Review) -> None:
    """Scores may still change: after the ranking they no longer do."""
    if state.ranking is not None:
        raise Refusal("wrong-status", Text("排序已公布，评分不能再变更", "The ranking is published: no score changes any more"))


def _require_later(due: datetime, than: datetime) -> None:
    if due <= than:
        text = Text(f"期限应晚于 {day(than)}", f"The review has to be due later than {day(than)} (Asia/Shanghai)")
        raise Refusal("invalid-content", text, (Fault("too-early", "/due", text),))


def known(value: T | None) -> T:
    """What the review's status promises to be there. A plain RuntimeError: a gap here is a defect of ours."""
    if value is None:
        raise RuntimeError("the review lacks what its status promises")
    return value
