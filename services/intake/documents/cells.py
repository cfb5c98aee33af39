"""Text in spreadsheets that stays text: what a program would run as a formula is disarmed."""

from __future__ import annotations

import re

_RUNS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def disarmed(text: str) -> str:
    """The text, behind an apostrophe if a spreadsheet, or a CSV file saved from it, would run it (=, +, -, @, full width too, tab)."""
    return f"'{text}" if _RUNS.match(text) else text
