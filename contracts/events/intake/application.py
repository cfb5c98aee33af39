"""What the applicant does with an application. Stream: ``application/<id>``."""

from __future__ import annotations

from contracts.events.deferred import Deferred
from contracts.events.event import Event
from contracts.events.intake.content import Call, Content
from contracts.events.parties import Division, Filer
from contracts.events.values import ApplicationId, Position, Uscc, Words


class ApplicationDrafted(Event):
    """A draft was begun; it is edited as a plain document until it is submitted."""

    type = "lianzhu.intake.application.drafted.v1"
    application: ApplicationId
    call: Call
    applicant: Words
    uscc: Uscc | None
    region: Division
    by: Filer


class ApplicationSubmitted(Event):
    """Filed for the first time; the county is to check it."""

    type = "lianzhu.intake.application.submitted.v1"
    application: ApplicationId
    call: Call
    content: Deferred[Content]
    by: Filer


class ApplicationResubmitted(Event):
    """Filed again after a return; ``submission`` is 2 for the first time that it came back."""

    type = "lianzhu.intake.application.resubmitted.v1"
    application: ApplicationId
    submission: Position
    content: Deferred[Content]
    by: Filer


class ApplicationWithdrawn(Event):
    """Withdrawn by the applicant, as 自愿申报 allows; here until the city's acceptance."""

    type = "lianzhu.intake.application.withdrawn.v1"
    application: ApplicationId
    reason: Words | None
    by: Filer
