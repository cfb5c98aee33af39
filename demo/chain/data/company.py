"""The enterprises that apply, as ``companies.yaml`` names them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

from contracts.regions import RegionCode
from demo.data.chance import chance
from demo.data.codes import credit_code


class Company(BaseModel):
    """``place`` is the rest of the registered address, ``smes`` how many SMEs it brings along, ``texts`` the industry it writes of.

    ``kind`` begins its USCC: 91 an enterprise, 92 a sole trader.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    name: str
    short: str
    county: RegionCode
    place: str
    registered: RegionCode | None = None
    kind: Literal["91", "92"] = "91"
    industry: str | dict[Literal["other"], str]
    mode: str
    scope: str = "leading"
    texts: str = ""
    product: str
    tech: str
    chain: str
    platform: str
    smes: Annotated[int, Field(ge=8, le=12)]

    @property
    def uscc(self) -> str:
        """Of the county that registered it, or of the division that ``registered`` names."""
        return credit_code(chance(self.key, "uscc"), self.registered or self.county, self.kind)

    @property
    def written_as(self) -> str:
        """The industry whose texts it uses."""
        return self.texts or str(self.industry)


@cache
def companies() -> tuple[Company, ...]:
    """All of them, in the order of the file."""
    text = files("demo.chain.data").joinpath("companies.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = YAML(typ="safe").load(text)
    return tuple(Company.model_validate(row) for row in rows)


def company(key: str) -> Company:
    """The one with this key."""
    return next(one for one in companies() if one.key == key)
