"""What an expert does about assignments: sign the undertaking, take a case on, give it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contracts.canonical import instant
from contracts.events.parties import Officer
from contracts.refusal import Refusal, Text
from contracts.roles import Role
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.scoring import access
from services.scoring.domain import assignment as rules
from services.scoring.domain import engagement
from services.scoring.domain.assignment import Declination, Declining
from services.scoring.domain.case import Case, known
from services.scoring.domain.engagement import Engagement
from services.scoring.domain.review import require_unranked
from services.scoring.domain.sheet import require_seat
from services.scoring.domain.undertaking import Undertaking, undertaking
from services.scoring.handlers import panels
from services.scoring.handlers.draws import Opening, continue_draw
from services.scoring.scoring import ReviewKey, Scoring, key_of
from services.scoring.streams import CASE, ENGAGEMENT, EXPERT
from services.scoring.views import ENGAGEMENTS, EXPERTS


def undertaking_path(key: ReviewKey) -> str:
    """Where the undertaking of a review is read and signed."""
    return f"/v1/reviews/{'/'.join(key)}/undertaking"


async def expert_of(scoring: Scoring, caller: Principal) -> str | None:
    """The expert whose account the caller has; None for anybody else."""
    if Role.EXPERT not in caller.roles:
        return None
    row = await EXPERTS.collection(scoring.database).find_one({"account": caller.subject}, {"_id": 1})
    return row["_id"] if row else None


async def require_expert(scoring: Scoring, caller: Principal) -> str:
    """The same; a 404 for anybody else."""
    expert = await expert_of(scoring, caller)
    if expert is None:
        raise access.unknown(access.NO_CASE)
    return expert


async def engagement_of(scoring: Scoring, key: ReviewKey, expert: str) -> Engagement:
    """What the expert has taken on in a review."""
    return await scoring.state(ENGAGEMENTS, "/".join((*key, expert)), Engagement) or Engagement()


@dataclass(frozen=True, slots=True)
class Task:
    """Something that an expert does with one case."""

    scoring: Scoring
    asked: Asked
    application: str
    expert: str

    @property
    def streams(self) -> tuple[str, ...]:
        """What it reads at least."""
        return CASE.stream(self.application), EXPERT.stream(self.expert)

    def read(self, streams: Streams) -> Case:
        """The case; a 404 where the expert has no place on it, a refusal after the ranking."""
        state, review = panels.read(streams, self.application)
        entry = streams.state(EXPERT, self.expert).entry
        if entry is None or entry.account != self.asked.caller.subject:
            raise access.unknown(access.NO_CASE)
        require_seat(state, self.expert)
        require_unranked(review)
        return state

    def require_signed(self, streams: Streams, state: Case) -> None:
        """The undertaking is signed."""
        key = key_of(known(state.review))
        engagement.require_signed(streams.state(ENGAGEMENT, *key, self.expert), undertaking_path(key))

    @property
    def by(self) -> Officer:
        return Officer.of(self.asked.caller)


async def task(scoring: Scoring, asked: Asked, application: str) -> Task:
    """The caller's, as the expert that the account belongs to."""
    return Task(scoring, asked, application, await require_expert(scoring, asked.caller))


async def words(scoring: Scoring, caller: Principal, key: ReviewKey) -> tuple[Undertaking, Engagement]:
    """The undertaking of a review that the caller is an expert of, and whether it is signed; a 404 for anybody else."""
    found = await engagement_of(scoring, key, await require_expert(scoring, caller))
    if found.review is None:
        raise Refusal("not-found", Text("没有这个评审，或您不是其专家", "There is no such review, or you are not one of its experts"))
    return undertaking(scoring.programmes.of(found.review), found.review), found


async def sign(scoring: Scoring, asked: Asked, key: ReviewKey, signed: tuple[str, str]) -> dict[str, Any]:
    """Sign the undertaking; ``signed`` are the digest of its words and the expert's name."""
    expert = await require_expert(scoring, asked.caller)
    text, _ = await words(scoring, asked.caller, key)

    def decide(streams: Streams) -> Decision:
        state = streams.state(ENGAGEMENT, *key, expert)
        events = engagement.sign(state, text, *signed, Officer.of(asked.caller))
        at = state.signature.at if state.signature and not events else streams.now
        return Decision({"digest": text.digest, "signed_at": instant(at)}).on(ENGAGEMENT.stream(*key, expert), *events)

    return await scoring.decide(asked, "sign_undertaking", decide, ENGAGEMENT.stream(*key, expert))


async def accept(on: Task) -> dict[str, Any]:
    """Take a case on, after the undertaking is signed."""

    def decide(streams: Streams) -> Decision:
        state = on.read(streams)
        on.require_signed(streams, state)
        events = rules.accept(state, on.expert, on.by)
        return _done(on, streams, "accepted").on(CASE.stream(on.application), *events)

    return await on.scoring.decide(on.asked, "accept_assignment", decide, *on.streams)


async def decline(on: Task, why: Declination) -> dict[str, Any]:
    """Give a case up: only this place is drawn again, in the same commit."""

    def decide(streams: Streams) -> Decision:
        state = on.read(streams)
        call, (_, review) = known(state.review), panels.read(streams, on.application)
        who = Declining(on.expert, panels.contact_of(streams, on.expert), review.region, known(review.agency), on.by)
        decision = _done(on, streams, "declined").on(CASE.stream(on.application), *rules.decline(state, who, why))
        continue_draw(on.scoring, streams, decision, call, Opening(on.application, why.why, on.expert, why.reason))
        return decision

    return await on.scoring.decide(on.asked, "decline_assignment", decide, *on.streams)


def _done(on: Task, streams: Streams, status: str) -> Decision:
    return Decision({"application": on.application, "status": status, "at": instant(streams.now)})
