"""One place drawn after the draw, from the seed's continuation; and what an expert takes on by being drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.days import day
from contracts.events.intake.content import Call
from contracts.events.scoring.assignment import AssignmentMade, AssignmentReplaced
from contracts.events.scoring.draw import DrawContinued, Why
from services.chassis.decisions import Decision, Streams, seen
from services.scoring.domain.conflicts import conflicts
from services.scoring.domain.continuation import Place, continued
from services.scoring.domain.expert import Registration, entry_of
from services.scoring.domain.pool import parties_of, ties_of
from services.scoring.domain.review import Review, known
from services.scoring.handlers.reviews import remind_at
from services.scoring.scoring import ReviewKey, Scoring, key_of
from services.scoring.streams import CASE, ENGAGEMENT, EXPERT, REVIEW


@dataclass(frozen=True, slots=True)
class Opening:
    """A place to be drawn again: ``left`` gave it up (None: an extra expert, or a vacant place); ``reason`` in words for people."""

    application: str
    why: Why
    left: str | None
    reason: str


def continue_draw(scoring: Scoring, streams: Streams, decision: Decision, review: Call, opening: Opening) -> str | None:
    """Draw one place from the seed's next continuation, and add what follows to the decision; the expert who was chosen.

    On the review DrawContinued, on the case AssignmentReplaced, on the successor's engagement AssignmentMade, on the expert's own stream
    a note. None: nobody may take the place, which is vacant until the pool is extended. May be called several times for one decision.
    """
    key, case = key_of(review), opening.application
    state = seen(streams, decision, REVIEW, *key)
    event = _continued(scoring, streams, decision, state, opening)
    if event.chosen is None and opening.why == "vacancy":
        return None
    contact = entry_of(seen(streams, decision, EXPERT, opening.left)).contact if opening.left else None
    replaced = AssignmentReplaced(
        review=event.review,
        application=case,
        expert=opening.left,
        contact=contact,
        successor=event.chosen,
        n=event.n,
        why=opening.why,
        reason=opening.reason,
    )
    decision.on(REVIEW.stream(*key), event).on(CASE.stream(case), replaced)
    if event.chosen is not None:
        assignment = made(scoring, state, event.chosen, seen(streams, decision, EXPERT, event.chosen), [case])
        decision.on(ENGAGEMENT.stream(*key, event.chosen), assignment).on(EXPERT.stream(event.chosen))
    return event.chosen


def expect_pool(streams: Streams, *reviews: ReviewKey) -> None:
    """Many places will be drawn: whoever may come to them is loaded at once, and not one after the other."""
    pools = [(key, expert) for key in reviews for expert in streams.state(REVIEW, *key).pool]
    streams.expect([stream for key, expert in pools for stream in (EXPERT.stream(expert), ENGAGEMENT.stream(*key, expert))])


def _continued(scoring: Scoring, streams: Streams, decision: Decision, state: Review, opening: Opening) -> DrawContinued:
    """Who was chosen may have been suspended since, or have a new employer: then the place is drawn without them."""
    terms, facts = scoring.terms(known(state.call)), parties_of(state.cases[opening.application])
    barred: list[str] = []
    while True:
        event = continued(state, terms, Place(opening.application, opening.why, opening.left, tuple(barred)))
        if event.chosen is None:
            return event
        chosen = seen(streams, decision, EXPERT, event.chosen)
        if chosen.status(day(streams.now)) == "active" and not conflicts(ties_of(entry_of(chosen)), facts):
            return event
        barred.append(event.chosen)


def made(scoring: Scoring, state: Review, expert: str, registration: Registration, cases: Sequence[str]) -> AssignmentMade:
    call, due = known(state.call), known(state.due)
    contact = entry_of(registration).contact
    return AssignmentMade(review=call, expert=expert, contact=contact, cases=tuple(cases), due=due, remind=remind_at(scoring, call, due))
