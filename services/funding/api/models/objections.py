"""Objections: lodged, answered, read by who has to answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from contracts.events.funding.notice import Evidence, Objector
from contracts.events.values import Instant
from contracts.identifiers import Uscc
from contracts.personal import Email, PersonName, Phone
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Line, Words, example, legible
from services.funding.api.models.words import Id
from services.funding.domain.objection import Consequence

Ground = Annotated[str, StringConstraints(min_length=10, max_length=5000, strip_whitespace=True), AfterValidator(legible)]
"""What is objected, and on what ground."""


class Written(Input):
    """What is written in an objection, beside its files: ``phone`` or ``email``; ``organisation`` and ``uscc`` where one objects."""

    name: PersonName
    phone: Phone | None = None
    email: Email | None = None
    organisation: Line | None = None
    uscc: Uscc | None = None
    application: Id
    text: Ground


class ObjectionDone(Output):
    """An objection that was lodged; it is answered before ``due``. ``consequence``: what waits for that. ``bureau-decides``: the payment is
    out already, and the bureau decides on revocation or clawback."""

    objection: str
    application: str
    due: Instant
    consequence: Consequence = "confirmation-waits"


class Resolution(Input):
    """The answer. The applicant, the objector and the public may read the reasons: they name nobody who objected."""

    model_config = example(outcome="dismissed", reasons="经核查，所述情况不属实")
    outcome: Literal["upheld", "dismissed"]
    reasons: Words


class ObjectionAnswer(Output):
    """What came of an objection, for whoever knows its number: ``outcome`` null while it is open."""

    objection: str
    at: Instant
    due: Instant
    outcome: str | None
    reasons: str | None


class ObjectionRow(ObjectionAnswer):
    """An objection in a list of the bureau."""

    application: str
    applicant: str
    title: str
    programme: str
    round: str
    track: str
    notice: int
    via: Literal["online", "letter", "call"]
    received_on: date | None


class ObjectionShown(ObjectionRow):
    """With who objects, what is said, and the files; ``entered_by`` is the officer who entered a letter or a call."""

    objector: Objector
    text: str
    files: tuple[Evidence, ...]
    entered_by: str | None
