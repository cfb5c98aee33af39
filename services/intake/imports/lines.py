"""Rows that came as JSON lines: the form by the names of its fields, and beside it the row's track where the table is of several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contracts.form import FaultCode
from contracts.form.check import is_blank
from contracts.refusal import Fault, Text
from services.intake.imports.expected import Tracks
from services.intake.imports.table import Row

TRACK = "track"
"""By what a row names its track where the request names none."""

_SHOWN = 40  # characters of a track that there is not


def rows_of(lines: Iterable[tuple[int, dict[str, Any] | Fault]], tracks: Tracks, asked: str | None) -> list[Row]:
    """The rows, all of the track that was ``asked`` for, else each of the one that it names."""
    return [_row(number, given, tracks, asked) for number, given in lines]


def _row(number: int, given: dict[str, Any] | Fault, tracks: Tracks, asked: str | None) -> Row:
    if isinstance(given, Fault):
        return Row(number, faults=[given], track=asked)
    if asked is not None:
        return Row(number, given, track=asked)
    form, named = {name: value for name, value in given.items() if name != TRACK}, given.get(TRACK)
    if is_blank(named) and len(tracks) == 1:
        named = next(iter(tracks))
    if isinstance(named, str) and named in tracks:
        return Row(number, form, track=named)
    return Row(number, given, [_unknown(named, tracks)])


def _unknown(named: Any, tracks: Tracks) -> Fault:
    """No track, or none of the programme's; what is allowed."""
    zh = "、".join(f"{code}（{one.title}）" for code, one in tracks.items())
    if is_blank(named):
        text = Text(f"未写明类别（{TRACK}），应为：{zh}", f"The row names no track; there are: {', '.join(tracks)}")
        return Fault(FaultCode.MISSING, f"/{TRACK}", text, ", ".join(tracks))
    text = Text(f"没有这一类别（{TRACK}），应为：{zh}", f"There is no such track; there are: {', '.join(tracks)}")
    return Fault(FaultCode.UNKNOWN_OPTION, f"/{TRACK}", text, ", ".join(tracks), str(named)[:_SHOWN])
