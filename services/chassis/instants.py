"""An instant as templates take it."""

from __future__ import annotations

from datetime import UTC, datetime


def parts_of(at: datetime) -> dict[str, int]:
    """Its parts in UTC, by the names of typst's ``datetime``."""
    utc = at.astimezone(UTC)
    return {name: getattr(utc, name) for name in ("year", "month", "day", "hour", "minute", "second")}
