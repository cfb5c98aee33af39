"""What an application says: the whole of what was filed, so that its state folds from its events alone."""

from __future__ import annotations

from contracts.events.event import Record
from contracts.events.parties import Address, Applicant
from contracts.events.values import Code, Count, Json, Position, Sha256, Uscc, Words


class Call(Record):
    """Which call an application answers: programme, pinned version, round and track."""

    programme: Code
    version: Position
    round: Code
    track: Code


class Material(Record):
    """A file in the content-addressed store. ``for_uscc`` names the SME whose sealed proof it is."""

    kind: Code
    name: Words
    media_type: Code
    size: Count
    """Bytes."""
    sha256: Sha256
    for_uscc: Uscc | None


class Sme(Record):
    """An enterprise that the applicant brings along (带动的中小企业)."""

    name: Words
    uscc: Uscc
    relation: Words | None


class Platform(Record):
    """The industrial internet platform that is built or used; its builder's employees review no such case."""

    name: Words
    builder: Words
    builder_uscc: Uscc | None


class AuditFirm(Record):
    """Who audited the applicant's financial report: not to do the special audit of its award."""

    name: Words
    uscc: Uscc | None


class Content(Record):
    """One filed version of an application.

    ``form`` holds the fields of the programme's form by name. ``code`` is printed on the form, so that a sealed scan is bound to the text
    that it shows; ``digest`` is over the canonical bytes of the content without the two.
    """

    title: Words
    """案例名称."""
    applicant: Applicant
    mode: Words | None
    """The option's code, or the name of another one where the programme lets an applicant name it; so too the next two."""
    industry: Words | None
    scope: Words | None
    """Category under 申报范围."""
    place: Address | None
    """Where the project is."""
    platform: Platform | None
    smes: tuple[Sme, ...]
    auditor: AuditFirm | None
    form: dict[str, Json]
    materials: tuple[Material, ...]
    code: Code
    digest: Sha256
