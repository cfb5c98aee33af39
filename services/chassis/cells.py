"""Text in spreadsheets that stays text: what a program would run as a formula is disarmed."""

from __future__ import annotations

import re

_RUNS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\n]")
_LINE_ENDS = re.compile(r"\r\n?")


def cell_text(text: str) -> str:
    """The text, behind an apostrophe if a spreadsheet, or a CSV file saved from it, would run it (=, +, -, @, full width too, tab)."""
    lines = _LINE_ENDS.sub("\n", text)
    return f"'{lines}" if _RUNS.match(lines) else lines
