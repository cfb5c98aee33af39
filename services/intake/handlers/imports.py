"""Imports: a table is read and checked whole; what is good of it is accepted, to be filed row by row."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

from ulid import ULID

from contracts.canonical import instant
from contracts.events.intake.content import Call
from contracts.events.intake.imports import ImportAccepted, Rights
from contracts.events.parties import Filer
from contracts.programme.track import Track
from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.table_files import bounded, is_spreadsheet, json_lines
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.intake import access
from services.intake.domain.round import require_still_open, require_within
from services.intake.imports.checking import Checked, Checking, refuse
from services.intake.imports.expected import Tracks
from services.intake.imports.kept import keep
from services.intake.imports.layout import MOST
from services.intake.imports.lines import rows_of
from services.intake.imports.offering import expected
from services.intake.imports.placing import faulty_document
from services.intake.imports.rows import Purpose
from services.intake.imports.table import Table, read_workbook, require_any
from services.intake.intake import Intake
from services.intake.streams import IMPORT, ROUND

MOST_FAULTS = 20_000
"""Faults that an answer names: a table where each of five thousand rows has four."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A table as it was sent: for which call (programme, round, track; none: each row says of which it is), what is to become of its
    rows, and what where some are wrong."""

    call: tuple[str, str, str | None]
    then: Literal["draft", "submission"]
    mode: Literal["all-or-nothing", "good-rows"]
    file: BinaryIO


@dataclass(frozen=True, slots=True)
class Read:
    """A table as it was read and checked."""

    purpose: Purpose
    table: Table
    checked: Checked
    titles: Mapping[str, str]
    """Of its tracks, where its rows are of several."""

    @property
    def calls(self) -> list[Call]:
        """Those that its rows answer."""
        return [self.purpose.of(track).call for track in self.titles or (self.purpose.call.track,)]


async def check(intake: Intake, asked: Asked, sent: Sent) -> Read:
    """Read and check a table; nothing is written. A Refusal where it is no such table at all, or may not be sent in now by this caller."""
    tracks = expected(intake, asked.caller, sent.call)
    access.require_importing(asked.caller, [each.offer.track for each in tracks.values()])
    if len(tracks) == 1:
        _require_possible(tracks, sent)
    purpose = Purpose(asked, next(iter(tracks.values())).call, str(ULID()), sent.then == "submission", intake.clock.now())
    await _require_open(intake, purpose)
    table = await _read(intake, tracks, sent)
    present = {code: each for code, each in tracks.items() if code in table.tracks}
    _require_possible(present, sent)
    first = next(iter(present), purpose.call.track)
    checked = await Checking(intake, purpose, tracks).check(table)
    titles = {code: each.title for code, each in present.items()} if len(present) > 1 else {}
    return Read(purpose.of(first), table, checked, titles)


def _require_possible(tracks: Tracks, sent: Sent) -> None:
    for each in tracks.values():
        _require_no_files(each.offer.track, sent)


def _require_no_files(track: Track, sent: Sent) -> None:
    """What has files with it cannot be filed by a row alone."""
    needed = [material.title for material in track.materials.values() if material.required or (material.count.least or 0) > 0]
    if sent.then == "submission" and needed:
        zh, en = "、".join(title.zh for title in needed), ", ".join(title.en for title in needed)
        text = Text(
            f"“{track.title.zh}”须提交材料（{zh}），只能导入为草稿", f"The track asks for files ({en}): its rows can only become drafts"
        )
        clause = next(material.clause("required") for material in track.materials.values() if material.title == needed[0])
        raise Refusal("invalid-content", text, (Fault("materials-needed", "query:then", text, "draft", sent.then, clause),), source=clause)


async def _require_open(intake: Intake, purpose: Purpose) -> None:
    """Said at once, and not at each row."""
    stream = ROUND.stream(purpose.call.programme, purpose.call.round)
    standings = await intake.chassis.store.load([stream])
    _require_in_time(intake, purpose.call, purpose.submits, Streams(purpose.at, standings))


def _require_in_time(intake: Intake, call: Call, submits: bool, streams: Streams) -> None:
    require = require_within if submits else require_still_open
    require(streams.state(ROUND, call.programme, call.round), intake.programmes.of(call), streams.now)


async def _read(intake: Intake, tracks: Tracks, sent: Sent) -> Table:
    if await is_spreadsheet(sent.file, intake.settings):
        return await to_thread(read_workbook, sent.file, tracks)
    lines = await to_thread(lambda: list(bounded(json_lines(sent.file, intake.settings), MOST)))
    require_any(lines)
    return Table(rows_of(lines, tracks, sent.call[2]), {})


async def accept(intake: Intake, asked: Asked, sent: Sent) -> dict[str, Any]:
    """Accept a table: what is good of it will be filed. A Refusal names everything that is wrong where all was to be filed or nothing, or
    where no row is good; nothing was written then."""
    if (first := await intake.answered(asked)) is not None:
        return first
    read = await check(intake, asked, sent)
    good, faulty = read.checked.good, read.checked.faulty
    if (faulty and sent.mode == "all-or-nothing") or read.checked.orphans or not good:
        raise refuse(read.checked.found, MOST_FAULTS, read.titles)
    content = await keep(intake, ({"row": task.number, "track": task.call.track, "form": task.form} for task in good))
    report = await keep(intake, map(faulty_document, faulty)) if faulty else None
    accepted = ImportAccepted(
        id=read.purpose.imported,
        call=read.purpose.call,
        then=sent.then,
        mode=sent.mode,
        rows=len(good),
        faulty=len(faulty),
        content=content,
        report=report,
        by=Filer.of(asked.caller),
        rights=_rights(asked.caller),
        tracks=tuple(read.titles),
    )
    return await _accept(intake, asked, accepted, read.table.passed_over)


async def _accept(intake: Intake, asked: Asked, accepted: ImportAccepted, passed_over: Mapping[str, str]) -> dict[str, Any]:
    stream, round_ = IMPORT.stream(accepted.id), ROUND.stream(accepted.call.programme, accepted.call.round)

    def decide(streams: Streams) -> Decision:
        streams.state(IMPORT, accepted.id)
        _require_in_time(intake, accepted.call, accepted.then == "submission", streams)  # reading a long table takes its time
        said = {"id": accepted.id, "rows": accepted.rows, "faulty": accepted.faulty, "passed_over": dict(passed_over)}
        return Decision(said | {"at": instant(streams.now)}).on(stream, accepted)

    return await intake.decide(asked, "import", decide, stream, round_)


def _rights(caller: Principal) -> Rights:
    return Rights(
        roles=tuple(sorted(caller.roles)), regions=caller.regions, organisation=caller.organisation, scopes=tuple(sorted(caller.scopes))
    )
