"""The funding service: proposals, audit, decision, public notice, awards, payment and evaluation, under a fund that is never overspent.

It consumes ``intake.events`` (whom it would pay) and ``scoring.events`` (rankings), publishes ``funding.events`` and serves ``/v1``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.events import funding
from services.chassis.service import Service
from services.funding import streams, views
from services.funding.funding import Funding
from services.funding.handlers import consume, evaluation_reminders, notice_ends

if TYPE_CHECKING:
    from fastapi import APIRouter


def _routers() -> tuple[APIRouter, ...]:
    from services.funding.api import (
        archive,
        audits,
        awards,
        decisions,
        evaluations,
        exports,
        funds,
        notices,
        objection_page,
        objections,
        payments,
        proposals,
    )

    return (
        funds.routes,
        proposals.routes,
        decisions.routes,
        audits.routes,
        notices.routes,
        notices.publishing,
        notices.pages,
        objections.lodging,
        objections.routes,
        objection_page.forms,
        objection_page.receipts,
        awards.routes,
        payments.routes,
        payments.reports,
        evaluations.routes,
        archive.routes,
        exports.rounds,
        exports.funds,
    )


SERVICE = Service(
    name="funding",
    title="资金服务",
    summary="Decisions, public notice and payment under a budget that is never overspent",
    routers=_routers,
    aggregates=streams.ALL,
    events=funding.EVENTS,
    views=views.ALL,
    timers=(notice_ends.TIMER, evaluation_reminders.TIMER),
    consumes=("intake.events", "scoring.events"),
    reactions=consume.REACTIONS,
    reads=consume.READS,
    hold=Funding.on,
)
