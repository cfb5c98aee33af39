"""Organisations: registered once, by themselves or by a system that files for them; amended on the version that was read."""

from __future__ import annotations

from typing import Any

from contracts.canonical import instant
from contracts.events.parties import Filer, Organisation
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.editions import Expected
from services.intake import access
from services.intake.domain import organisation as rules
from services.intake.domain.organisation import Registration
from services.intake.intake import Intake
from services.intake.streams import ORGANISATION


async def register(intake: Intake, asked: Asked, organisation: Organisation) -> dict[str, Any]:
    """Register an organisation under its USCC."""
    access.require_registrar(asked.caller, organisation)
    stream = ORGANISATION.stream(organisation.uscc)

    def decide(streams: Streams) -> Decision:
        events = rules.register(streams.state(ORGANISATION, organisation.uscc), organisation, Filer.of(asked.caller))
        return Decision({"uscc": organisation.uscc, "at": instant(streams.now)}).on(stream, *events)

    return await intake.decide(asked, "register", decide, stream)


async def amend(intake: Intake, asked: Asked, organisation: Organisation, expected: Expected) -> dict[str, Any]:
    """Replace an organisation's entry, if it is still the one that was read."""
    stream = ORGANISATION.stream(organisation.uscc)

    def decide(streams: Streams) -> Decision:
        state: Registration = streams.state(ORGANISATION, organisation.uscc)
        access.require_registration(asked.caller, state, organisation.uscc)
        access.require_within(asked.caller, organisation.address.division.code)
        expected.require(streams.head(stream).version)
        events = rules.amend(state, organisation, Filer.of(asked.caller))
        changed = Decision({"uscc": organisation.uscc, "at": instant(streams.now)})
        return changed.on(stream, *events) if events else changed

    return await intake.decide(asked, "amend", decide, stream)
