"""What the cells of a table hold. Text in spreadsheets stays text: what a program would run as a formula is disarmed."""

from __future__ import annotations

import re
from decimal import Decimal

Value = str | int | Decimal | None
"""What a cell shows; None leaves it blank."""

_RUNS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\n]")
_LINE_ENDS = re.compile(r"\r\n?")


def cell_text(text: str) -> str:
    """The text, behind an apostrophe if a spreadsheet, or a CSV file saved from it, would run it (=, +, -, @, full width too, tab)."""
    lines = _LINE_ENDS.sub("\n", text)
    return f"'{lines}" if _RUNS.match(lines) else lines


def shown(value: Value) -> str:
    """The value on paper. A Decimal shows all its places, also the zeros at its end."""
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
