"""Who files, as ``filers.yaml`` and ``offices.yaml`` name them."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from contracts.regions import RegionCode
from demo.data.chance import chance
from demo.data.codes import credit_code
from demo.data.filer import Filer, read
from demo.offices import Office

OfficeCode = Literal["13", "33", "3302", "6590"]


class Subject(Filer):
    """What has no USCC: a region, a cluster or a park, and the mode that its bureau writes of."""

    office: OfficeCode
    kind: Literal["region", "cluster", "park"]
    region: RegionCode
    industry: str
    mode: str
    brand: str
    ends: str = "recommended"


class Organisation(Filer):
    """``place`` is the street of its address in the county ``region``."""

    short: str
    region: RegionCode
    place: str

    @property
    def uscc(self) -> str:
        return credit_code(chance(self.key, "uscc"), self.region)


class Enterprise(Organisation):
    """An SME with a case of its own transformation."""

    office: OfficeCode
    size: Literal["giant", "other"]
    product: str
    tech: str
    line: str
    ends: str = "recommended"


class Provider(Organisation):
    """A provider of digital services."""

    field: str


class Solution(Filer):
    """What a provider offers: filed directly, or through the office that recommends it."""

    provider: str
    way: Literal["direct", "province"]
    office: OfficeCode | None = None
    scenarios: tuple[str | dict[Literal["other"], str], ...]
    pain: str
    tech: str
    ends: str = ""

    @property
    def ended(self) -> str:
        return self.ends or ("recommended" if self.office else "submitted")


class Filers(BaseModel):
    """All of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subjects: tuple[Subject, ...]
    enterprises: tuple[Enterprise, ...]
    providers: tuple[Provider, ...]
    solutions: tuple[Solution, ...]

    def provider_of(self, solution: Solution) -> Provider:
        return next(one for one in self.providers if one.key == solution.provider)


@cache
def filers() -> Filers:
    return Filers.model_validate(read(__package__, "filers.yaml"))


@cache
def offices() -> tuple[Office, ...]:
    return tuple(Office.model_validate(row) for row in read(__package__, "offices.yaml"))
