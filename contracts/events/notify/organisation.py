"""An enterprise as a recipient. Stream: ``organisation/<USCC>``."""

from __future__ import annotations

from contracts.events.event import Event, Record
from contracts.events.notify.values import Language, Purpose, Reach
from contracts.events.parties import Contact, Division, Filer
from contracts.events.values import Code, Uscc, Words


class OrganisationKnown(Event):
    """As it is registered with the platform."""

    type = "lianzhu.notify.organisation.known.v1"
    uscc: Uscc
    name: Words
    division: Division
    contact: Contact


class PurposeContact(Record):
    """Whom to tell of what."""

    purpose: Purpose
    contact: Contact


class SettingsChanged(Event):
    """How the enterprise wants to be told: the whole from now on. ``opt_outs`` names events of which it wants to hear nothing."""

    type = "lianzhu.notify.settings.changed.v1"
    uscc: Uscc
    contacts: tuple[PurposeContact, ...]
    channels: tuple[Reach, ...]
    language: Language
    opt_outs: tuple[Code, ...]
    by: Filer
