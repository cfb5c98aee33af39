"""The draw of experts: the seed committed, the pool closed, the draw published; later one place at a time from the seed's continuation."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.events.intake.content import Call
from contracts.events.scoring.draw import Why
from services.chassis.decisions import Decision, Streams
from services.scoring.scoring import Scoring


@dataclass(frozen=True, slots=True)
class Opening:
    """A place to be drawn again: ``left`` gave it up (None: an extra expert, or a place that was vacant), ``reason`` is in words for people."""

    application: str
    why: Why
    left: str | None
    reason: str


def continue_draw(scoring: Scoring, streams: Streams, decision: Decision, review: Call, opening: Opening) -> str | None:
    """Draw one place from the seed's next continuation, and add what follows to the decision; the expert who was chosen.

    On the review DrawContinued, on the case AssignmentReplaced, on the successor's engagement AssignmentMade. None: nobody may take the place,
    which is vacant until the pool is extended. May be called several times for one decision.
    """
    raise NotImplementedError
