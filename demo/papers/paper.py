"""A file that somebody sends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """Its kind by the programme, its name, and for a proof of one row of the form that row's USCC."""

    kind: str
    name: str
    content: bytes
    row: str | None = None
