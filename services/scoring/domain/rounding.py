"""Exact numbers, and the one place where they are rounded. No floating-point number takes part: the result is the same on every machine."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def half_up(value: Fraction, decimals: int) -> Decimal:
    """Rounded once to so many decimals; a half goes away from zero (0.125 → 0.13, −0.125 → −0.13), as ROUND_HALF_UP of decimal says."""
    whole, rest = divmod(abs(value) * 10**decimals, 1)
    digits = whole + (2 * rest >= 1)
    return Decimal(f"{'-' if value < 0 and digits else ''}{digits}E-{decimals}")


def points(hundredths: int) -> Decimal:
    """The total of a sheet, exact: two decimals."""
    return half_up(Fraction(hundredths, 100), 2)


def exactly(value: Fraction) -> str:
    """The number without rounding: as a decimal where it ends (82.5), else as a fraction in lowest terms (251/3)."""
    places, rest = 0, value.denominator
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    return f"{half_up(value, places):f}" if rest == 1 else str(value)
