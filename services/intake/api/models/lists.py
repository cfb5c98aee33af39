"""Recommendation lists."""

from __future__ import annotations

from datetime import date

from contracts.events.intake.examination import Reason
from contracts.events.intake.list import Entry
from contracts.events.parties import Contact as KnownContact
from contracts.events.values import Instant
from services.chassis.api.models import Input, Output
from services.intake.api.models.organisations import Contact
from services.intake.api.models.words import ANSWERS, Line, Sha256, example


class ListFiling(Input):
    """Under whose seal, whom to ask, and the sealed scan that was uploaded."""

    model_config = example(bureau="长安区科技和工业信息化局", contact={"name": "李四", "phone": "0311-86086001"}, scan="0" * 64)
    bureau: Line
    contact: Contact
    scan: Sha256


class ListSupplement(Input):
    """The sealed scan of the further rows."""

    model_config = example(scan="0" * 64)
    scan: Sha256


class ListDone(Output):
    """What a command on a list answers."""

    example = ANSWERS["ListDone"]
    id: str
    status: str
    filing: int
    supplements: int
    at: Instant


class ListRow(Output):
    """A county's list."""

    example = ANSWERS["ListRow"]
    id: str
    programme: str
    round: str
    region: str
    status: str
    filing: int
    entries: int
    filed_at: Instant | None
    received_on: date | None


class ListShown(ListRow):
    """A list with its rows in order; those in ``filed`` are before the city."""

    example = ANSWERS["ListShown"]
    version: int
    bureau: str | None
    contact: KnownContact | None
    rows: tuple[Entry, ...]
    filed: tuple[str, ...]
    scans: tuple[str, ...]
    returned: tuple[Reason, ...]


class ScanShown(Output):
    """A sealed scan that was uploaded."""

    example = ANSWERS["ScanShown"]
    sha256: str
    size: int
    pages: int | None
