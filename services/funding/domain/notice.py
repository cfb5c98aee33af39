"""公示: what the public is shown, frozen; for so many Chinese working days; and objections within them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.days import after_working_days
from contracts.events.funding.notice import NoticeEnded, NoticePublished, NoticeRow
from contracts.events.funding.proposal import DecisionMade
from contracts.events.parties import Officer
from contracts.personal import mask_text
from contracts.programme.fields import Meaning
from contracts.programme.oversight import Notice as NoticeRule
from contracts.refusal import Refusal, Text
from services.funding.domain.award import Award, Status, known
from services.funding.domain.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Period:
    """From ``begins`` to ``ends``, excluded; UTC."""

    begins: datetime
    ends: datetime


def period(rule: NoticeRule, begins: datetime) -> Period:
    """The programme's working days after the day on which it begins. A Refusal where the calendar does not cover them: never guessed."""
    return Period(begins, after_working_days(begins, rule.working_days))


def due(state: Proposal) -> DecisionMade:
    """The decision that waits for its notice; the oldest first. Refused where none does."""
    noticed = {notice.decision for notice in state.notices}
    waiting = [decision for decision in state.decisions if decision.decision not in noticed and decision.approved]
    if not waiting:
        raise Refusal("wrong-status", Text("没有待公示的决策", "No decision waits for its public notice"))
    return waiting[0]


def row(award: Award, rule: NoticeRule) -> NoticeRow:
    """One award as the public reads it: the programme's ``shows``, with whatever names or reaches a person masked."""
    candidate = known(award.candidate)
    said: dict[Meaning, str | None] = {
        Meaning.APPLICANT_NAME: candidate.applicant.name,
        Meaning.APPLICANT_USCC: candidate.applicant.uscc,
        Meaning.CASE_TITLE: candidate.title,
        Meaning.MODE: candidate.mode,
        Meaning.INDUSTRY: candidate.industry,
        Meaning.SCOPE: candidate.scope,
    }
    shown = {meaning.value: mask_text(said[meaning] or "—") for meaning in rule.shows if meaning in said}
    return NoticeRow(application=award.id, county=candidate.applicant.region, rank=known(award.rank), fen=award.fen, shown=shown)


def standing(decision: DecisionMade, awards: dict[str, Award]) -> list[Award]:
    """The approved awards that have not fallen since, in rank order."""
    found = [awards[key] for key in decision.approved if awards[key].status is Status.PROPOSED]
    if not found:
        raise Refusal("wrong-status", Text("决策名单中已无拟奖补申报", "None of the decided awards stands any more"))
    return sorted(found, key=lambda award: known(award.rank))


@dataclass(frozen=True, slots=True)
class Page:
    """The archived page: its address, its digest, and the period and rows that it shows."""

    link: str
    sha256: str
    period: Period
    rows: tuple[NoticeRow, ...]


def publish(state: Proposal, decision: DecisionMade, page: Page, by: Officer) -> NoticePublished:
    """Publish the notice of one decision."""
    return NoticePublished(
        call=decision.call,
        region=decision.region,
        notice=len(state.notices) + 1,
        decision=decision.decision,
        applications=tuple(row.application for row in page.rows),
        rows=page.rows,
        begins=page.period.begins,
        ends=page.period.ends,
        link=page.link,
        page=page.sha256,
        by=by,
    )


def over(state: Proposal, now: datetime) -> list[NoticePublished]:
    """The notices whose period is over, and which nobody has ended yet."""
    return [notice for notice in state.notices if notice.notice not in state.ended and now >= notice.ends]


def end(notice: NoticePublished, awards: list[Award]) -> NoticeEnded:
    """The period is over; ``awards`` are those of the notice."""
    objections = sum(objection.lodged.notice == notice.notice for award in awards for objection in award.objections)
    return NoticeEnded(call=notice.call, region=notice.region, notice=notice.notice, objections=objections)
