"""Sums in tables: a number that a spreadsheet can add up."""

from __future__ import annotations

from decimal import Decimal


def yuan_number(fen: int) -> Decimal:
    """Exact, with both places: 500000.00."""
    return Decimal(fen).scaleb(-2).quantize(Decimal("0.01"))
