"""A public notice as a page and on paper, of the same words. Both are frozen when it is published: they depend on nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from contracts.days import SHANGHAI, day
from contracts.events.funding.notice import NoticeRow
from contracts.events.funding.proposal import DecisionMade
from contracts.events.parties import Division
from contracts.form.printed import chinese_day
from contracts.money import in_words, yuan
from contracts.programme.fields import Meaning
from contracts.programme.oversight import Notice as Rule
from contracts.programme.programme import Programme
from contracts.programme.track import Offer
from contracts.programme.word import Period as Length
from contracts.regions import find_region
from services.chassis.html_pages import html_page
from services.chassis.instants import parts_of
from services.chassis.typesetting import typeset
from services.funding.domain.award import known
from services.funding.domain.notice import Period

_INNER = str.maketrans("《》", "〈〉")  # a title within a title (GB/T 15834)


@dataclass(frozen=True, slots=True)
class NoticePage:
    """What the page says. ``number`` counts the notices of the round, ``link`` is the page's own address."""

    programme: Programme
    offer: Offer
    decision: DecisionMade
    number: int
    rows: tuple[NoticeRow, ...]
    period: Period
    link: str

    @property
    def rule(self) -> Rule:
        return known(self.offer.track.notice)

    @property
    def amount(self) -> int:
        """All awards, in fen."""
        return sum(row.fen for row in self.rows)


def notice_html(page: NoticePage, template: Path) -> bytes:
    """The page, UTF-8: no script, nothing loaded from elsewhere, its style within it. TemplateFault for the template."""
    return html_page(template, notice_words(page))


def notice_pdf(page: NoticePage, template: Path) -> bytes:
    """The same on A4 paper. Some 0.1 s for a page: call it in a thread."""
    return typeset(template, notice_words(page) | {"instant": parts_of(page.period.begins)})


def notice_words(page: NoticePage) -> dict[str, Any]:
    """All texts and numbers of the page."""
    rule, programme, minutes = page.rule, page.programme, page.decision.minutes
    authority = programme.authority
    return {
        "title": {"zh": programme.title.zh, "en": programme.title.en},
        "authority": {"name": authority.name, "document": authority.document, "basis": authority.basis},
        "document": authority.heading.translate(_INNER),
        "round": page.decision.call.round,
        "number": page.number,
        "minutes": {"number": minutes.number, "date": chinese_day(minutes.date)} if minutes else None,
        "headings": [heading(page.offer, meaning) for meaning in rule.shows],
        "rows": [
            {
                "shown": [row.shown[meaning.value] for meaning in rule.shows],
                "county": _own_name(row.county),
                "yuan": yuan(row.fen),
                "id": row.application,
            }
            for row in page.rows
        ],
        "amount": yuan(page.amount),
        "in_words": in_words(page.amount),
        "begins": _clock(page.period.begins),
        "last": on_day(page.period.ends - timedelta(seconds=1)),
        "working_days": rule.working_days,
        "answer_within": length(rule.answer_within),
        "published": on_day(page.period.begins),
        "begins_iso": page.period.begins.astimezone(SHANGHAI).isoformat(timespec="minutes"),
        "last_iso": day(page.period.ends - timedelta(seconds=1)).isoformat(),
        "link": page.link,
    }


def heading(offer: Offer, meaning: Meaning) -> str:
    """What the programme's form calls it."""
    form = offer.track.form
    name = form.field_for(meaning)
    return form.fields[name].title.zh if name else meaning.value


def _own_name(county: Division) -> str:
    """长安区: what lies above it is the bureau's own."""
    region = find_region(county.code)
    return region.name if region else county.name


def length(period: Length) -> str:
    """A period in words: 10个工作日."""
    if period.working_days:
        return f"{period.working_days}个工作日"
    return f"{period.days}日" if period.days else f"{period.months}个月"


def on_day(at: datetime) -> str:
    """The day of an instant in Shanghai: 2024年8月20日."""
    return chinese_day(day(at))


def _clock(at: datetime) -> str:
    return f"{on_day(at)} {at.astimezone(SHANGHAI):%H:%M}"
