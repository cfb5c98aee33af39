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


@dataclass(frozen=True, slots=True)
class Said:
    """What is objected, by whom, and how it came: ``id`` is the new objection's, ``by`` the officer who entered a letter or a call.

    ``region`` is the authority's, which has to answer.
    """

    id: str
    region: str
    objector: Objector
    text: str
    files: Sequence[Evidence] = ()
    via: Literal["online", "letter", "call"] = "online"
    by: Officer | None = None


def lodge(state: Award, said: Said, rule: NoticeRule, now: datetime) -> ObjectionLodged:
    """Object to an award while it is on public notice."""
    notice = state.notice
    if notice is None:
        raise Refusal("wrong-status", Text("该申报未在公示", "The application is not on public notice"))
    if now >= notice.ends:
        zh, en = f"公示期已于 {day(notice.ends)} 零时结束", f"The notice ended at {notice.ends:%Y-%m-%d %H:%M} UTC"
        raise Refusal("objection-late", Text(zh, en), source=rule.clause("objections"))
    require(state, Status.PROPOSED)
    return ObjectionLodged(
        application=state.id,
        call=known(state.call),
        region=said.region,
        objection=said.id,
        notice=notice.number,
        objector=said.objector,
        text=said.text,
        files=tuple(said.files),
        via=said.via,
        due=after(now, rule.answer_within),
        by=said.by,
    )


def resolve(state: Award, objection: str, outcome: Literal["upheld", "dismissed"], reasons: str, by: Officer) -> ObjectionResolved:
    """Answer it, once, with reasons. Where it is upheld, the award falls."""
    found = find(state, objection)
    if found.outcome is not None:
        raise Refusal("conflict", Text("该异议已处理", "The objection has been resolved already"))
    require(state, Status.PROPOSED)
    return ObjectionResolved(
        application=state.id,
        call=known(state.call),
        region=found.lodged.region,
        objection=objection,
        outcome=outcome,
        reasons=reasons,
        by=by,
    )


def find(state: Award, objection: str) -> Objection:
    for each in state.objections:
        if each.id == objection:
            return each
    raise Refusal("not-found", Text("没有这件异议", "There is no such objection"))
