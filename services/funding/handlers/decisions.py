"""The government's decision on a round's awards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.canonical import instant
from contracts.events.funding.award import AwardDecided, AwardDeclined
from contracts.events.funding.proposal import DecisionMade
from contracts.events.intake.content import Call
from contracts.events.parties import Officer
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.funding.domain import decision as rules
from services.funding.domain.award import known
from services.funding.domain.decision import Approval
from services.funding.domain.proposal import Proposal
from services.funding.funding import Funding, proposal_key, proposal_stream
from services.funding.handlers.ledger import Ledger
from services.funding.streams import AWARD, PROPOSAL


async def prepare(desk: Funding, asked: Asked, call: Call, applications: Sequence[str]) -> dict[str, Any]:
    """Put proposed awards to the decision."""
    stream = proposal_stream(call)

    def decide(streams: Streams) -> Decision:
        awards = {key: streams.state(AWARD, key) for key in applications}
        prepared = rules.prepare(_proposal(streams, call), call, awards, Officer.of(asked.caller))
        answer = {"decision": prepared.decision, "status": "prepared", "amount": prepared.amount, "at": instant(streams.now)}
        decision = Decision(answer).on(stream, prepared)
        for key in applications:  # an award that changes meanwhile makes this be decided again
            decision.on(AWARD.stream(key))
        return decision

    return await desk.decide(asked, "prepare_decision", decide, stream, *(AWARD.stream(key) for key in applications))


async def approve(desk: Funding, asked: Asked, call: Call, approval: Approval) -> dict[str, Any]:
    """Approve it; each struck name's sum is free again, and the waiting list moves up."""
    stream = proposal_stream(call)
    track = desk.programmes.track(call)

    def decide(streams: Streams) -> Decision:
        state = _proposal(streams, call)
        awards = {key: streams.state(AWARD, key) for key in rules.waiting_for_approval(state).applications}
        made = rules.approve(state, awards, approval, Officer.of(asked.caller))
        answer = {"decision": made.decision, "status": "made", "amount": made.amount, "at": instant(streams.now)}
        decision = Decision(answer).on(stream, made)
        _tell_approved(decision, made)
        _strike(Ledger(streams, decision, track), made)
        return decision

    return await desk.decide(asked, "approve_decision", decide, stream)


async def discard(desk: Funding, asked: Asked, call: Call, reason: str) -> dict[str, Any]:
    """Do not approve it, or take it back: it may be prepared anew."""
    stream = proposal_stream(call)

    def decide(streams: Streams) -> Decision:
        discarded = rules.discard(_proposal(streams, call), reason, Officer.of(asked.caller))
        answer = {"decision": discarded.decision, "status": "discarded", "amount": 0, "at": instant(streams.now)}
        return Decision(answer).on(stream, discarded)

    return await desk.decide(asked, "discard_decision", decide, stream)


def _proposal(streams: Streams, call: Call) -> Proposal:
    return streams.state(PROPOSAL, *proposal_key(call))


def _tell_approved(decision: Decision, made: DecisionMade) -> None:
    for key in made.approved:
        decided = AwardDecided(application=key, call=made.call, decision=made.decision, minutes=made.minutes)
        decision.on(AWARD.stream(key), decided)


def _strike(ledger: Ledger, made: DecisionMade) -> None:
    for struck in made.struck:
        award = ledger.streams.state(AWARD, struck.application)
        declined = AwardDeclined(application=award.id, call=known(award.call), why="struck", reason=struck.reason)
        ledger.decision.on(AWARD.stream(award.id), declined)
        ledger.free(award, "struck", "released", struck.reason)
        ledger.advance(award, "struck")
