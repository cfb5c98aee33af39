"""Administrative divisions (GB/T 2260): provinces have codes of 2 digits, prefectures and cities 4, counties 6.

A code is the prefix of all that lies below it (13 → 1301 → 130102). Development zones (高新区) have none of their own.
The table is a dated copy (see its header); a code that is not in it may have been abolished since an organisation was
registered, so a lookup that fails is a reason to ask, not to refuse a USCC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

_TABLE = Path(__file__).parent / "data" / "divisions.txt"


NATION = "00"
"""全国: the region of an authority of the whole country. GB/T 2260 has no code for it, and gives 00 to no province."""


class Level(StrEnum):
    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


_LEVELS = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY}


@dataclass(frozen=True, slots=True)
class Region:
    """A division by its shortest code, with its own name (长安区)."""

    code: str
    name: str

    @property
    def level(self) -> Level:
        return Level.NATION if self.code == NATION else _LEVELS[len(self.code)]

    @property
    def parent(self) -> Region | None:
        """The division above, None for a province."""
        return _table().get(self.code[:-2])

    @property
    def full_name(self) -> str:
        """With the divisions above it: 河北省石家庄市长安区."""
        above = self.parent
        own = "" if self.name in _CONTAINERS else self.name
        return (above.full_name if above else "") + own

    def contains(self, code: str) -> bool:
        """Whether the code is this division or one below it."""
        return within(code, self.code)


_CONTAINERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


@cache
def _table() -> dict[str, Region]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if not line.startswith("#"))
    return {code: Region(code, name) for code, name in pairs}


def find_region(code: str) -> Region | None:
    """The division with this code, or None. 1301 and 130100, 13 and 130000 are the same division."""
    short = shortest(code)
    return Region(NATION, "全国") if short == NATION else _table().get(short)


def shortest(code: str) -> str:
    """The code without the pairs of zeros that only fill it up to six digits (441900, a city without counties, stays)."""
    if code in _table():
        return code
    return code[:2] if code.endswith("0000") else code[:4] if len(code) == 6 and code.endswith("00") else code


def within(code: str, region: str) -> bool:
    """Whether a division lies in a region: by prefix. Both are shortest codes. All lie in the nation."""
    return region == NATION or code.startswith(region)


def enclosing(code: str) -> list[str]:
    """A division's code and those of all that it lies in, the largest first (13, 1301, 130102): rows are found by it with an equality."""
    return [code[:length] for length in _LEVELS if len(code) >= length]


def below(code: str) -> Iterator[Region]:
    """All divisions under this one, itself left out, in the order of their codes."""
    return (region for region in _table().values() if region.code != code and within(region.code, code))


def counties(code: str) -> tuple[Region, ...]:
    """The counties (县、市、区) of a province or city."""
    return tuple(region for region in below(code) if region.level is Level.COUNTY)


def _known(code: str) -> str:
    region = find_region(code)
    if region is None:
        said = {"zh": f"行政区划代码“{code[:12]}”不存在", "en": f"no division has the code {code[:12]}", "actual": code[:12]}
        raise PydanticCustomError("unknown-region", "{zh} ({en})", said)
    return region.code


RegionCode = Annotated[
    str,
    AfterValidator(_known),
    WithJsonSchema({"type": "string", "pattern": "^([0-9]{2}){1,3}$", "examples": ["130102"], "description": "行政区划代码 (GB/T 2260)"}),
]
