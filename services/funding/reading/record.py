"""The record behind an award: the commits of its chain, and the heads of every chain that its archive rests on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contracts.events.funding.award import AwardArchived
from contracts.events.funding.proposal import ProposalRanked
from contracts.events.intake.content import Call
from services.chassis.commits import Part
from services.chassis.inbox import inbox_of
from services.chassis.store import CommitStore
from services.funding.documents.archive import Head, Record
from services.funding.domain.award import Award, known
from services.funding.funding import proposal_stream
from services.funding.streams import AWARD, DOSSIER, GRANTEE

_SCORING = "/lianzhu/scoring"


@dataclass(frozen=True, slots=True)
class _Step:
    """A commit of a chain, as far as it is kept: it may have thousands of parts. ``others`` are the parts of chains that belong to it."""

    content: bytes
    own: Part
    others: tuple[Part, ...]
    at: datetime
    cause: Mapping[str, Any]


async def record(store: CommitStore, award: Award, fund: str | None) -> Record:
    """The award's chain up to the last commit that is not its archiving: archived again, it is the same. ``fund`` is its stream.

    The heads of chains that it shares with others are those of the last commit in which they meet; those of upstream chains came in the
    headers of the events that were consumed from there.
    """
    call = known(award.call)
    shared = {proposal_stream(call), fund, GRANTEE.stream(call.programme, award.uscc or "")}
    steps = [step async for step in _steps(store, AWARD.stream(award.id), shared)]
    while all(event.type == AwardArchived.type for event in steps[-1].own.events):
        steps.pop()
    filed = [step async for step in _steps(store, DOSSIER.stream(award.id), set())]
    met = {part.stream: part for step in steps for part in step.others}
    causes = (*(step.cause for step in filed[:1]), await _scored(store, award.id), await _ranked(store, call))
    return Record(
        chains={"奖补": tuple(step.content for step in steps), "申报": tuple(step.content for step in filed)},
        heads=(
            *(_own(part) for part in (steps[-1].own, *(step.own for step in filed[-1:]), *met.values())),
            *(_upstream(cause) for cause in causes if "digest" in cause),
        ),
        at=steps[-1].at,
    )


async def _steps(store: CommitStore, stream: str, shared: Set[str | None]) -> AsyncIterator[_Step]:
    async for commit, own in store.trail(stream):
        others = tuple(replace(part, events=()) for part in commit.parts if part.stream in shared)
        yield _Step(commit.bytes_of(own), own, others, commit.at, commit.cause)


def _own(part: Part) -> Head:
    return Head("funding", part.stream, part.version, part.sequence, part.digest)


def _upstream(cause: Mapping[str, Any]) -> Head:
    return Head(cause["source"].rpartition("/")[2], cause["stream"], None, cause["sequence"], cause["digest"])


async def _scored(store: CommitStore, application: str) -> Mapping[str, Any]:
    """The last of scoring's chain of the case: after the ranking nothing comes."""
    cause: Mapping[str, Any] = {}
    async for commit, _ in store.trail(inbox_of(_SCORING, f"case/{application}")):
        cause = commit.cause
    return cause


async def _ranked(store: CommitStore, call: Call) -> Mapping[str, Any]:
    """The ranking, in scoring's chain of the review."""
    async for commit, part in store.trail(proposal_stream(call)):
        if any(event.type == ProposalRanked.type for event in part.events):
            return commit.cause
    return {}
