"""Organisations. Stream: ``organisation/<USCC>``."""

from __future__ import annotations

from contracts.events.event import Event
from contracts.events.parties import Filer, Organisation


class OrganisationRegistered(Event):
    """An organisation is known to the platform."""

    type = "lianzhu.intake.organisation.registered.v1"
    organisation: Organisation
    by: Filer


class OrganisationAmended(Event):
    """Its entry changed; ``organisation`` is the whole of it from now on."""

    type = "lianzhu.intake.organisation.amended.v1"
    organisation: Organisation
    by: Filer
