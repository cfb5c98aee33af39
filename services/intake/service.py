"""The intake service: applications from the draft to the city's acceptance.

It consumes nothing, publishes ``intake.events`` and serves ``/v1``; what it knows of an application, scoring has from its events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.events import intake
from services.chassis.jobs import Job
from services.chassis.service import Service
from services.intake import streams, views
from services.intake.imports.work import give_up, work
from services.intake.intake import Intake

if TYPE_CHECKING:
    from fastapi import APIRouter


def _routers() -> tuple[APIRouter, ...]:
    from services.intake.api import applications, documents, drafts, examination, imports, lists, organisations, programmes, rounds, tables

    return (
        programmes.routes,
        rounds.routes,
        organisations.routes,
        applications.routes,
        drafts.routes,
        documents.routes,
        examination.routes,
        lists.routes,
        tables.routes,
        imports.routes,
    )


SERVICE = Service(
    name="intake",
    title="申报服务 Intake",
    summary="Applications, from the draft to the city's acceptance",
    routers=_routers,
    aggregates=streams.ALL,
    events=intake.EVENTS,
    views=views.ALL,
    jobs=(Job(views.IMPORTS, work, give_up),),
    hold=Intake.on,
)
