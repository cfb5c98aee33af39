"""A round (批次): its window, and the cases that were accepted into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from contracts.days import day
from contracts.events.event import Event
from contracts.events.intake.round import AcceptedCase, Counts, RoundAdmitted, RoundClosed, RoundMoved, RoundOpened, Title, Window
from contracts.events.parties import Officer
from contracts.programme.programme import Programme
from contracts.programme.workflow import Step
from contracts.refusal import Fault, Refusal, Text


class Round(BaseModel):
    """``window`` is None until the round is opened; ``cases`` are in the order of their acceptance."""

    model_config = ConfigDict(frozen=True)
    programme: str = ""
    version: int = 0
    code: str = ""
    title: Title | None = None
    region: str = ""
    window: Window | None = None
    cases: tuple[AcceptedCase, ...] = ()
    moves: tuple[RoundMoved, ...] = ()
    closed_at: datetime | None = None

    @property
    def status(self) -> str:
        return "unopened" if self.window is None else "closed" if self.closed_at else "open"


def fold(state: Round, event: Event, at: datetime) -> Round:
    match event:
        case RoundOpened():
            return Round(
                programme=event.programme,
                version=event.version,
                code=event.round,
                title=event.title,
                region=event.region,
                window=event.window,
            )
        case RoundMoved():
            return state.model_copy(update={"window": event.window, "moves": (*state.moves, event)})
        case RoundAdmitted():
            return state.model_copy(update={"cases": (*state.cases, event.case)})
        case RoundClosed():
            return state.model_copy(update={"closed_at": at})
    return state


def open_round(state: Round, programme: Programme, code: str, by: Officer) -> list[Event]:
    """Open it with the dates of the programme file. Refused where it is open already, or the programme has no such round."""
    if state.window is not None:
        raise Refusal("conflict", Text(f"批次 {code} 已经开放过", f"Round {code} has been opened already"))
    if code not in programme.rounds:
        known = "、".join(programme.rounds)
        raise Refusal("not-found", Text(f"没有批次 {code}，现有：{known}", f"There is no round {code}; there are: {known}"))
    file = programme.rounds[code]
    return [
        RoundOpened(
            programme=programme.programme,
            version=programme.version,
            round=code,
            title=Title(zh=f"{programme.title.zh}（{code}）", en=f"{programme.title.en} ({code})"),
            region=programme.authority.region,
            window=Window(opens=file.opens_at, closes=file.closes_at),
            by=by,
        )
    ]


def move(state: Round, window: Window, reason: str, document: str | None, by: Officer) -> list[Event]:
    """The operator moves the window, with a reason. Refused before the round is opened and after it is closed."""
    require_not_closed(state)
    if window.closes <= window.opens:
        text = Text("截止时间应晚于开始时间", "The window has to close after it opens")
        first, last = day(window.opens), day(window.closes - timedelta(seconds=1))
        raise Refusal("invalid-content", text, (Fault("too-early", "/closes", text, first.isoformat(), last.isoformat()),))
    return [RoundMoved(programme=state.programme, round=state.code, window=window, reason=reason, document=document, by=by)]


def admit(state: Round, case: AcceptedCase) -> list[Event]:
    """A case is accepted into the round."""
    require_not_closed(state)
    return [RoundAdmitted(programme=state.programme, round=state.code, case=case)]


def close(state: Round, filed: Iterable[str], counts: Counts, now: datetime, by: Officer) -> list[Event]:
    """Close it, naming its cases: after the filing window, and when the city has decided on all that was filed with it.

    ``filed`` are the applications on lists that are with the city: what it returns and what is withdrawn leaves them, so that those
    which were not accepted are undecided.
    """
    window = require_not_closed(state)
    if now < window.closes:
        last = day(window.closes - timedelta(seconds=1))
        raise Refusal("conflict", Text(f"申报期至 {last}，期内不能结束批次", f"Filing runs until {last}: close the round after it"))
    if undecided := sorted({*filed} - {case.application for case in state.cases}):
        names = "、".join(undecided[:20])
        zh, en = f"还有 {len(undecided)} 件已报送的申报未受理或退回：{names}", f"{len(undecided)} filed applications are undecided: {names}"
        raise Refusal("conflict", Text(zh, en))
    stood = counts.model_copy(update={"accepted": len(state.cases)})
    return [RoundClosed(programme=state.programme, version=state.version, round=state.code, cases=state.cases, counts=stood, by=by)]


def require_not_closed(state: Round, programme: Programme | None = None) -> Window:
    """The window of a round that was opened and is not closed; with the ``programme``, who comes after that is told of the next round."""
    if state.window is None:
        raise Refusal("round-not-open", Text("该批次尚未开放", "The round has not been opened"))
    if state.closed_at is not None:
        last, following = day(state.closed_at), _following(programme, state.code)
        zh, en = f"该批次已于 {last} 结束{following.zh}", f"The round was closed on {last} (Asia/Shanghai){following.en}"
        raise Refusal("round-not-open", Text(zh, en))
    return state.window


def require_offered(programme: Programme, track: str) -> None:
    """The round has this track. ``programme`` as the round was opened with it: a track of a later version is for later rounds."""
    if track not in programme.tracks:
        text = Text(f"本批次没有类别 {track}，现有：{'、'.join(programme.tracks)}", f"The round has no track {track}")
        raise Refusal("not-found", text)


def require_closed(state: Round) -> None:
    """The round is over: what stands on its lists stands."""
    if state.closed_at is None:
        raise Refusal("conflict", Text("该批次尚未结束", "The round has not been closed yet"))


def _following(programme: Programme | None, code: str) -> Text:
    """What is said to who is too late for a round: which is the next."""
    following = programme.round_after(code) if programme else None
    return Text(f"，可申报下一批次 {following}", f"; the next round is {following}") if following else Text("", "")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The first instant at which it is too late, UTC; the clause that says so; which round is the next."""

    ends: datetime
    source: str | None
    following: Text


def deadline(state: Round, programme: Programme, step: Step) -> Deadline | None:
    """Until when a step may be taken in this round; None where the programme sets no end.

    The review month begins as much later as the operator has extended the window.
    """
    window, file = require_not_closed(state, programme), programme.rounds[state.code]
    if step.deadline is None:
        return None
    moved = max(window.closes - file.closes_at, timedelta())
    ends = window.closes if step.deadline == "round" else file.review_begins_at + moved
    return Deadline(ends, step.clause("deadline"), _following(programme, state.code))


def require_within(state: Round, programme: Programme, now: datetime) -> None:
    """Nothing is filed outside the window."""
    window = require_still_open(state, programme, now)
    file = programme.rounds[state.code]
    if now < window.opens:
        raise Refusal(
            "round-not-open",
            Text(f"申报自 {day(window.opens)} 开始", f"Filing begins on {day(window.opens)} (Asia/Shanghai)"),
            source=file.clause("opens"),
        )


def require_still_open(state: Round, programme: Programme, now: datetime) -> Window:
    """The window, which may lie ahead; who comes late is told of the next round."""
    window = require_not_closed(state, programme)
    file = programme.rounds[state.code]
    if now >= window.closes:
        last, following = day(window.closes - timedelta(seconds=1)), _following(programme, state.code)
        zh, en = f"申报已于 {last} 截止{following.zh}", f"Filing ended on {last} (Asia/Shanghai){following.en}"
        raise Refusal("round-not-open", Text(zh, en), source=file.clause("closes"))
    return window
