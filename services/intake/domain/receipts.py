"""Paper that came in (纸质收件): on a day between its filing and today."""

from __future__ import annotations

from datetime import date, datetime

from contracts.days import day
from contracts.programme.materials import Material
from contracts.programme.summary_table import SummaryTable
from contracts.refusal import Fault, Refusal, Text


def require_plausible(on: date, filed_at: datetime, now: datetime) -> None:
    """Nothing is received on paper before it was filed, or on a day that has not come. Days are Shanghai's."""
    first, last = day(filed_at), day(now)
    if on < first:
        _refuse("too-early", first, on, Text(f"收件日期早于报送日期 {first}", f"It was filed on {first}: its paper came then or later"))
    if on > last:
        _refuse("too-late", last, on, Text(f"收件日期晚于今天 {last}", f"Today is {last}: paper is received then or earlier"))


def require_copies(asked: Material | SummaryTable, copies: int) -> None:
    """As many copies came as the programme asks for."""
    if asked.paper is not None and copies < asked.paper:
        text = Text(f"应交纸质 {asked.paper} 份，收到 {copies} 份", f"{asked.paper} copies are due, {copies} came")
        fault = Fault("too-few", "/copies", text, asked.paper, copies, asked.clause("paper"))
        raise Refusal("invalid-content", text, (fault,), source=asked.clause("paper"))


def _refuse(code: str, limit: date, on: date, text: Text) -> None:
    raise Refusal("invalid-content", text, (Fault(code, "/on", text, limit.isoformat(), on.isoformat()),))
