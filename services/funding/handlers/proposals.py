"""The proposal of a round: made once, from the ranking; what-if changes nothing; the waiting list moves up when the cap was raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from contracts.canonical import instant
from contracts.events.funding.award import AwardDeclined, AwardProposed, AwardWaiting
from contracts.events.funding.proposal import ProposalMade, ProposalRanked, Proposed
from contracts.events.intake.content import Call
from contracts.events.parties import Officer
from contracts.programme.track import Track
from contracts.refusal import Refusal, Text
from services.chassis.decisions import Decide, Decision, Streams
from services.chassis.desk import Asked
from services.funding import access
from services.funding.domain.award import Award, known
from services.funding.domain.fund import Fund
from services.funding.domain.proposal import Bar, Limits, Proposal, bar, cut_tie, propose
from services.funding.funding import Funding, ProposalKey, fund_key, fund_stream
from services.funding.handlers.ledger import Ledger
from services.funding.streams import AWARD, FUND, GRANTEE, PROPOSAL


async def make(desk: Funding, asked: Asked, key: ProposalKey) -> dict[str, Any]:
    """Make the proposal of a ranked round, and reserve the sums of its awards."""
    return await desk.decide(asked, "propose", making(desk, asked, key), PROPOSAL.stream(*key))


def making(desk: Funding, asked: Asked, key: ProposalKey) -> Decide:
    """The decision that makes it."""
    by, stream = Officer.of(asked.caller), PROPOSAL.stream(*key)

    def decide(streams: Streams) -> Decision:
        state = streams.state(PROPOSAL, *key)
        ranked = require_ranked(state)
        access.require_city(asked.caller, ranked.region)
        if state.made is not None:
            raise Refusal("conflict", Text("该批次的奖补建议已经形成", "The proposal of the round has been made already"))
        track = desk.programmes.track(ranked.call)
        streams.expect(reads(track, ranked))
        fund = opened(streams.state(FUND, *desk.fund_of(ranked.call)))
        awards = candidates(streams, ranked)
        rows = propose(ranked.places, limits_of(track, ranked, fund.available), bars(streams, awards.values()))
        made = _made(ranked, rows, fund, known(track.award.fen), by)
        decision = Decision(_answer(made, streams)).on(stream, made).on(fund_stream(known(track.fund), ranked.call))
        _apply(Ledger(streams, decision, track), ranked.call, rows, awards)
        return decision

    return decide


def require_ranked(state: Proposal) -> ProposalRanked:
    """A 404 before the ranking came."""
    if state.ranked is None:
        raise Refusal("not-found", access.NO_PROPOSAL)
    return state.ranked


def reads(track: Track, ranked: ProposalRanked) -> Iterable[str]:
    """The streams that a proposal is made of."""
    yield fund_stream(known(track.fund), ranked.call)
    for place in ranked.places:
        yield AWARD.stream(place.application)
        if place.uscc:
            yield GRANTEE.stream(ranked.call.programme, place.uscc)


def candidates(streams: Streams, ranked: ProposalRanked) -> dict[str, Award]:
    """The ranked applications. A 409 while some of them are still on their way from intake."""
    awards = {place.application: streams.state(AWARD, place.application) for place in ranked.places}
    missing = [key for key, award in awards.items() if award.candidate is None]
    if missing:
        zh, en = f"{len(missing)} 件申报尚未送达：{'、'.join(missing[:20])}", f"{len(missing)} applications are still on their way"
        raise Refusal("conflict", Text(zh, en))
    return awards


def bars(streams: Streams, awards: Iterable[Award]) -> dict[str, Bar]:
    """Who cannot be awarded whatever the rank: once ever, clawed back, withdrawn."""
    found = {award.id: bar(award, streams.state(GRANTEE, known(award.call).programme, known(award.uscc))) for award in awards}
    return {key: barrier for key, barrier in found.items() if barrier is not None}


def opened(fund: Fund) -> Fund:
    if fund.document is None:
        raise Refusal("conflict", Text("资金总额尚未确定，请先设立资金", "The fund has no cap yet: open it first"))
    return fund


def limits_of(track: Track, ranked: ProposalRanked, available: int) -> Limits:
    """By the ranking's passing line and the programme."""
    fund = known(track.fund)
    return Limits(Decimal(ranked.passing), known(track.award.fen), available, track.award.once is not None, fund.waiting_list)


def _made(ranked: ProposalRanked, rows: tuple[Proposed, ...], fund: Fund, fen: int, by: Officer) -> ProposalMade:
    awards = sum(row.outcome == "award" for row in rows)
    return ProposalMade(
        call=ranked.call,
        region=ranked.region,
        rows=rows,
        fen=fen,
        awards=awards,
        amount=awards * fen,
        available=fund.available,
        cut=cut_tie(rows, ranked.ties),
        by=by,
    )


def _apply(ledger: Ledger, call: Call, rows: tuple[Proposed, ...], awards: Mapping[str, Award]) -> None:
    """Tell every application its place, and reserve the sums."""
    for row in rows:
        award = awards[row.application]
        stream = AWARD.stream(row.application)
        if row.outcome == "award":
            proposed = AwardProposed(application=award.id, call=call, rank=row.rank, total=row.total, fen=ledger.fen)
            ledger.decision.on(stream, proposed)
            ledger.bind(award, ledger.fen)
        elif row.outcome == "waiting":
            waiting = AwardWaiting(application=award.id, call=call, rank=row.rank, total=row.total, position=known(row.position))
            ledger.decision.on(stream, waiting)
        elif row.why != "withdrawn":
            ledger.decision.on(stream, AwardDeclined(application=award.id, call=call, why=row.why, reason=row.reason))
            ledger.decision.on(GRANTEE.stream(call.programme, row.uscc))  # should it be freed meanwhile, this is decided again


def _answer(made: ProposalMade, streams: Streams) -> dict[str, Any]:
    waiting = sum(row.outcome == "waiting" for row in made.rows)
    return {"awards": made.awards, "waiting": waiting, "amount": made.amount, "available": made.available, "at": instant(streams.now)}


async def what_if(desk: Funding, state: Proposal, cap: int | None, line: Decimal | None) -> ProposalMade:
    """The proposal as it would be under another cap (fen) or passing line; the places that it took itself count as free.

    A 409 as for the proposal itself. Nothing is written.
    """
    ranked = require_ranked(state)
    track = desk.programmes.track(ranked.call)
    standings = await desk.chassis.store.load(reads(track, ranked))
    streams = Streams(desk.clock.now(), standings)
    fund = opened(streams.state(FUND, *fund_key(known(track.fund), ranked.call)))
    awards = candidates(streams, ranked)
    own = sum(award.fen for award in awards.values() if award.holds)
    available = max(0, (fund.cap if cap is None else cap) - fund.held + own)
    passing = ranked.passing if line is None else format(line, "f")
    limits = limits_of(track, ranked.model_copy(update={"passing": passing}), available)
    rows = propose(ranked.places, limits, bars(streams, awards.values()))
    system = Officer(subject="/lianzhu/funding", name="what-if")
    return _made(ranked, rows, fund.model_copy(update={"cap": fund.held + available}), limits.fen, system)


async def advance(desk: Funding, asked: Asked, key: ProposalKey) -> dict[str, Any]:
    """After the cap was raised: the waiting list moves up for as long as the fund holds it."""
    stream = PROPOSAL.stream(*key)

    def decide(streams: Streams) -> Decision:
        state = streams.state(PROPOSAL, *key)
        access.require_city(asked.caller, require_ranked(state).region)
        if state.made is None:
            raise Refusal("wrong-status", Text("奖补建议尚未形成", "There is no proposal yet"))
        decision = Decision()
        ledger = Ledger(streams, decision, desk.programmes.track(state.made.call))
        moved = ledger.fill(state.made.call)
        available = ledger.fund(state.made.call).available
        if not moved:
            raise Refusal("conflict", Text("没有可递补的候补，或资金不足一家", "Nobody waits, or the fund holds no further award"))
        decision.answer = {"promoted": moved, "amount": len(moved) * ledger.fen, "available": available, "at": instant(streams.now)}
        return decision

    return await desk.decide(asked, "advance", decide, stream)
