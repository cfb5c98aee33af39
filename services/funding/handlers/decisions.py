"""The government's decision on a round's awards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.canonical import instant
from contracts.days import day
from contracts.events.funding.award import AwardDecided, AwardDeclined
from contracts.events.funding.proposal import DecisionMade, Minutes, Struck
from contracts.events.parties import Officer
from contracts.programme.oversight import Decision as Rule
from contracts.programme.track import Track
from contracts.refusal import Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.funding import access
from services.funding.domain import decision as rules
from services.funding.domain.award import Status, known
from services.funding.domain.decision import Approval
from services.funding.domain.objection import require_unnamed
from services.funding.domain.proposal import Proposal
from services.funding.funding import Funding, ProposalKey
from services.funding.handlers.ledger import Ledger
from services.funding.handlers.proposals import require_ranked
from services.funding.streams import AWARD, PROPOSAL


@dataclass(frozen=True, slots=True)
class Deciding:
    """One step with the decision of a round."""

    desk: Funding
    asked: Asked
    key: ProposalKey

    @property
    def stream(self) -> str:
        return PROPOSAL.stream(*self.key)

    @property
    def by(self) -> Officer:
        return Officer.of(self.asked.caller)

    def state(self, streams: Streams, roles: Callable[[Rule], Sequence[str]]) -> tuple[Proposal, Track]:
        """The proposal, for a caller in one of the programme's roles for this step; a 409 where the programme decides nothing."""
        state = streams.state(PROPOSAL, *self.key)
        ranked = require_ranked(state)
        track = self.desk.programmes.track(ranked.call)
        access.require_region(self.asked.caller, ranked.region, roles(ruled(track)), access.NO_PROPOSAL)
        return state, track


def ruled(track: Track) -> Rule:
    if track.decision is None:
        raise Refusal("wrong-status", Text("该类别无须政府决策", "The track has no government decision"))
    return track.decision


async def prepare(task: Deciding, applications: Sequence[str] | None) -> dict[str, Any]:
    """Put proposed awards to the decision; None: all that are proposed and were not decided yet."""

    def decide(streams: Streams) -> Decision:
        state, _ = task.state(streams, lambda rule: rule.proposed_by)
        chosen = list(_undecided(streams, state)) if applications is None else applications
        streams.expect(AWARD.stream(key) for key in chosen)
        awards = {key: streams.state(AWARD, key) for key in chosen}
        prepared = rules.prepare(state, require_ranked(state).call, awards, task.by)
        answer = {"decision": prepared.decision, "status": "prepared", "names": len(chosen), "amount": prepared.amount}
        decision = Decision(answer | {"at": instant(streams.now)}).on(task.stream, prepared)
        for key in chosen:  # an award that changes meanwhile makes this be decided again
            decision.on(AWARD.stream(key))
        return decision

    return await task.desk.decide(task.asked, "prepare_decision", decide, task.stream)


def _undecided(streams: Streams, state: Proposal) -> Sequence[str]:
    rows = [row.application for row in state.made.rows if row.outcome != "none"] if state.made else []
    streams.expect(AWARD.stream(key) for key in rows)
    awards = [streams.state(AWARD, key) for key in rows]
    return [award.id for award in awards if award.status is Status.PROPOSED and award.decision is None]


async def approve(task: Deciding, struck: Sequence[Struck], minutes: Minutes | None) -> dict[str, Any]:
    """Approve it; each struck name's sum is free again, and the waiting list moves up."""

    def decide(streams: Streams) -> Decision:
        state, track = task.state(streams, lambda rule: rule.approved_by)
        names = rules.waiting_for_approval(state).applications
        streams.expect(AWARD.stream(key) for key in names)
        awards = {key: streams.state(AWARD, key) for key in names}
        made = rules.approve(state, awards, Approval(struck, minutes, day(streams.now)), ruled(track), task.by)
        _require_unnamed(streams, state, struck)
        answer = {"decision": made.decision, "status": "made", "names": len(made.approved), "amount": made.amount}
        decision = Decision(answer | {"at": instant(streams.now)}).on(task.stream, made)
        _tell_approved(decision, made)
        _strike(Ledger(streams, decision, track), made)
        return decision

    return await task.desk.decide(task.asked, "approve_decision", decide, task.stream)


def _require_unnamed(streams: Streams, state: Proposal, struck: Sequence[Struck]) -> None:
    """Why a name is struck gives away nobody who objected to an award of the round. One that is struck was on no notice itself."""
    noticed = [key for made in state.decisions for key in made.approved] if struck else []
    streams.expect(AWARD.stream(key) for key in noticed)
    for award in (streams.state(AWARD, key) for key in noticed):
        for number, one in enumerate(struck):
            require_unnamed(award, one.reason, f"/struck/{number}/reason")


async def discard(task: Deciding, reason: str) -> dict[str, Any]:
    """Do not approve it, or take it back: it may be prepared anew."""

    def decide(streams: Streams) -> Decision:
        state, _ = task.state(streams, lambda rule: (*rule.proposed_by, *rule.approved_by))
        discarded = rules.discard(state, reason, task.by)
        answer = {"decision": discarded.decision, "status": "discarded", "names": 0, "amount": 0, "at": instant(streams.now)}
        return Decision(answer).on(task.stream, discarded)

    return await task.desk.decide(task.asked, "discard_decision", decide, task.stream)


def _tell_approved(decision: Decision, made: DecisionMade) -> None:
    for key in made.approved:
        decided = AwardDecided(application=key, call=made.call, decision=made.decision, minutes=made.minutes)
        decision.on(AWARD.stream(key), decided)


def _strike(ledger: Ledger, made: DecisionMade) -> None:
    """All struck names first: whoever moves up is none of them."""
    awards = [(ledger.award(struck.application), struck.reason) for struck in made.struck]
    for award, reason in awards:
        declined = AwardDeclined(application=award.id, call=known(award.call), why="struck", reason=reason)
        ledger.decision.on(AWARD.stream(award.id), declined)
        ledger.free(award, "struck", "released", reason)
    for award, _ in awards:
        ledger.advance(award, "struck")
