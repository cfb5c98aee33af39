"""Reporting authorities: who files to the ministry, and for which regions.

Mostly a province for all of itself. The cities with separate plans (计划单列市) and the Xinjiang Production and
Construction Corps file for themselves, outside their province, with quotas of their own. An authority is known by a division
code: the Corps by 6590, which has all of its cities, and no other.
"""

from __future__ import annotations

from dataclasses import dataclass

from contracts.regions import NATION, Level, below, find_region, within
from contracts.roles import Role

_PROVINCE = 2
"""Digits of a province's code."""


@dataclass(frozen=True, slots=True)
class ReportingAuthority:
    """``regions`` are prefixes that it files for; ``except_for`` prefixes below them that file for themselves."""

    code: str
    name: str
    regions: tuple[str, ...]
    except_for: tuple[str, ...] = ()

    @property
    def role(self) -> Role:
        """In which role its officers act."""
        return Role.PROVINCE if len(self.code) == _PROVINCE else Role.CITY

    def covers(self, region: str) -> bool:
        inside = any(within(region, prefix) for prefix in self.regions)
        return inside and not any(within(region, prefix) for prefix in self.except_for)


SEPARATE = (
    ReportingAuthority("2102", "大连市", ("2102",)),
    ReportingAuthority("3302", "宁波市", ("3302",)),
    ReportingAuthority("3502", "厦门市", ("3502",)),
    ReportingAuthority("3702", "青岛市", ("3702",)),
    ReportingAuthority("4403", "深圳市", ("4403",)),
    ReportingAuthority("6590", "新疆生产建设兵团", ("6590",)),
)


def reporting_authority(region: str) -> ReportingAuthority | None:
    """Who files to the ministry for this region; None for a code that no province has."""
    for authority in SEPARATE:
        if authority.covers(region):
            return authority
    province = find_region(region[:2])
    if province is None or province.level is not Level.PROVINCE:
        return None
    apart = tuple(code for authority in SEPARATE for code in authority.regions if within(code, province.code))
    return ReportingAuthority(province.code, province.name, (province.code,), apart)


def reporting_authorities(region: str) -> tuple[ReportingAuthority, ...]:
    """Who reports for this region: one, all of them for the nation, none for a code that no province has."""
    if region != NATION:
        found = reporting_authority(region)
        return (found,) if found else ()
    provinces = (reporting_authority(division.code) for division in below(NATION) if division.level is Level.PROVINCE)
    return (*(province for province in provinces if province), *SEPARATE)
