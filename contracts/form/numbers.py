"""Numbers as a form has them: an integer, or a decimal as text."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def decimal_of(value: object) -> Decimal | None:
    """The number, if it is written with digits and at most one point, as people write it; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, str) and (len(value) > 40 or not value.isascii() or not value.lstrip("-").replace(".", "", 1).isdigit()):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
