"""Recommendation lists."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from contracts.events.intake.examination import Reason
from contracts.events.intake.list import Entry
from contracts.events.parties import Contact as KnownContact
from contracts.events.values import ApplicationId, Instant
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Code, Line, Sha256, example
from services.intake.api.models.answers import ANSWERS
from services.intake.api.models.organisations import Contact


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


class CountsDeclared(Input):
    """The numbers that the quotas of a track rest on, and the document that has them."""

    model_config = example(track="sme-case", counts={"giants": 116}, document="冀工信企业函〔2021〕300号")
    track: Code
    counts: dict[str, Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)]] = Field(min_length=1, max_length=20)
    document: Line


class ListOrder(Input):
    """The recommended applications of a track in their order of priority, each once."""

    model_config = example(track="sme-case", applications=["01J0Q7F3ZK8M2V4T6W9X1Y3B5C", "01J0R5K8V0X2Z4C6E8G0J2N4Q7"])
    track: Code
    applications: tuple[ApplicationId, ...] = Field(max_length=5000)


class ListDone(Output):
    """What a command on a list answers."""

    example = ANSWERS["ListDone"]
    id: str
    status: str
    filing: int
    supplements: int
    at: Instant


class ListRow(Output):
    """A bureau's list, or a provider's own: then ``region`` is its USCC."""

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
    counts: dict[str, dict[str, int]] = Field(default_factory=dict)
    filed: tuple[str, ...]
    scans: tuple[str, ...]
    returned: tuple[Reason, ...]


class ScanShown(Output):
    """A sealed scan that was uploaded."""

    example = ANSWERS["ScanShown"]
    sha256: str
    size: int
    pages: int | None
