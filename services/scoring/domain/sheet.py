"""A score sheet (评分表) against the rubric: what is wrong with it, its total, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.parties import Contact, Officer
from contracts.events.scoring.case import CaseFile
from contracts.events.scoring.sheet import Mark, SheetReopened, SheetSubmitted
from contracts.programme.rubric import Reasons, Rubric
from contracts.programme.word import Bilingual
from contracts.refusal import Fault, Refusal, Text
from contracts.text import length, unprintable
from services.scoring.domain.aggregate import sheet_total
from services.scoring.domain.case import Case, Seat, Sheet, Status, known
from services.scoring.domain.rounding import half_up

HIGHEST = 100


class Entry(BaseModel):
    """What is written for one criterion so far."""

    model_config = ConfigDict(frozen=True)
    score: int | None = None
    reason: str | None = None


class Writing(BaseModel):
    """A sheet while it is written: by criterion, and the opinion on the case as a whole."""

    model_config = ConfigDict(frozen=True)
    marks: dict[str, Entry] = {}
    opinion: str | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The rubric as it holds for one case, whose mode (or what else the rubric varies by) is ``option``."""

    rubric: Rubric
    option: str | None
    weights: dict[str, int]

    @classmethod
    def of(cls, rubric: Rubric, case: Case) -> Scale:
        option = option_of(known(case.file), rubric)
        return cls(rubric, option, {criterion.code: criterion.weight for criterion in rubric.for_option(option)})

    def faults(self, writing: Writing) -> tuple[Fault, ...]:
        """All that keeps the sheet from being submitted, by place."""
        return tuple(self._faults(writing))

    def marks(self, writing: Writing) -> tuple[Mark, ...]:
        """The marks in the rubric's order; a Refusal that says all that is wrong."""
        if faults := self.faults(writing):
            zh, en = f"评分表有 {len(faults)} 处不符合要求", f"{len(faults)} things in the score sheet do not meet the requirements"
            raise Refusal("invalid-content", Text(zh, en), faults)
        entries = {code: writing.marks[code] for code in self.weights}
        return tuple(Mark(criterion=code, score=known(entry.score), reason=_said(entry)) for code, entry in entries.items())

    def total(self, scores: Mapping[str, int]) -> str:
        """Σ weight × score, exact: in points with two decimals."""
        return f"{half_up(Fraction(sheet_total(self.weights, scores), 100), 2):f}"

    def _faults(self, writing: Writing) -> Iterator[Fault]:
        for code in writing.marks.keys() - self.weights.keys():
            text = Text(f"评分标准没有指标 {code[:40]}", f"The rubric has no criterion {code[:40]}")
            yield Fault("unknown-criterion", f"/marks/{_escaped(code)}", text, source=self.rubric.clause())
        for code in self.weights:
            yield from self._criterion(code, writing.marks.get(code, Entry()))
        yield from _printable("/opinion", writing.opinion)

    def _criterion(self, code: str, entry: Entry) -> Iterator[Fault]:
        title, place = self.rubric.criteria[code].title, f"/marks/{code}"
        score, step = entry.score, self.rubric.step
        if score is None:
            yield Fault("missing", f"{place}/score", Text(f"“{title.zh}”尚未评分", f"No score for “{title.en}”"))
        elif not 0 <= score <= HIGHEST:
            text = Text(f"“{title.zh}”应为 0–{HIGHEST} 分，现 {score} 分", f"“{title.en}” is scored from 0 to {HIGHEST}, this is {score}")
            yield Fault("out-of-range", f"{place}/score", text, HIGHEST, score, self.rubric.clause())
        elif score % step:
            text = Text(f"“{title.zh}”应为 {step} 分的整数倍，现 {score} 分", f"“{title.en}” is scored in steps of {step}, this is {score}")
            yield Fault("off-step", f"{place}/score", text, step, score, self.rubric.clause("step"))
        else:
            yield from _reason(self.rubric.reasons, f"{place}/reason", title, entry)
        yield from _printable(f"{place}/reason", entry.reason)


def option_of(file: CaseFile, rubric: Rubric) -> str | None:
    """What the rubric varies by; None where it is the same for all, or the applicant named another option."""
    value = file.form.get(rubric.varies_by) if rubric.varies_by else None
    return value if isinstance(value, str) else None


def _reason(rule: Reasons, place: str, title: Bilingual, entry: Entry) -> Iterator[Fault]:
    """A score below or above the rubric's levels needs words: counted in 字."""
    score, actual = known(entry.score), length(entry.reason or "")
    if rule.below <= score <= rule.above or actual >= rule.least:
        return
    zh = f"“{title.zh}”{score} 分（低于 {rule.below} 或高于 {rule.above}）须写明不少于 {rule.least} 字的理由，现 {actual} 字"
    outside = f"below {rule.below} or above {rule.above}"
    en = f"A score of {score} on “{title.en}” ({outside}) needs a reason of at least {rule.least} 字, this has {actual}"
    word = "below" if score < rule.below else "above"
    yield Fault("reason-required", place, Text(zh, en), rule.least, actual, rule.clause(word))


def _printable(place: str, words: str | None) -> Iterator[Fault]:
    if odd := unprintable(words or ""):
        yield Fault("unprintable", place, Text(f"含有控制字符 {odd}", f"There is a control character in it: {odd}"))


def _escaped(code: str) -> str:
    return code[:40].replace("~", "~0").replace("/", "~1")


def _said(entry: Entry) -> str | None:
    return (entry.reason or "").strip() or None


def require_writable(state: Case, expert: str) -> Seat:
    """The expert may write the sheet: the case is in review, accepted by the expert, and the sheet not submitted. Returns the place."""
    seat = require_seat(state, expert)
    if state.status is Status.WITHDRAWN:
        raise Refusal("wrong-status", Text("该案例已由申报单位撤回", "The applicant has withdrawn the case"))
    if seat.sheet is not None:
        raise Refusal(
            "wrong-status", Text("评分表已提交并锁定，如需修改请由市级退回", "The sheet is submitted and locked until the city reopens it")
        )
    if seat.accepted_at is None:
        raise Refusal("wrong-status", Text("请先接受该案例的评审", "Accept the case first"))
    return seat


def require_seat(state: Case, expert: str) -> Seat:
    """The expert's place on the case; a 404 for who has none: nobody learns of a case that is not theirs."""
    seat = state.seat(expert)
    if seat is None:
        raise Refusal("not-found", Text("没有这个案例，或未分配给您", "There is no such case, or it is not assigned to you"))
    return seat


def submit(state: Case, scale: Scale, expert: str, writing: Writing, by: Officer) -> SheetSubmitted:
    """The sheet as it was written, complete and right; from now on it is locked."""
    seat = require_writable(state, expert)
    marks = scale.marks(writing)
    total = scale.total({mark.criterion: mark.score for mark in marks})
    opinion = (writing.opinion or "").strip() or None
    said: dict[str, Any] = {"version": len(seat.sheets) + 1, "marks": marks, "opinion": opinion, "total": total}
    return SheetSubmitted(review=known(state.review), application=state.id, expert=expert, by=by, **said)


def dated(sheet: SheetSubmitted, due: datetime | None, now: datetime) -> SheetSubmitted:
    """The sheet, marked where it comes after the review's due date: that excludes nobody, and is not hidden either."""
    return sheet.model_copy(update={"late": due is not None and now >= due})


def reopen(state: Case, expert: str, contact: Contact, reason: str, by: Officer) -> list[Event]:
    """The city gives a submitted sheet back, with a reason; the version that was submitted stays."""
    sheet = require_submitted(state, expert)
    known_as: dict[str, Any] = {"review": known(state.review), "application": state.id, "expert": expert, "contact": contact}
    return [SheetReopened(**known_as, version=sheet.version, reason=reason, by=by)]


def require_submitted(state: Case, expert: str) -> Sheet:
    seat = require_seat(state, expert)
    if state.status is Status.WITHDRAWN:
        raise Refusal("wrong-status", Text("该案例已由申报单位撤回", "The applicant has withdrawn the case"))
    if seat.sheet is None:
        raise Refusal("wrong-status", Text("该专家的评分表尚未提交", "The expert's sheet is not submitted"))
    return seat.sheet
