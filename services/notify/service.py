"""The notify service: everybody is told of what concerns them, and it is on record who was told what, when and how.

It consumes what the other services publish, publishes ``notify.events`` and serves ``/v1``. Its sender carries what is due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.events import notify as events
from services.chassis.service import Service
from services.chassis.timers import Timer
from services.notify import sender_process, streams, views
from services.notify.notify import Notify
from services.notify.reactions.broadcasting import tell_page_of_register, tell_page_of_roll
from services.notify.reactions.table import REACTIONS, READS

if TYPE_CHECKING:
    from fastapi import APIRouter


def _routers() -> tuple[APIRouter, ...]:
    from services.notify.api import applications, endpoints, feed, notifications, offices, receipts, settings

    return (settings.routes, offices.routes, notifications.routes, applications.routes, endpoints.routes, receipts.routes, feed.routes)


SERVICE = Service(
    name="notify",
    title="通知服务",
    summary="Status updates to enterprises, officers, experts and other systems",
    routers=_routers,
    aggregates=streams.ALL,
    events=events.EVENTS,
    views=views.ALL,
    timers=(Timer(views.REGISTERS, tell_page_of_register), Timer(views.ROLLS, tell_page_of_roll)),
    consumes=("intake.events", "scoring.events", "funding.events"),
    reactions=REACTIONS,
    reads=READS,
    hold=Notify.on,
    sender=sender_process.send,
    patience=0.5,
)
