"""The scoring service: experts, the review of accepted cases by the programme's rubric, and the ranking.

It consumes ``intake.events``, publishes ``scoring.events`` and serves ``/v1``; what it knows of a case, funding has from its events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.events import scoring
from services.chassis.service import Service
from services.scoring import streams, views
from services.scoring.handlers import consume, reminders
from services.scoring.scoring import Scoring

if TYPE_CHECKING:
    from fastapi import APIRouter


def _routers() -> tuple[APIRouter, ...]:
    from services.scoring.api import assignments, cases, documents, draws, experts, rankings, reviews, sheets

    return (
        experts.routes,
        reviews.routes,
        draws.routes,
        rankings.routes,
        documents.routes,
        assignments.routes,
        cases.routes,
        sheets.routes,
    )


SERVICE = Service(
    name="scoring",
    title="评审服务 Scoring",
    summary="Expert review of accepted applications against the programme's rubric",
    routers=_routers,
    aggregates=streams.ALL,
    events=scoring.EVENTS,
    views=views.ALL,
    timers=reminders.TIMERS,
    consumes=("intake.events",),
    reactions=consume.REACTIONS,
    reads=consume.READS,
    hold=Scoring.on,
)
