"""The templates that tables are filled in by, and what the tables are read as: of one track, or of all that a programme has."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.events.intake.content import Call
from services.chassis.identity import Principal
from services.intake.handlers.applications import called
from services.intake.imports import whose
from services.intake.imports.expected import Expected, Tracks
from services.intake.imports.layout import Layout, layout, layouts
from services.intake.imports.template import Template
from services.intake.intake import Intake


def templates_of(intake: Intake, programme: str, track: str | None) -> list[Template]:
    """Of the newest version, of all tracks where none is named; a 404 where there is no such programme or track."""
    return for_calls(intake, _calls(intake, (programme, "any", track)))


def for_calls(intake: Intake, calls: Sequence[Call]) -> list[Template]:
    """Of the version that calls of one programme were answered in."""
    columns = _columns(intake, calls)
    return [Template(intake.programmes.of(call), call, intake.programmes.offer(call), columns[call.track]) for call in calls]


def expected(intake: Intake, caller: Principal, call: tuple[str, str, str | None]) -> Tracks:
    """What a table for a call (programme, round, track or none) is read as."""
    calls = _calls(intake, call)
    columns, labels = _columns(intake, calls), tuple(each.title.zh for each in intake.programmes.of(calls[0]).tracks.values())
    return {
        each.track: Expected(
            each, intake.programmes.offer(each), columns[each.track], whose.home(caller, intake.programmes.track(each)), labels
        )
        for each in calls
    }


def _calls(intake: Intake, call: tuple[str, str, str | None]) -> list[Call]:
    programme, round_, track = call
    codes = [track] if track is not None else list(intake.programmes.newest(programme).tracks)
    return [called(intake, (programme, round_, code))[0] for code in codes]


def _columns(intake: Intake, calls: Sequence[Call]) -> dict[str, Layout]:
    if len(calls) > 1:
        return layouts(intake.programmes.of(calls[0]).offers)
    return {call.track: layout(intake.programmes.offer(call)) for call in calls}
