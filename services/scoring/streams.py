"""The streams that scoring decides on."""

from __future__ import annotations

from datetime import datetime

from contracts.events.event import Event
from services.chassis.aggregates import Aggregate, Nothing
from services.scoring.domain.expert import Registration
from services.scoring.domain.expert import fold as fold_expert
from services.scoring.domain.review import Review
from services.scoring.domain.review import fold as fold_review


def _take_note(state: Nothing, _event: Event, _at: datetime) -> Nothing:
    return state


ACCOUNT: Aggregate[Nothing] = Aggregate("account", Nothing(), _take_note)
"""Has a version when an expert has the account, and no events."""

CASE: Aggregate[Nothing] = Aggregate("case", Nothing(), _take_note)
ENGAGEMENT: Aggregate[Nothing] = Aggregate("engagement", Nothing(), _take_note)
EXPERT = Aggregate("expert", Registration(), fold_expert)
REVIEW = Aggregate("review", Review(), fold_review, long=True)

ALL = (ACCOUNT, CASE, ENGAGEMENT, EXPERT, REVIEW)
