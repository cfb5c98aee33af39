"""Reviewing experts (评审专家). Stream: ``expert/<id>``."""

from __future__ import annotations

from datetime import date

from contracts.events.event import Event, Record
from contracts.events.parties import Contact, Officer
from contracts.events.values import Code, DivisionCode, ExpertId, Uscc, Words


class Employer(Record):
    """Where an expert works. ``group`` are the USCCs of the enterprises of the same group (同一集团): a conflict like the employer."""

    name: Words
    uscc: Uscc
    group: tuple[Uscc, ...]


class Expert(Record):
    """What is known of an expert. ``regions``: where the expert lives and works, home first; ``account``: the token's subject."""

    account: Words
    employer: Employer
    specialities: tuple[Words, ...]
    industries: tuple[Code, ...]
    """Options of the programmes' industries."""
    regions: tuple[DivisionCode, ...]
    contact: Contact
    declared: tuple[Uscc, ...]
    """Organisations that the expert declared a conflict with."""
    expires: date | None
    """Last day as an expert, that day included."""


class ExpertRegistered(Event):
    """On the list of experts that the bureau of ``region`` keeps."""

    type = "lianzhu.scoring.expert.registered.v1"
    expert: ExpertId
    region: DivisionCode
    entry: Expert
    by: Officer


class ExpertAmended(Event):
    """Something about the expert changed (a new employer, a declared conflict); ``entry`` is the whole from now on."""

    type = "lianzhu.scoring.expert.amended.v1"
    expert: ExpertId
    entry: Expert
    by: Officer


class ExpertSuspended(Event):
    """Drawn no more until reinstated; places without a submitted sheet are drawn again."""

    type = "lianzhu.scoring.expert.suspended.v1"
    expert: ExpertId
    contact: Contact
    reason: Words
    by: Officer


class ExpertReinstated(Event):
    """May be drawn again."""

    type = "lianzhu.scoring.expert.reinstated.v1"
    expert: ExpertId
    reason: Words
    by: Officer
