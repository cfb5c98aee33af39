"""Experts whose sheets are missing are reminded, so long before the due date as the programme says."""

from __future__ import annotations

from services.chassis.decisions import Decide, Decision, Streams
from services.chassis.mongo import Document
from services.chassis.timers import Timer
from services.scoring.domain.case import Case, Status
from services.scoring.domain.engagement import remind
from services.scoring.domain.review import known
from services.scoring.streams import CASE, ENGAGEMENT, REVIEW
from services.scoring.views import ENGAGEMENTS


def due(row: Document) -> Decide:
    """Remind the expert of this row. Where all sheets are in, or scores can no longer change, that is only noted."""
    key = tuple(row["_id"].split("/"))

    def decide(streams: Streams) -> Decision:
        engagement, review = streams.state(ENGAGEMENT, *key), streams.state(REVIEW, *key[:3])
        cases = [streams.state(CASE, case) for case in engagement.cases]
        missing = sum(_awaits(case, engagement.expert) for case in cases) if review.running else 0
        return Decision().on(ENGAGEMENT.stream(*key), *remind(engagement, missing, known(review.due)))

    return decide


def _awaits(case: Case, expert: str) -> bool:
    """Whether a sheet of this expert is still to come."""
    seat = case.seat(expert)
    return seat is not None and seat.sheet is None and case.status is not Status.WITHDRAWN


TIMERS = (Timer(ENGAGEMENTS, due),)
