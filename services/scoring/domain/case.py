"""A case in review: the application as reviewers need it, who reviews it, and the sheets that came in."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.events.parties import Filer, Officer
from contracts.events.scoring.assignment import AssignmentAccepted, AssignmentDeclined, AssignmentReplaced
from contracts.events.scoring.case import (
    CaseDrawn,
    CaseFile,
    CaseReceived,
    CaseScored,
    CaseWithdrawn,
    CriterionMean,
    ExtraReviewOrdered,
    JointOpinionRecorded,
)
from contracts.events.scoring.draw import Why
from contracts.events.scoring.sheet import Mark, SheetExcluded, SheetReopened, SheetSubmitted

T = TypeVar("T")


class Status(StrEnum):
    """Where a case stands. ``JOINT``: the sheets still differ too much after the extra review, and the panel has to meet."""

    NONE = "none"
    RECEIVED = "received"  # 待抽取专家
    REVIEWING = "reviewing"  # 评审中
    JOINT = "joint"  # 待合议
    SCORED = "scored"  # 已评分
    WITHDRAWN = "withdrawn"  # 已撤回


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Sheet(_Value):
    """One submitted version of a sheet. ``total`` is exact, in points with two decimals; ``reopened`` is why the city gave it back.

    ``late``: it came after the due date of the review.
    """

    version: int
    marks: tuple[Mark, ...]
    opinion: str | None
    total: str
    at: datetime
    reopened: str | None = None
    late: bool = False

    @property
    def scores(self) -> dict[str, int]:
        return {mark.criterion: mark.score for mark in self.marks}


class Seat(_Value):
    """An expert's place on the panel, with every version of the sheet."""

    expert: str
    accepted_at: datetime | None = None
    sheets: tuple[Sheet, ...] = ()

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that counts; None until it is submitted, and while it is reopened."""
        return self.sheets[-1] if self.sheets and self.sheets[-1].reopened is None else None


class Left(_Value):
    """Who gave up a place, with the sheets that do not count any more, and why."""

    seat: Seat
    why: Why
    reason: str
    at: datetime


class Extra(_Value):
    """The extra review that was ordered: ``most`` is the programme's threshold."""

    spread: str
    most: int
    extra: int


class Joint(_Value):
    """The panel's joint opinion."""

    marks: tuple[Mark, ...]
    opinion: str
    present: tuple[str, ...]
    minutes: str | None
    at: datetime
    by: Officer


class Score(_Value):
    """What a case came to."""

    total: str
    spread: str
    sheets: int
    joint: bool
    criteria: tuple[CriterionMean, ...]


class Withdrawal(_Value):
    reason: str | None
    by: Filer
    at: datetime


class Case(_Value):
    """``seats`` is the present panel, ``vacant`` how many places of it nobody could take, ``left`` who had one and lost it.

    ``joined`` is everybody who ever had a place, in the order of coming: an expert's number there is the pseudonym for the others.
    ``filer`` is the system that filed the application; None where its own people did. ``filed`` is the call in the version that it was
    filed under, ``review`` in that of its round, from the draw on: all cases of a review are scored by one rubric.
    """

    id: str = ""
    filed: Call | None = None
    review: Call | None = None
    file: CaseFile | None = None
    filer: str | None = None
    drawn: bool = False
    joined: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()
    vacant: int = 0
    left: tuple[Left, ...] = ()
    extra: Extra | None = None
    joint: Joint | None = None
    score: Score | None = None
    withdrawal: Withdrawal | None = None

    @property
    def status(self) -> Status:
        if self.withdrawal is not None:
            return Status.WITHDRAWN
        if self.score is not None:
            return Status.SCORED
        if self.extra is not None and self.complete:
            return Status.JOINT
        return (Status.REVIEWING if self.drawn else Status.RECEIVED) if self.id else Status.NONE

    @property
    def complete(self) -> bool:
        """Every place is taken, and every sheet is in."""
        return self.drawn and not self.vacant and all(seat.sheet for seat in self.seats)

    @property
    def sheets(self) -> dict[str, Sheet]:
        """The sheets that count, by expert."""
        return {seat.expert: seat.sheet for seat in self.seats if seat.sheet}

    @property
    def spread(self) -> Decimal:
        """The highest total of the sheets that count minus the lowest; 0 without sheets."""
        totals = [Decimal(sheet.total) for sheet in self.sheets.values()]
        return max(totals, default=Decimal(0)) - min(totals, default=Decimal(0))

    def seat(self, expert: str) -> Seat | None:
        """The expert's place on the present panel."""
        return next((seat for seat in self.seats if seat.expert == expert), None)


def known(value: T | None) -> T:
    """A part that a case has in its present status. LookupError: a rule asked for it too early."""
    if value is None:
        raise LookupError("the case has no such part in its present status")
    return value


def fold(state: Case, event: Event, at: datetime) -> Case:
    match event:
        case CaseReceived():
            return Case(id=event.application, filed=event.review, review=event.review, file=event.file, filer=event.filer)
        case CaseDrawn():
            seats = tuple(Seat(expert=expert) for expert in event.experts)
            return state.model_copy(update={"drawn": True, "review": event.review, "joined": event.experts, "seats": seats})
        case CaseWithdrawn():
            return state.model_copy(update={"withdrawal": Withdrawal(reason=event.reason, by=event.by, at=at)})
    return _panel(_sheets(state, event, at), event, at)


def _panel(state: Case, event: Event, at: datetime) -> Case:
    """Who has a place."""
    match event:
        case AssignmentAccepted():
            return _seat(state, event.expert, accepted_at=at)
        case AssignmentDeclined():
            why: Why = "conflict" if event.conflict else "declined"
            return _leave(state, event.expert, Left(seat=Seat(expert=event.expert), why=why, reason=event.reason, at=at))
        case SheetExcluded():
            return _leave(state, event.expert, Left(seat=Seat(expert=event.expert), why=event.why, reason=event.reason, at=at))
        case ExtraReviewOrdered():
            extra = Extra(spread=event.spread, most=event.most, extra=event.extra)
            return state.model_copy(update={"extra": extra, "vacant": state.vacant + event.extra})
        case AssignmentReplaced():
            return _replace(state, event, at)
    return state


def _replace(state: Case, event: AssignmentReplaced, at: datetime) -> Case:
    if event.expert is not None:
        state = _leave(state, event.expert, Left(seat=Seat(expert=event.expert), why=event.why, reason=event.reason, at=at))
    if event.successor is None:
        return state
    seats, joined = (*state.seats, Seat(expert=event.successor)), (*state.joined, event.successor)
    return state.model_copy(update={"seats": seats, "joined": joined, "vacant": max(state.vacant - 1, 0)})


def _leave(state: Case, expert: str, left: Left) -> Case:
    """The place becomes vacant, and what was scored or agreed with this expert no longer stands. Nothing, for who has left already."""
    seat = state.seat(expert)
    if seat is None:
        return state
    seats = tuple(other for other in state.seats if other.expert != expert)
    gone = (*state.left, left.model_copy(update={"seat": seat}))
    return state.model_copy(update={"seats": seats, "left": gone, "vacant": state.vacant + 1, **_OPEN})


def _sheets(state: Case, event: Event, at: datetime) -> Case:
    """What came in, and what it came to."""
    changes: dict[str, Any] = {}
    match event:
        case SheetSubmitted():
            said = event.model_dump(include={"version", "opinion", "total", "late"})
            sheet = Sheet(marks=event.marks, at=at, **said)
            return _seat(state, event.expert, sheets=(*_sheets_of(state, event.expert), sheet))
        case SheetReopened():
            *before, last = _sheets_of(state, event.expert)
            reopened = last.model_copy(update={"reopened": event.reason})
            return _seat(state, event.expert, sheets=(*before, reopened)).model_copy(update=_OPEN)
        case JointOpinionRecorded():
            said = event.model_dump(include={"opinion", "present", "minutes"})
            changes = {"joint": Joint(marks=event.marks, by=event.by, at=at, **said)}
        case CaseScored():
            changes = {"score": Score(**event.model_dump(include=set(Score.model_fields)))}
    return state.model_copy(update=changes)


_OPEN: dict[str, Any] = {"score": None, "joint": None}


def _seat(state: Case, expert: str, **changes: Any) -> Case:
    seats = tuple(seat.model_copy(update=changes) if seat.expert == expert else seat for seat in state.seats)
    return state.model_copy(update={"seats": seats})


def _sheets_of(state: Case, expert: str) -> tuple[Sheet, ...]:
    return known(state.seat(expert)).sheets
