"""Who files, as ``filers.yaml`` and ``offices.yaml`` name them."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from contracts.regions import RegionCode
from demo.data.filer import Filer, read
from demo.offices import Office

OfficeCode = Literal["13", "32", "3502", "6590"]


class Cluster(Filer):
    """An industrial cluster: ``region`` is its county, ``bureau`` the county's bureau, ``brand`` what its case is known by."""

    office: OfficeCode
    region: RegionCode
    industry: str
    product: str
    bureau: str
    directions: tuple[str | dict[Literal["other"], str], ...]
    brand: str
    ends: str = "recommended"


class Practice(Filer):
    """What a reporting authority does for its clusters, with the policy that says so."""

    office: OfficeCode
    region: RegionCode
    policy: str
    number: str
    ends: str = "recommended"


class Filers(BaseModel):
    """All of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clusters: tuple[Cluster, ...]
    practices: tuple[Practice, ...]


@cache
def filers() -> Filers:
    return Filers.model_validate(read(__package__, "filers.yaml"))


@cache
def offices() -> tuple[Office, ...]:
    return tuple(Office.model_validate(row) for row in read(__package__, "offices.yaml"))
