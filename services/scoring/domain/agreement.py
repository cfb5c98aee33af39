"""How far the experts of a round agree: Krippendorff's alpha for interval data.

K. Krippendorff, “Computing Krippendorff's Alpha-Reliability” (2011): α = 1 − Dₒ/Dₑ, the observed disagreement of the values within a unit
over the disagreement of all pairable values, with the squared difference as the metric. Values that stand alone in their unit
cannot be paired and do not count. Exact until the last step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from services.scoring.domain.rounding import half_up

DECIMALS = 4
Undefined = Literal["too-few-values", "no-variation"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """``alpha`` to four decimals (1 is full agreement, 0 chance, below 0 worse than chance) or None with the reason.

    ``units`` are the applications with two or more sheets, ``values`` the totals of those.
    """

    alpha: Decimal | None
    undefined: Undefined | None
    units: int
    values: int


def agreement(units: Iterable[Sequence[int]]) -> Agreement:
    """Alpha of the values by unit: here the totals of an application's sheets. The values' unit of measure makes no difference."""
    pairable = [unit for unit in units if len(unit) > 1]
    values = [value for unit in pairable for value in unit]
    if not values:
        return Agreement(None, "too-few-values", 0, 0)
    expected = Fraction(_differences(values), len(values) - 1)
    if not expected:
        return Agreement(None, "no-variation", len(pairable), len(values))
    observed = sum((Fraction(_differences(unit), len(unit) - 1) for unit in pairable), Fraction(0))
    return Agreement(half_up(1 - observed / expected, DECIMALS), None, len(pairable), len(values))


def _differences(values: Sequence[int]) -> int:
    """Σ (a − b)² over all ordered pairs."""
    return 2 * (len(values) * sum(value * value for value in values) - sum(values) ** 2)
