"""异议: by anyone under the real name, within the notice's period; an open one blocks its award only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from contracts.days import after, day
from contracts.events.funding.notice import Evidence, ObjectionLodged, ObjectionResolved, Objector
from contracts.events.parties import Officer
from contracts.programme.oversight import Notice as NoticeRule
from contracts.refusal import Refusal, Text
from services.funding.domain.award import Award, Objection, Status, known
from services.funding.domain.refusals import require

Via = Literal["online", "letter", "call"]
Outcome = Literal["upheld", "dismissed"]


@dataclass(frozen=True, slots=True)
class Said:
    """What is objected, by whom, to which notice, and how it came: ``by`` is the officer who entered a letter or a call.

    ``region`` is the authority's, which has to answer.
    """

    region: str
    notice: int
    objector: Objector
    text: str
    via: Via = "online"
    by: Officer | None = None


def require_noticed(state: Award, notice: int, rule: NoticeRule, now: datetime) -> None:
    """The award stands in this notice, and its period is not over. What else became of the award is not the public's to know."""
    shown = state.notice
    if shown is None or shown.number != notice:
        raise Refusal("not-found", Text("该公示中没有这件申报", "There is no such application in the notice"))
    if now >= shown.ends:
        zh, en = f"公示期已于 {day(shown.ends)} 零时结束", f"The notice ended at {shown.ends:%Y-%m-%d %H:%M} UTC"
        raise Refusal("objection-late", Text(zh, en), source=rule.clause("objections"))
    if state.status is not Status.PROPOSED:
        raise Refusal("wrong-status", Text("该申报已不在拟奖补名单中", "The application is no longer proposed for an award"))


def lodge(state: Award, said: Said, files: tuple[str, Sequence[Evidence]], rule: NoticeRule, now: datetime) -> ObjectionLodged:
    """Object to an award while it is on public notice. ``files``: the new objection's id, and its evidence."""
    require_noticed(state, said.notice, rule, now)
    objection, evidence = files
    return ObjectionLodged(
        application=state.id,
        call=known(state.call),
        region=said.region,
        objection=objection,
        notice=said.notice,
        objector=said.objector,
        text=said.text,
        files=tuple(evidence),
        via=said.via,
        due=after(now, rule.answer_within),
        by=said.by,
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one objection, with its reasons, which the applicant reads too."""

    objection: str
    outcome: Outcome
    reasons: str


def resolve(state: Award, answer: Answer, by: Officer) -> ObjectionResolved:
    """Answer it, once, with reasons. An award that fell meanwhile keeps nobody from the answer."""
    found = find(state, answer.objection)
    if found.outcome is not None:
        raise Refusal("conflict", Text("该异议已处理", "The objection has been resolved already"))
    require(state, Status.PROPOSED, Status.DECLINED)
    return ObjectionResolved(
        application=state.id,
        call=known(state.call),
        region=found.lodged.region,
        objection=answer.objection,
        outcome=answer.outcome,
        reasons=answer.reasons,
        by=by,
    )


def find(state: Award, objection: str) -> Objection:
    for each in state.objections:
        if each.id == objection:
            return each
    raise Refusal("not-found", Text("没有这件异议", "There is no such objection"))
