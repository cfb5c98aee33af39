"""Public notices: published for the oldest decision that has none, with a page that is archived, and the same on paper and as data.

They are written before the decision is made on them, since the store of files is not reached from a decision: the decision then insists
on what they show.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from contracts.canonical import instant
from contracts.events.funding.award import AwardNoticed
from contracts.events.funding.notice import NoticeRow
from contracts.events.funding.proposal import DecisionMade
from contracts.events.parties import Officer
from contracts.programme.oversight import Notice as Rule
from contracts.programme.track import Offer
from contracts.programme.workflow import StepName
from contracts.refusal import Refusal, Text
from services.chassis.decisions import Decide, Decision, Streams
from services.chassis.desk import Asked
from services.chassis.files import chunks_of
from services.chassis.templates import usable
from services.funding import access
from services.funding.documents.notice_page import NoticePage, notice_html, notice_pdf
from services.funding.documents.template_files import notice_template
from services.funding.domain import notice as rules
from services.funding.domain.award import known
from services.funding.domain.notice import Page, Period
from services.funding.domain.proposal import Proposal
from services.funding.funding import Funding, ProposalKey, notice_link
from services.funding.handlers.proposals import require_ranked
from services.funding.reading.notices import notice_record
from services.funding.streams import AWARD, PROPOSAL

_TRIES = 3
_LARGEST = 50_000_000  # bytes of a page


class _Moved(Exception):
    """What the page shows is no longer what is decided: it has to be written again."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """The notice of a round's decision."""

    desk: Funding
    asked: Asked
    key: ProposalKey

    @property
    def stream(self) -> str:
        return PROPOSAL.stream(*self.key)

    def state(self, streams: Streams) -> tuple[Proposal, Offer, Rule]:
        """The proposal, for a caller who may publish it; a 409 where the programme publishes none."""
        state = streams.state(PROPOSAL, *self.key)
        ranked = require_ranked(state)
        offer = self.desk.programmes.offer(ranked.call)
        step = offer.track.steps.get(StepName.NOTICE)
        access.require_region(self.asked.caller, ranked.region, step.by if step else access.CITY, access.NO_PROPOSAL)
        if offer.track.notice is None:
            raise Refusal("wrong-status", Text("该类别没有公示", "The track has no public notice"))
        return state, offer, offer.track.notice

    def due(self, streams: Streams) -> tuple[DecisionMade, int, tuple[NoticeRow, ...]]:
        """The decision that waits for its notice, the notice's number, and what it would show now."""
        state, offer, rule = self.state(streams)
        names = [name for decision in rules.unnoticed(state) for name in decision.approved]
        streams.expect(AWARD.stream(name) for name in names)
        decision, awards = rules.due(state, {name: streams.state(AWARD, name) for name in names})
        return decision, len(state.notices) + 1, tuple(rules.row(award, offer, rule) for award in awards)


async def publish(task: Publishing) -> dict[str, Any]:
    """Publish it: from now on, for the programme's working days. The link is the page's for ever."""
    if (first := await task.desk.answered(task.asked)) is not None:
        return first
    for _ in range(_TRIES):
        page = await _archived(task)
        try:
            return await task.desk.decide(task.asked, "publish_notice", _decide(task, page), task.stream)
        except _Moved:
            continue
    raise Refusal("conflict", Text("名单在发布公示时有变动，请重试", "The awards changed while the notice was being made: try again"))


async def _archived(task: Publishing) -> Page:
    """Page, paper and data as they would be now, in the store of files."""
    decision, number, rows, period = await _prepared(task)
    link = notice_link(task.desk.settings.links, task.key, number)
    offer = task.desk.programmes.offer(decision.call)
    programme = task.desk.programmes.of(decision.call)
    shown = NoticePage(programme, offer, decision, number, rows, period, link)
    html = await _printed(task, notice_html, (shown, notice_template(programme, "html")))
    pdf = await _printed(task, notice_pdf, (shown, notice_template(programme, "typ")))
    page = Page(number, link, html, pdf, period, rows)
    published = rules.publish(decision, page, Officer.of(task.asked.caller))
    return replace(page, record=await _kept(task, notice_record(task.desk, published, decision)))


async def _printed(task: Publishing, make: Callable[[NoticePage, Path], bytes], of: tuple[NoticePage, Path]) -> str:
    """The notice in this form, by its template, in the store of files; its SHA-256."""
    with usable(of[1]):
        content = await to_thread(make, *of)
    return await _kept(task, content)


async def _kept(task: Publishing, content: bytes) -> str:
    """The notice in one form, in the store of files; its SHA-256."""
    return (await task.desk.files.put(chunks_of(BytesIO(content)), _LARGEST)).sha256


async def _prepared(task: Publishing) -> tuple[DecisionMade, int, tuple[NoticeRow, ...], Period]:
    store, now = task.desk.chassis.store, task.desk.clock.now()
    state, _, rule = task.state(Streams(now, await store.load([task.stream])))
    names = [AWARD.stream(name) for decision in rules.unnoticed(state) for name in decision.approved]
    decision, number, rows = task.due(Streams(now, await store.load([task.stream, *names])))
    return decision, number, rows, rules.period(rule, now.replace(microsecond=now.microsecond // 1000 * 1000))


def _decide(task: Publishing, page: Page) -> Decide:
    def decide(streams: Streams) -> Decision:
        decision, number, rows = task.due(streams)
        if (number, rows) != (page.number, page.rows):
            raise _Moved
        published = rules.publish(decision, page, Officer.of(task.asked.caller))
        made = Decision(_answer(decision, page, streams)).on(task.stream, published)
        for row in rows:
            award = streams.state(AWARD, row.application)
            call, ends = known(award.call), page.period.ends
            noticed = AwardNoticed(application=award.id, call=call, notice=number, ends=ends, link=page.link)
            made.on(AWARD.stream(award.id), noticed)
        return made

    return decide


def _answer(decision: DecisionMade, page: Page, streams: Streams) -> dict[str, Any]:
    return {
        "notice": page.number,
        "decision": decision.decision,
        "names": len(page.rows),
        "begins": instant(page.period.begins),
        "ends": instant(page.period.ends),
        "link": page.link,
        "page": page.sha256,
        "paper": page.paper,
        "at": instant(streams.now),
    }
