"""The table of a run: for people, for programs, and for the README."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from bench.measure import Row

RESULTS = Path(__file__).parent / "results"
README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"


def show(rows: Sequence[Row]) -> None:
    """The table on the terminal."""
    table = Table(title=f"speed, {_machine()}")
    for heading in _HEADINGS:
        table.add_column(heading)
    for row in rows:
        table.add_row(*_cells(row))
    Console().print(table)


def write(rows: Sequence[Row]) -> Path:
    """The same as JSON; returns where."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "latest.json"
    found = {"date": _date(), "machine": _machine(), "rows": [row.document() for row in rows]}
    path.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    return path


def into_readme(rows: Sequence[Row]) -> None:
    """The table between the markers of the README, with the date and the machine's size."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    lines = [f"{_date()}, {_machine()}; median of five, floor and ours in turn.", ""]
    lines += ["| " + " | ".join(_HEADINGS) + " |", "|" + "---|" * len(_HEADINGS)]
    lines += ["| " + " | ".join(_cells(row)) + " |" for row in rows]
    README.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")


_HEADINGS = ("what", "floor", "ours", "ratio (lowest to highest)", "aim", "reached")


def _cells(row: Row) -> tuple[str, ...]:
    aim = f"≥ {row.at_least:g}" if row.at_least is not None else f"≤ {row.at_most:g}"
    ratio = f"{row.ratio:.2f} ({row.lowest:.2f} to {row.highest:.2f})"
    return row.name, f"{_figure(row.floor)} {row.unit}", f"{_figure(row.ours)} {row.unit}", ratio, aim, "yes" if row.reached else "no"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _date() -> str:
    return datetime.now(UTC).date().isoformat()


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB"
