"""公示: what the public is shown, frozen; for so many Chinese working days; and objections within them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.days import after_working_days
from contracts.events.funding.award import Candidate
from contracts.events.funding.notice import NoticeEnded, NoticePublished, NoticeRow
from contracts.events.funding.proposal import DecisionMade
from contracts.events.parties import Officer
from contracts.personal import mask_email, mask_name, mask_phone, mask_text
from contracts.programme.fields import ChoiceField, Meaning
from contracts.programme.oversight import Notice as NoticeRule
from contracts.programme.track import Offer
from contracts.refusal import Refusal, Text
from services.funding.domain.award import Award, Status, known
from services.funding.domain.proposal import Proposal

NOTHING = "—"
"""Where an application says nothing of what the programme shows."""


@dataclass(frozen=True, slots=True)
class Period:
    """From ``begins`` to ``ends``, excluded; UTC."""

    begins: datetime
    ends: datetime


def period(rule: NoticeRule, begins: datetime) -> Period:
    """The programme's working days after the day on which it begins. A Refusal where the calendar does not cover them: never guessed."""
    try:
        return Period(begins, after_working_days(begins, rule.working_days))
    except Refusal as unknown:
        zh = f"工作日历未覆盖公示期的 {rule.working_days} 个工作日，无法确定截止日，不予发布"
        en = f"No calendar covers the {rule.working_days} working days of the notice: its end is never guessed, and it is not published"
        raise Refusal("conflict", Text(zh, en), source=rule.clause("working_days")) from unknown


def unnoticed(state: Proposal) -> tuple[DecisionMade, ...]:
    """The decisions that no notice has shown yet, the oldest first."""
    noticed = {notice.decision for notice in state.notices}
    return tuple(decision for decision in state.decisions if decision.decision not in noticed)


def due(state: Proposal, awards: Mapping[str, Award]) -> tuple[DecisionMade, list[Award]]:
    """The oldest decision that waits for its notice, and its awards that have not fallen since, in rank order.

    A decision of which nothing stands any more is passed over. ``awards`` are all that the waiting decisions approved.
    Refused where none waits.
    """
    for decision in unnoticed(state):
        standing = [awards[key] for key in decision.approved if awards[key].status is Status.PROPOSED]
        if standing:
            return decision, sorted(standing, key=lambda award: known(award.rank))
    raise Refusal("wrong-status", Text("没有待公示的决策", "No decision waits for its public notice"))


_SAID: Mapping[Meaning, Callable[[Candidate], str | None]] = {
    Meaning.APPLICANT_NAME: lambda said: mask_text(said.applicant.name),
    Meaning.APPLICANT_USCC: lambda said: said.applicant.uscc,
    Meaning.CASE_TITLE: lambda said: mask_text(said.title),
    Meaning.MODE: lambda said: said.mode,
    Meaning.INDUSTRY: lambda said: said.industry,
    Meaning.SCOPE: lambda said: said.scope,
    Meaning.CONTACT_NAME: lambda said: mask_name(said.applicant.contact.name),
    Meaning.CONTACT_PHONE: lambda said: mask_phone(said.applicant.contact.phone),
    Meaning.CONTACT_EMAIL: lambda said: mask_email(said.applicant.contact.email) if said.applicant.contact.email else None,
}
"""What an application says for each meaning that a notice may show. A credit code is public; people and what reaches them are masked."""


def row(award: Award, offer: Offer, rule: NoticeRule) -> NoticeRow:
    """One award as the public reads it: the programme's ``shows``, options by their titles, people masked."""
    candidate = known(award.candidate)
    shown = {meaning.value: _words(offer, meaning, _SAID[meaning](candidate)) for meaning in rule.shows}
    return NoticeRow(application=award.id, county=candidate.applicant.region, rank=known(award.rank), fen=award.fen, shown=shown)


def _words(offer: Offer, meaning: Meaning, said: str | None) -> str:
    """An option's code as its title; another one that the applicant named is free text."""
    field = offer.track.form.fields.get(offer.track.form.field_for(meaning) or "")
    if not isinstance(field, ChoiceField) or said is None:
        return said or NOTHING
    option = offer.choices[field.of].options.get(said)
    return option.title.zh if option else mask_text(said)


@dataclass(frozen=True, slots=True)
class Page:
    """The archived page: its number, its address, its digest and that of the same on paper and as data, and the period and rows that it
    shows."""

    number: int
    link: str
    sha256: str
    paper: str
    period: Period
    rows: tuple[NoticeRow, ...]
    record: str | None = None


def publish(decision: DecisionMade, page: Page, by: Officer) -> NoticePublished:
    """Publish the notice of one decision."""
    return NoticePublished(
        call=decision.call,
        region=decision.region,
        notice=page.number,
        decision=decision.decision,
        applications=tuple(row.application for row in page.rows),
        rows=page.rows,
        begins=page.period.begins,
        ends=page.period.ends,
        link=page.link,
        page=page.sha256,
        by=by,
        paper=page.paper,
        record=page.record,
    )


def over(state: Proposal, now: datetime) -> list[NoticePublished]:
    """The notices whose period is over, and which nobody has ended yet."""
    return [notice for notice in state.notices if notice.notice not in state.ended and now >= notice.ends]


def end(notice: NoticePublished, awards: list[Award]) -> NoticeEnded:
    """The period is over; ``awards`` are those of the notice."""
    objections = sum(objection.lodged.notice == notice.notice for award in awards for objection in award.objections)
    return NoticeEnded(call=notice.call, region=notice.region, notice=notice.notice, objections=objections)
