"""What tables are made of: a round's decision and payments, a fund's ledger."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Iterable, Iterator
from datetime import datetime

from contracts.events.event import Event
from contracts.refusal import Refusal, Text
from services.chassis.identity import Principal
from services.chassis.tables import Table
from services.funding import access
from services.funding.documents.decision_table import decision_table
from services.funding.documents.ledger_table import ledger_table
from services.funding.documents.payment_table import LISTED, payment_table
from services.funding.domain.award import Award
from services.funding.domain.proposal import Proposal
from services.funding.funding import Funding, ProposalKey
from services.funding.handlers.funds import FundKey, fund_name
from services.funding.reading import funds
from services.funding.reading.proposals import proposal
from services.funding.streams import PROPOSAL
from services.funding.views import AWARDS, PROPOSALS


async def decision(funding: Funding, caller: Principal, key: ProposalKey, number: int | None) -> Table:
    """A decision of the round, the last one where no number is given; a 404 where there is none that the caller may see."""
    state, _ = await proposal(funding, caller, key)
    made = [one for one in state.decisions if number is None or one.decision == number]
    if not made:
        raise Refusal("not-found", Text("没有这项决策", "There is no such decision"))
    chosen = made[-1]
    named = (*chosen.approved, *(one.application for one in chosen.struck))
    found = AWARDS.collection(funding.database).find({"_id": {"$in": list(named)}}, {"state": 1})
    awards = {row["_id"]: Award.model_validate(row["state"]) async for row in found}
    at = await _recorded(funding, key, chosen)
    return await to_thread(decision_table, funding.programmes.of(chosen.call), chosen, awards, at)


async def payments(funding: Funding, caller: Principal, key: ProposalKey) -> Table:
    """The round's confirmed awards and what became of them: all of them for the authority, a county's for its finance office."""
    row = await PROPOSALS.collection(funding.database).find_one({"_id": "/".join(key)}, {"state": 1})
    ranked = Proposal.model_validate(row["state"]).ranked if row else None
    if ranked is None or not access.reads_everything(caller, ranked.region):
        raise Refusal("not-found", access.NO_PROPOSAL)
    programme, round_, track = key
    these = {"programme": programme, "round": round_, "track": track, "status": {"$in": list(LISTED)}}
    wanted = {"$and": [access.visible_regions(caller), these]}
    found = AWARDS.collection(funding.database).find(wanted, {"state": 1})
    awards = [Award.model_validate(row["state"]) async for row in found]
    if not awards and not access.oversees(caller, ranked.region):
        raise Refusal("not-found", access.NO_PROPOSAL)
    at = max(_instants(awards), default=None) or await _recorded(funding, key, ranked)
    return await to_thread(payment_table, funding.programmes.of(ranked.call), round_, awards, at)


async def _recorded(funding: Funding, key: ProposalKey, event: Event) -> datetime:
    """When this event of the round was recorded."""
    return await anext(one.at async for one in funding.chassis.store.history(PROPOSAL.stream(*key)) if one.event == event)


def _instants(awards: Iterable[Award]) -> Iterator[datetime]:
    """When something of the list was recorded: the same list has the same date."""
    for award in awards:
        steps = [instant for payment in award.payments for instant in (payment.ordered_at, payment.made_at, payment.returned_at)]
        yield from (instant for instant in (award.confirmed_at, *steps) if instant)


async def ledger(funding: Funding, caller: Principal, key: FundKey) -> Table:
    """The whole ledger of a fund that the caller may see."""
    name = fund_name(funding, key)
    fund = await funds.fund_shown(funding, caller, name)
    lines = [line async for _, line in funds.ledger(funding, name)]
    return await to_thread(ledger_table, funding.programmes.newest(key[0]), fund, lines, lines[-1].at)
