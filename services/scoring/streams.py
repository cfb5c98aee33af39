"""The streams that scoring decides on."""

from __future__ import annotations

from datetime import datetime

from contracts.events.event import Event
from services.chassis.aggregates import Aggregate, Nothing
from services.scoring.domain.case import Case
from services.scoring.domain.case import fold as fold_case
from services.scoring.domain.engagement import Engagement
from services.scoring.domain.engagement import fold as fold_engagement
from services.scoring.domain.expert import Registration
from services.scoring.domain.expert import fold as fold_expert
from services.scoring.domain.review import Review
from services.scoring.domain.review import fold as fold_review


def _take_note(state: Nothing, _event: Event, _at: datetime) -> Nothing:
    return state


ACCOUNT: Aggregate[Nothing] = Aggregate("account", Nothing(), _take_note)
"""Has a version when an expert has the account, and no events."""

CASE = Aggregate("case", Case(), fold_case)
ENGAGEMENT = Aggregate("engagement", Engagement(), fold_engagement)
EXPERT = Aggregate("expert", Registration(), fold_expert)
REVIEW = Aggregate("review", Review(), fold_review, long=True)

ALL = (ACCOUNT, CASE, ENGAGEMENT, EXPERT, REVIEW)
