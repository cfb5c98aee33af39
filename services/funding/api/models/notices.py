"""Public notices: what anybody may read."""

from __future__ import annotations

from datetime import date

from pydantic import computed_field

from contracts.events.funding.proposal import Minutes
from contracts.events.parties import Division
from contracts.events.values import Instant
from contracts.money import yuan
from services.chassis.api.models import Output


class NoticeDone(Output):
    """A notice that was published: from ``begins`` to ``ends``, excluded.

    ``page`` and ``paper`` are the SHA-256 of the archived page and PDF.
    """

    notice: int
    decision: int
    names: int
    begins: Instant
    ends: Instant
    link: str
    page: str
    paper: str
    at: Instant


class NoticeShownRow(Output):
    """One line, as it was frozen: ``shown`` by the meaning of the form's field, people masked. ``fen``: the sum."""

    application: str
    county: Division
    rank: int
    fen: int
    shown: dict[str, str]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def yuan(self) -> str:
        return yuan(self.fen)


class Issuer(Output):
    """The bureau, and the document of the programme."""

    region: str
    name: str
    document: str
    heading: str
    date: date
    basis: tuple[str, ...]


class NoticeRow(Output):
    """A notice in the list; ``ended``: its period is over."""

    programme: str
    round: str
    track: str
    notice: int
    title: str
    authority: str
    names: int
    begins: Instant
    ends: Instant
    ended: bool
    link: str
    data: str
    """Where it is as data."""


class NoticeShown(Output):
    """A notice with all that it shows. Nothing of it ever changes. ``objections``: where one may object to an award of it."""

    programme: str
    version: int
    round: str
    track: str
    notice: int
    title: str
    title_en: str
    authority: Issuer
    decision: int
    minutes: Minutes | None
    begins: Instant
    ends: Instant
    working_days: int
    headings: dict[str, str]
    rows: tuple[NoticeShownRow, ...]
    link: str
    page: str
    paper: str | None
    """The SHA-256 of the PDF, at ``link`` with ``.pdf`` behind it; null where there is none."""
    objections: str

    @computed_field  # type: ignore[prop-decorator]
    @property
    def amount(self) -> int:
        """All awards, in fen."""
        return sum(row.fen for row in self.rows)
