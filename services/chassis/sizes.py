"""Sizes in bytes: said to people, and refused where they are too large."""

from __future__ import annotations

from contracts.refusal import Fault, Refusal, Text


def said(size: int) -> str:
    """As people read it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size} B"


def too_large(limit: int, actual: int, pointer: str = "") -> Refusal:
    """A 413; sizes in bytes. ``actual`` is what was announced, or what had come when it was too much."""
    text = Text(f"不能超过 {said(limit)}，实际 {said(actual)}", f"At most {said(limit)}, found {said(actual)}")
    return Refusal("body-too-large", text, (Fault("too-large", pointer, text, limit, actual),))
