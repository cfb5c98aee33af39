"""Confirming all awards of a round that can be confirmed, in one decision; what keeps the others is said for each."""

from __future__ import annotations

from typing import Any

from contracts.canonical import instant
from contracts.events.parties import Officer
from contracts.refusal import Fault, Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.funding import access
from services.funding.domain.award import Status
from services.funding.domain.proposal import Proposal
from services.funding.funding import Funding, ProposalKey
from services.funding.handlers.awards import stand
from services.funding.handlers.ledger import Ledger
from services.funding.handlers.proposals import require_ranked
from services.funding.streams import AWARD, PROPOSAL


async def confirm_all(desk: Funding, asked: Asked, key: ProposalKey) -> dict[str, Any]:
    """Confirm every decided award that notice, audit and objections allow. A 409 where none is."""
    stream = PROPOSAL.stream(*key)

    def decide(streams: Streams) -> Decision:
        state = streams.state(PROPOSAL, *key)
        region, track = require_ranked(state).region, desk.programmes.track(require_ranked(state).call)
        access.require_region(asked.caller, region, access.awarding(track), access.NO_PROPOSAL)
        decision = Decision()
        confirmed, left = _confirm(Ledger(streams, decision, track), state, Officer.of(asked.caller))
        if not confirmed:
            raise _nothing(left)
        decision.answer = {
            "confirmed": confirmed,
            "left": {application: refusal.text.zh for application, refusal in left.items()},
            "amount": sum(streams.state(AWARD, application).fen for application in confirmed),
            "at": instant(streams.now),
        }
        return decision

    return await desk.decide(asked, "confirm_all", decide, stream)


def _confirm(ledger: Ledger, state: Proposal, by: Officer) -> tuple[list[str], dict[str, Refusal]]:
    """Who was confirmed, and what keeps each of the others, in the order of the decisions."""
    names = [application for decision in state.decisions for application in decision.approved]
    ledger.streams.expect(AWARD.stream(application) for application in names)
    confirmed: list[str] = []
    left: dict[str, Refusal] = {}
    for application in names:
        award = ledger.award(application)
        if award.status is not Status.PROPOSED:
            continue
        try:
            stand(award, ledger, by)
            confirmed.append(application)
        except Refusal as refusal:
            left[application] = refusal
    return confirmed, left


def _nothing(left: dict[str, Refusal]) -> Refusal:
    """Each that waits, with its reason."""
    if not left:
        return Refusal("wrong-status", Text("没有待确认的奖补", "No award waits for its confirmation"))
    first = next(iter(left.values()))
    faults = tuple(Fault("not-confirmable", f"/awards/{name}", refusal.text, source=refusal.source) for name, refusal in left.items())
    return Refusal("not-confirmable", first.text, faults[:50], source=first.source)
