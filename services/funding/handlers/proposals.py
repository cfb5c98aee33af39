"""The proposal of a round: made once, from the ranking; what-if changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from contracts.canonical import instant
from contracts.events.funding.award import AwardDeclined, AwardProposed, AwardWaiting
from contracts.events.funding.proposal import ProposalMade, ProposalRanked, Proposed
from contracts.events.intake.content import Call
from contracts.events.parties import Officer
from contracts.programme.track import Track
from contracts.refusal import Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.funding.domain.award import Award, Status, known
from services.funding.domain.fund import Fund
from services.funding.domain.proposal import Barred, Limits, cut_tie, propose
from services.funding.funding import Funding, fund_key, fund_stream, proposal_stream
from services.funding.handlers.ledger import Ledger
from services.funding.streams import AWARD, FUND, GRANTEE, PROPOSAL


async def make(desk: Funding, asked: Asked, ranked: ProposalRanked) -> dict[str, Any]:
    """Make the proposal of a ranked round, and reserve the sums of its awards."""
    call, by = ranked.call, Officer.of(asked.caller)
    track = desk.programmes.track(call)
    stream = proposal_stream(call)

    def decide(streams: Streams) -> Decision:
        state = streams.state(PROPOSAL, call.programme, call.round, call.track)
        if state.made is not None:
            raise Refusal("conflict", Text("该批次的奖补建议已经形成", "The proposal of the round has been made already"))
        fund = _opened(streams, track, call)
        awards = candidates(streams, ranked)
        rows = propose(ranked.places, _limits(ranked, track, fund), barred(streams, awards))
        made = _made(ranked, rows, fund, known(track.award.fen), by)
        decision = Decision(_answer(made, streams)).on(stream, made)
        _apply(Ledger(streams, decision, track), rows, awards)
        return decision

    return await desk.decide(asked, "propose", decide, *reads(track, ranked))


def reads(track: Track, ranked: ProposalRanked) -> tuple[str, ...]:
    """The streams that a proposal is made of."""
    call = ranked.call
    awards = [AWARD.stream(place.application) for place in ranked.places]
    grantees = [GRANTEE.stream(call.programme, place.uscc) for place in ranked.places if place.uscc]
    return (proposal_stream(call), fund_stream(known(track.fund), call), *awards, *grantees)


def candidates(streams: Streams, ranked: ProposalRanked) -> dict[str, Award]:
    """The ranked applications. A 409 while some of them are still on their way from intake."""
    awards = {place.application: streams.state(AWARD, place.application) for place in ranked.places}
    missing = [key for key, award in awards.items() if award.status is Status.NONE]
    if missing:
        zh, en = f"{len(missing)} 件申报尚未送达：{'、'.join(missing[:20])}", f"{len(missing)} applications are still on their way"
        raise Refusal("conflict", Text(zh, en))
    return awards


def barred(streams: Streams, awards: Mapping[str, Award]) -> dict[str, Barred]:
    """Who cannot be awarded whatever the rank: once ever, clawed back, withdrawn."""
    found: dict[str, Barred] = {}
    for key, award in awards.items():
        grantee = streams.state(GRANTEE, known(award.call).programme, known(award.uscc))
        if award.status is Status.WITHDRAWN:
            found[key] = "withdrawn"
        elif grantee.excluded:
            found[key] = "clawed-back"
        elif grantee.bars(key):
            found[key] = "held-before"
    return found


def _opened(streams: Streams, track: Track, call: Call) -> Fund:
    fund = streams.state(FUND, *fund_key(known(track.fund), call))
    if fund.document is None:
        raise Refusal("conflict", Text("资金总额尚未确定，请先设立资金", "The fund has no cap yet: open it first"))
    return fund


def _limits(ranked: ProposalRanked, track: Track, fund: Fund) -> Limits:
    return Limits(Decimal(ranked.passing), known(track.award.fen), fund.available)


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


def _apply(ledger: Ledger, rows: tuple[Proposed, ...], awards: Mapping[str, Award]) -> None:
    """Tell every application its place, and reserve the sums."""
    fen = known(ledger.track.award.fen)
    for row in rows:
        award = awards[row.application]
        call, stream = known(award.call), AWARD.stream(row.application)
        if row.outcome == "award":
            proposed = AwardProposed(application=award.id, call=call, rank=row.rank, total=row.total, fen=fen)
            ledger.decision.on(stream, proposed)
            ledger.bind(award, fen)
        elif row.outcome == "waiting":
            waiting = AwardWaiting(application=award.id, call=call, rank=row.rank, total=row.total, position=known(row.position))
            ledger.decision.on(stream, waiting)
        elif row.why != "withdrawn":
            ledger.decision.on(stream, AwardDeclined(application=award.id, call=call, why=row.why, reason=row.reason))


def _answer(made: ProposalMade, streams: Streams) -> dict[str, Any]:
    waiting = sum(row.outcome == "waiting" for row in made.rows)
    return {"awards": made.awards, "waiting": waiting, "amount": made.amount, "available": made.available, "at": instant(streams.now)}
