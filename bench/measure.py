"""Ratios: what is measured against its floor, taken in turn, the median of the pairs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``ratio`` is ours to the floor; the aim is ``at_least`` or ``at_most``."""

    name: str
    floor: float
    ours: float
    ratio: float
    lowest: float
    highest: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool:
        return self.ratio >= self.at_least if self.at_least is not None else self.ratio <= (self.at_most or 0)

    def document(self) -> dict[str, Any]:
        return asdict(self) | {"reached": self.reached}


Measure = Callable[[int], Awaitable[float]]
"""One counted run (its number, from 0; -1 is the warm-up), in the row's unit."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a row is called, its unit, and what the ratio should be."""

    name: str
    unit: str
    at_least: float | None = None
    at_most: float | None = None


async def compare(aim: Aim, floor: Measure, ours: Measure, rounds: int = ROUNDS) -> Row:
    """Floor and ours in turn: F O F O …, after one warm-up of each; the ratio of each pair, and their median."""
    await floor(-1)
    await ours(-1)
    pairs = [(await floor(number), await ours(number)) for number in range(rounds)]
    ratios = [mine / theirs for theirs, mine in pairs]
    return Row(
        aim.name,
        median(theirs for theirs, _ in pairs),
        median(mine for _, mine in pairs),
        median(ratios),
        min(ratios),
        max(ratios),
        aim.unit,
        aim.at_least,
        aim.at_most,
    )
