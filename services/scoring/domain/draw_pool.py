"""What a draw is made from: the rules, the experts and the cases, under pseudonyms, with nothing that only the state may know."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from contracts.canonical import digest


def _sorted_set(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


Key = Annotated[str, Field(min_length=1, max_length=200)]
Keys = Annotated[tuple[Key, ...], AfterValidator(_sorted_set)]
Codes = Annotated[tuple[str, ...], AfterValidator(_sorted_set)]


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Rules(Value):
    """``experts`` on each case; where feasible at most ``county_most`` of one county and at least ``industry_least`` of its industry."""

    experts: int = Field(ge=1)
    county_most: int = Field(ge=1)
    industry_least: int = Field(ge=0)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.industry_least > self.experts:
            raise ValueError(f"of {self.experts} experts no {self.industry_least} can be of one industry")
        return self


class PoolExpert(Value):
    """An expert who may be drawn. ``county``: the home county, the first of the expert's regions."""

    key: Key
    county: str
    industries: Codes = ()


class PoolCase(Value):
    """A case. ``county`` is only told; ``industry`` None: the rule on industries does not touch it; ``excluded``: in conflict, by key."""

    key: Key
    county: str
    industry: str | None = None
    excluded: Keys = ()


class Pool(Value):
    """Everything that a draw depends on but its seed, in the order of keys however given. ValueError for a key that is there twice.

    ``review``: whose draw it is (programme, round and track), so that equal pools of two reviews are drawn differently.
    """

    review: Key
    rules: Rules
    experts: tuple[PoolExpert, ...]
    cases: tuple[PoolCase, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for name in ("experts", "cases"):
            entries: tuple[PoolExpert | PoolCase, ...] = getattr(self, name)
            twice = [key for key, times in Counter(entry.key for entry in entries).items() if times > 1]
            if twice:
                raise ValueError(f"{name}: {', '.join(sorted(twice))} stand there more than once")
            object.__setattr__(self, name, tuple(sorted(entries, key=lambda entry: entry.key)))
        known = {expert.key for expert in self.experts}
        if strange := {key for case in self.cases for key in case.excluded} - known:
            raise ValueError(f"excluded, but not in the pool: {', '.join(sorted(strange))}")
        return self

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical form: the draw's randomness hangs on it too, so that no other pool gives the same draw."""
        return digest(self.model_dump(mode="json"))
