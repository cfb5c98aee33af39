"""Proposals: the places with their reasons, and where each application stands now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contracts.events.funding.proposal import ProposalMade, Proposed
from contracts.refusal import Refusal
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.funding import access
from services.funding.api.models.decisions import DecisionShown, PreparedShown
from services.funding.api.models.proposals import AdvancedShown, NoticeNamed, ProposalRow, ProposalShown, ProposedRow, WhatIfShown
from services.funding.domain.award import known
from services.funding.domain.proposal import Proposal
from services.funding.funding import Funding, ProposalKey
from services.funding.views import AWARDS, PROPOSALS


async def proposal(funding: Funding, caller: Principal, key: ProposalKey) -> tuple[Proposal, int]:
    """A proposal that the caller may see, and its version; a 404 for any other."""
    row = await PROPOSALS.collection(funding.database).find_one({"_id": "/".join(key)})
    state = Proposal.model_validate(row["state"]) if row else Proposal()
    if row is None or state.ranked is None or not access.oversees(caller, state.ranked.region):
        raise Refusal("not-found", access.NO_PROPOSAL)
    return state, row["version"]


async def proposal_shown(funding: Funding, caller: Principal, key: ProposalKey) -> ProposalShown:
    """A proposal with its places, and where each application stands now."""
    state, version = await proposal(funding, caller, key)
    ranked, made = known(state.ranked), state.made
    return ProposalShown(
        **_proposal("/".join(key), state),
        version=version,
        passing=ranked.passing,
        ranking=ranked.ranking,
        fen=made.fen if made else 0,
        available=made.available if made else 0,
        rows=await proposed_rows(funding, made.rows if made else ()),
        cut=made.cut if made else None,
        advances=tuple(AdvancedShown(left=each.left, why=each.why, application=each.application) for each in state.advances),
        prepared=_prepared(state),
        made_decisions=_decisions(state),
        notices=tuple(NoticeNamed(notice=each.notice, decision=each.decision, ends=each.ends, link=each.link) for each in state.notices),
    )


def proposal_row(row: Document) -> ProposalRow:
    return ProposalRow(**_proposal(row["_id"], Proposal.model_validate(row["state"])))


def _proposal(key: str, state: Proposal) -> dict[str, Any]:
    programme, round_, track = key.split("/")
    made = state.made
    return {
        "id": key,
        "programme": programme,
        "round": round_,
        "track": track,
        "region": state.ranked.region if state.ranked else "",
        "cases": len(state.ranked.places) if state.ranked else 0,
        "made": made is not None,
        "awards": made.awards if made else 0,
        "waiting": len(state.waiting),
        "amount": made.amount if made else 0,
        "decisions": len(state.decisions),
    }


def _prepared(state: Proposal) -> PreparedShown | None:
    waits = state.prepared
    if waits is None:
        return None
    return PreparedShown(decision=waits.decision, applications=waits.applications, amount=waits.amount, by=waits.by.name)


def _decisions(state: Proposal) -> tuple[DecisionShown, ...]:
    return tuple(
        DecisionShown(
            decision=made.decision,
            approved=made.approved,
            struck=made.struck,
            amount=made.amount,
            minutes=made.minutes,
            prepared_by=made.prepared_by.name,
            by=made.by.name,
        )
        for made in state.decisions
    )


async def proposed_rows(funding: Funding, rows: Iterable[Proposed]) -> tuple[ProposedRow, ...]:
    """Places with the applicants' names and where they stand now."""
    places = list(rows)
    wanted = {"state.candidate.applicant.name": 1, "state.candidate.title": 1, "status": 1}
    found = AWARDS.collection(funding.database).find({"_id": {"$in": [row.application for row in places]}}, wanted)
    known_rows = {row["_id"]: row async for row in found}
    return tuple(_place(row, known_rows.get(row.application, {})) for row in places)


def _place(row: Proposed, award: Mapping[str, Any]) -> ProposedRow:
    candidate = award.get("state", {}).get("candidate") or {}
    return ProposedRow(
        **row.model_dump(exclude={"uscc"}),
        applicant=candidate.get("applicant", {}).get("name"),
        title=candidate.get("title"),
        status=award.get("status", "none"),
    )


async def what_if_shown(funding: Funding, passing: str, made: ProposalMade) -> WhatIfShown:
    return WhatIfShown(
        passing=passing,
        awards=made.awards,
        waiting=sum(row.outcome == "waiting" for row in made.rows),
        amount=made.amount,
        available=made.available,
        rows=await proposed_rows(funding, made.rows),
        cut=made.cut,
    )
