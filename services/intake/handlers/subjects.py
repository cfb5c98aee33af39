"""Applications about a region, a cluster or a park: they have no USCC, and a bureau files for them."""

from __future__ import annotations

from typing import Any

from ulid import ULID

from contracts.events.intake.application import ApplicationDrafted
from contracts.events.parties import Filer
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.intake import access
from services.intake.domain.content import division
from services.intake.domain.round import require_still_open
from services.intake.handlers.applications import called, ensure_draft
from services.intake.intake import Intake, answered
from services.intake.streams import APPLICATION, ROUND


async def begin(intake: Intake, asked: Asked, call: tuple[str, str, str], subject: tuple[str, str]) -> dict[str, Any]:
    """Begin an application about a subject (name, division code) in ``call`` (programme, round, track), and its draft."""
    chosen, track = called(intake, call)
    name, region = subject
    access.require_filing(asked.caller, track, region)
    fresh = str(ULID())

    def decide(streams: Streams) -> Decision:
        require_still_open(streams.state(ROUND, *call[:2]), intake.programmes.of(chosen), streams.now)
        drafted = ApplicationDrafted(
            application=fresh, call=chosen, applicant=name, uscc=None, region=division(region), by=Filer.of(asked.caller)
        )
        return answered(Decision().on(APPLICATION.stream(fresh), drafted), streams, fresh)

    begun = await intake.decide(asked, "begin", decide, ROUND.stream(*call[:2]))
    await ensure_draft(intake, begun["id"])
    return begun
