"""What becomes of a case when its panel or its sheets change: told to the review in the same commit, so that no ranking can overtake it.

A ranking is published only when every case is scored. So a command on a case that is not scored needs no more than the case's own
version to be safe from it, and one that makes or unmakes a score writes on the review's stream too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contracts.events.parties import Contact
from contracts.events.scoring.case import CaseScored, ExtraReviewOrdered
from contracts.events.scoring.review import ReviewProgressed
from services.chassis.decisions import Decision, Streams, seen
from services.scoring import access
from services.scoring.domain.assignment import Removal, exclude
from services.scoring.domain.case import Case, Seat, Status, known
from services.scoring.domain.expert import entry_of
from services.scoring.domain.panel import Panel
from services.scoring.domain.review import Review, require_unranked
from services.scoring.handlers.draws import Opening, continue_draw, expect_pool
from services.scoring.scoring import ReviewKey, Scoring, key_of
from services.scoring.streams import CASE, ENGAGEMENT, EXPERT, REVIEW
from services.scoring.views import ENGAGEMENTS


def read(streams: Streams, application: str) -> tuple[Case, Review]:
    """A case and its review; a 404 where there is no such case."""
    state = streams.state(CASE, application)
    if state.review is None:
        raise access.unknown(access.NO_CASE)
    return state, streams.state(REVIEW, *key_of(state.review))


def contact_of(streams: Streams, expert: str) -> Contact:
    """How an expert is reached."""
    return entry_of(streams.state(EXPERT, expert)).contact


def settle(scoring: Scoring, streams: Streams, decision: Decision, application: str) -> None:
    """When the last sheet of the panel is in: the case is scored, or an extra expert is drawn, or the panel has to meet."""
    state = seen(streams, decision, CASE, application)
    call = known(state.review)
    review = streams.state(REVIEW, *key_of(call))
    events = Panel(scoring.rules(call), review.region, known(review.agency)).conclude(state)
    decision.on(CASE.stream(application), *events)
    for event in events:
        if isinstance(event, CaseScored):
            _tell(decision, state, "scored")
        if isinstance(event, ExtraReviewOrdered):
            reason = f"评分相差 {event.spread} 分，超过 {event.most} 分"
            for _ in range(event.extra):
                continue_draw(scoring, streams, decision, call, Opening(application, "spread", None, reason))


def unsettle(decision: Decision, before: Case) -> None:
    """What the case had come to no longer stands."""
    if before.status is Status.SCORED:
        _tell(decision, before, "reopened")


def withdrawn(decision: Decision, state: Case) -> None:
    """The case is out of its review."""
    _tell(decision, state, "withdrawn")


def _tell(decision: Decision, state: Case, to: str) -> None:
    call = known(state.review)
    event = ReviewProgressed.model_validate({"review": call, "application": state.id, "to": to})
    decision.on(REVIEW.stream(*key_of(call)), event)


def take_out(scoring: Scoring, streams: Streams, decision: Decision, place: tuple[str, str], removal: Removal) -> None:
    """Take an expert's ``place`` (case, expert) away: a submitted sheet is excluded, the place drawn again. Refused after the ranking."""
    application, expert = place
    state, review = read(streams, application)
    require_unranked(review)
    events = exclude(state, expert, contact_of(streams, expert), removal)
    decision.on(CASE.stream(application), *events)
    unsettle(decision, state)
    continue_draw(scoring, streams, decision, known(state.review), Opening(application, removal.why, expert, removal.reason))


Affected = Callable[[Case, Seat], str | None]
"""Why an expert may not keep a place, in words; None: the expert may."""


@dataclass(frozen=True, slots=True)
class Departure:
    """An expert who may not keep every place: the reviews (programme, round, track) to look at, and which places are affected."""

    expert: str
    reviews: Sequence[ReviewKey]
    affected: Affected
    removal: Removal


def unsubmitted(reason: str) -> Affected:
    """All places without a submitted sheet: what a suspension takes away."""
    return lambda _case, seat: None if seat.sheet else reason


def vacate(scoring: Scoring, streams: Streams, decision: Decision, departure: Departure) -> list[str]:
    """Take the affected places of an expert away, in reviews that are not ranked yet; the cases. For amended and suspended experts."""
    reviews = [key for key in departure.reviews if streams.state(REVIEW, *key).ranking is None]
    streams.expect([ENGAGEMENT.stream(*key, departure.expert) for key in reviews])
    cases = {key: streams.state(ENGAGEMENT, *key, departure.expert).cases for key in reviews}
    streams.expect([CASE.stream(case) for mine in cases.values() for case in mine])
    expect_pool(streams, *(key for key, mine in cases.items() if mine))
    return [case for mine in cases.values() for case in mine if _vacated(scoring, streams, decision, departure, case)]


def _vacated(scoring: Scoring, streams: Streams, decision: Decision, departure: Departure, application: str) -> bool:
    state = streams.state(CASE, application)
    seat = state.seat(departure.expert)
    if seat is None or state.status is Status.WITHDRAWN:
        return False
    reason = departure.affected(state, seat)
    if reason is None:
        return False
    removal = Removal(departure.removal.why, reason, departure.removal.by)
    take_out(scoring, streams, decision, (application, departure.expert), removal)
    return True


async def reviews_of(scoring: Scoring, expert: str) -> list[ReviewKey]:
    """The reviews that an expert has taken part in: what ``vacate`` is to look at."""
    found = ENGAGEMENTS.collection(scoring.database).find({"expert": expert}, {"programme": 1, "round": 1, "track": 1})
    return [(row["programme"], row["round"], row["track"]) async for row in found.sort("_id", 1)]
