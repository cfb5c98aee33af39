"""Public notices: for everybody, from what was frozen when they were published."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from contracts.canonical import canonical
from contracts.events.funding.notice import NoticePublished
from contracts.events.funding.proposal import DecisionMade
from contracts.refusal import Refusal, Text
from services.chassis.mongo import Document
from services.funding.api.models.notices import Issuer, NoticeRow, NoticeShown, NoticeShownRow
from services.funding.documents.notice_page import heading
from services.funding.domain.award import known
from services.funding.domain.proposal import Proposal
from services.funding.funding import Funding, ProposalKey, notice_path, proposal_key
from services.funding.views import PROPOSALS

NO_NOTICE = Text("没有这份公示", "There is no such notice")

NoticePlace = tuple[str, int]
"""A notice's place in the list: its proposal, and its number there."""


async def notices(funding: Funding, chosen: Document, behind: NoticePlace | None) -> AsyncGenerator[tuple[NoticePlace, NoticeRow], None]:
    """Every notice that was published, the newest round first, and the newest of a round; ``chosen`` narrows the rows of proposals."""
    wanted = chosen | {"noticed": True} | ({"_id": {"$lte": behind[0]}} if behind else {})
    async for row in PROPOSALS.collection(funding.database).find(wanted, {"state": 1}).sort("_id", -1):
        state = Proposal.model_validate(row["state"])
        for notice in reversed(state.notices):
            place = row["_id"], notice.notice
            if behind is None or place < tuple(behind):
                yield place, _row(funding, state, notice)


def _row(funding: Funding, state: Proposal, notice: NoticePublished) -> NoticeRow:
    programme, call = funding.programmes.of(notice.call), notice.call
    return NoticeRow(
        programme=call.programme,
        round=call.round,
        track=call.track,
        notice=notice.notice,
        title=programme.title.zh,
        authority=programme.authority.name,
        names=len(notice.rows),
        begins=notice.begins,
        ends=notice.ends,
        ended=notice.notice in state.ended,
        link=notice.link,
        data=f"/v1{notice_path(proposal_key(call), notice.notice)}",
    )


async def published(funding: Funding, key: ProposalKey, number: int) -> tuple[NoticePublished, DecisionMade]:
    """A notice, and the decision that it shows; a 404 where there is none."""
    row = await PROPOSALS.collection(funding.database).find_one({"_id": "/".join(key)}, {"state": 1})
    state = Proposal.model_validate(row["state"]) if row else Proposal()
    for notice in state.notices:
        if notice.notice == number:
            return notice, next(made for made in state.decisions if made.decision == notice.decision)
    raise Refusal("not-found", NO_NOTICE)


async def archived(funding: Funding, notice: NoticePublished, decision: DecisionMade) -> bytes:
    """The notice as data, as it was archived; one that was published without, made of its record again."""
    return await funding.files.read(notice.record) if notice.record else notice_record(funding, notice, decision)


def notice_record(funding: Funding, notice: NoticePublished, decision: DecisionMade) -> bytes:
    """The notice as data: canonical JSON, of published records only."""
    return canonical(_shown(funding, notice, decision).model_dump(mode="json"))


def _shown(funding: Funding, notice: NoticePublished, decision: DecisionMade) -> NoticeShown:
    call = notice.call
    programme, offer = funding.programmes.of(call), funding.programmes.offer(call)
    rule, authority = known(offer.track.notice), programme.authority
    issuer = authority.model_dump(include={"region", "name", "document", "heading", "date", "basis"})
    return NoticeShown(
        programme=call.programme,
        version=call.version,
        round=call.round,
        track=call.track,
        notice=notice.notice,
        title=programme.title.zh,
        title_en=programme.title.en,
        authority=Issuer(**issuer),
        decision=notice.decision,
        minutes=decision.minutes,
        begins=notice.begins,
        ends=notice.ends,
        working_days=rule.working_days,
        headings={meaning.value: heading(offer, meaning) for meaning in rule.shows},
        rows=tuple(NoticeShownRow(**row.model_dump()) for row in notice.rows),
        link=notice.link,
        page=notice.page,
        paper=notice.paper,
        objections=f"/v1{notice_path(proposal_key(call), notice.notice)}/objections",
    )
