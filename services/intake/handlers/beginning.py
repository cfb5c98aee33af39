"""How an application begins: of an organisation under its USCC, or about a subject that has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.events.intake.application import ApplicationDrafted
from contracts.events.intake.content import Call
from contracts.events.intake.entry import EntryTaken
from contracts.events.parties import Filer, Organisation
from contracts.programme.fields import Meaning
from contracts.programme.form import Form
from contracts.programme.track import Track
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.intake import access
from services.intake.domain import entry as entries
from services.intake.domain import filing
from services.intake.domain import organisation as organisations
from services.intake.domain.content import division
from services.intake.domain.organisation import Registration
from services.intake.domain.round import require_offered, require_still_open
from services.intake.intake import Intake, answered
from services.intake.streams import APPLICATION, ENTRY, ORGANISATION, ROUND


@dataclass(frozen=True, slots=True)
class Begun:
    """Who begins an application, in which call and track, under which id; ``since``: when it was asked for (UTC), where that is not now."""

    asked: Asked
    call: Call
    track: Track
    application: str
    since: datetime | None = None

    @property
    def filer(self) -> Filer:
        return Filer.of(self.asked.caller)


def of_organisation(intake: Intake, begun: Begun, uscc: str, streams: Streams, entry: Organisation | None = None) -> Decision:
    """Begin it where a place is free. An organisation that is not registered is, where its ``entry`` is given."""
    call, decision = begun.call, Decision()
    access.require_applicant(begun.asked.caller, uscc, begun.track)
    organisation = _applicant(begun, (uscc, entry), streams, decision)
    _require_open(intake, begun, streams)
    places = entries.free_places(call, begun.track, uscc, lambda key: streams.state(ENTRY, *key))
    events = filing.draft(begun.application, call, organisation, begun.filer)
    decision.on(APPLICATION.stream(begun.application), *events)
    for key in places:
        decision.on(ENTRY.stream(*key), EntryTaken(application=begun.application))
    return answered(decision, streams, begun.application)


def _applicant(begun: Begun, named: tuple[str, Organisation | None], streams: Streams, decision: Decision) -> Organisation:
    """The organisation, as it is registered or is now. One that is registered where the caller does not act is refused as one that is not
    registered at all: whose registrations these are is told to nobody else."""
    uscc, entry = named
    caller, state = begun.asked.caller, streams.state(ORGANISATION, uscc)
    if state.organisation is not None and access.acts_within(caller, state.organisation.address.division.code):
        return organisations.require_registered(state, uscc)
    if entry is None:
        return organisations.require_registered(Registration(), uscc)
    access.require_registrar(caller, entry)
    decision.on(ORGANISATION.stream(uscc), *organisations.register(state, entry, begun.filer))
    return entry


def of_subject(intake: Intake, begun: Begun, subject: tuple[str, str], streams: Streams) -> Decision:
    """Begin one about a region, a cluster or a park (name, division code), for which a bureau files."""
    name, region = subject
    access.require_filing(begun.asked.caller, begun.track, region)
    _require_open(intake, begun, streams)
    drafted = ApplicationDrafted(
        application=begun.application, call=begun.call, applicant=name, uscc=None, region=division(region), by=begun.filer
    )
    return answered(Decision().on(APPLICATION.stream(begun.application), drafted), streams, begun.application)


def _require_open(intake: Intake, begun: Begun, streams: Streams) -> None:
    """The round takes applications, and had this track when it was opened."""
    round_ = streams.state(ROUND, begun.call.programme, begun.call.round)
    require_still_open(round_, intake.programmes.of(begun.call), begun.since or streams.now)
    require_offered(intake.programmes.of(round_), begun.call.track)


def known_of(form: Form, organisation: Organisation) -> dict[str, Any]:
    """What a form asks for and the platform knows of the organisation."""
    contact, address = organisation.contact, organisation.address
    begun = {
        Meaning.APPLICANT_NAME: organisation.name,
        Meaning.APPLICANT_USCC: organisation.uscc,
        Meaning.APPLICANT_ADDRESS: {"region": address.division.code, "detail": address.street},
        Meaning.CONTACT_NAME: contact.name,
        Meaning.CONTACT_PHONE: contact.phone,
        Meaning.CONTACT_EMAIL: contact.email,
    }
    return {name: begun[meaning] for meaning, name in form.meanings.items() if begun.get(meaning) is not None}
