"""Enterprises that have not filed their evaluation are reminded before it is due, as the programme says."""

from __future__ import annotations

from services.chassis.decisions import Decide, Decision, Streams
from services.chassis.mongo import Document
from services.chassis.timers import Timer
from services.funding.domain.evaluation import remind
from services.funding.streams import AWARD
from services.funding.views import AWARDS


def due(row: Document) -> Decide:
    """Remind the enterprise of this award."""
    key = row["_id"]

    def decide(streams: Streams) -> Decision:
        return Decision().on(AWARD.stream(key), *remind(streams.state(AWARD, key), streams.now))

    return decide


TIMER = Timer(AWARDS, due)
