"""What became of an application that was filed upward to be selected there. Stream: ``application/<id>``."""

from __future__ import annotations

from datetime import date
from typing import Literal

from contracts.events.event import Event, Record
from contracts.events.parties import Officer
from contracts.events.values import ApplicationId, Words

Outcome = Literal["selected", "not-selected"]


class Announcement(Record):
    """公布文件: the document that announces the result."""

    number: Words
    date: date


class ApplicationConcluded(Event):
    """The authority recorded its result; the last one stands, where a later document mends an earlier one."""

    type = "lianzhu.intake.application.concluded.v1"
    application: ApplicationId
    outcome: Outcome
    document: Announcement
    note: Words | None
    by: Officer
