"""The template that a track's tables are filled in by."""

from __future__ import annotations

from contracts.events.intake.content import Call
from services.intake.handlers.applications import called
from services.intake.imports.layout import layout
from services.intake.imports.template import Template
from services.intake.intake import Intake


def template_of(intake: Intake, programme: str, track: str) -> Template:
    """Of the newest version; a 404 where there is no such track."""
    chosen, _ = called(intake, (programme, "any", track))
    return of_call(intake, chosen)


def of_call(intake: Intake, call: Call) -> Template:
    """Of the version that a call was answered in."""
    offer = intake.programmes.offer(call)
    return Template(intake.programmes.of(call), call, offer, layout(offer))
