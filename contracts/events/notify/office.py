"""The officers of a bureau, agency, audit firm or finance office who want to be told. Stream: ``office/<role>/<region or USCC>``."""

from __future__ import annotations

from contracts.events.event import Event, Record
from contracts.events.notify.values import Language, Reach, RecipientId
from contracts.events.parties import Officer
from contracts.events.values import Code, Email, PersonName, Phone


class RecipientEntry(Record):
    """A person and how to reach them: what their office is told is in the office's inbox, and goes to them over these channels too."""

    name: PersonName
    email: Email | None
    phone: Phone | None
    channels: tuple[Reach, ...]
    language: Language
    opt_outs: tuple[Code, ...]


class RecipientRegistered(Event):
    """Is told what the office is told, from now on."""

    type = "lianzhu.notify.recipient.registered.v1"
    role: Code
    place: Code
    """A region's code, or the USCC of an agency or audit firm."""
    recipient: RecipientId
    entry: RecipientEntry
    by: Officer


class RecipientEdited(Event):
    """The whole entry from now on."""

    type = "lianzhu.notify.recipient.edited.v1"
    recipient: RecipientId
    entry: RecipientEntry
    by: Officer


class RecipientDeactivated(Event):
    """Is told nothing any more."""

    type = "lianzhu.notify.recipient.deactivated.v1"
    recipient: RecipientId
    by: Officer
