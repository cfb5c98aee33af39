"""A table, checked whole before anything is written: each row's form, then each row's filing, rehearsed by the rules that will file it."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.form import FaultCode, check_form
from contracts.programme.fields import Meaning
from contracts.programme.track import Track
from contracts.refusal import Fault, Refusal, Text
from services.chassis.rehearsal import Rehearsal
from services.intake.domain.content import Reading
from services.intake.imports import whose
from services.intake.imports.expected import Expected, Tracks
from services.intake.imports.layout import SEQUENCE, Layout
from services.intake.imports.placing import Faulty, Found, placed
from services.intake.imports.rows import Purpose, RowTask, streams_of
from services.intake.imports.table import Row, Table
from services.intake.intake import Intake

_INCOMPLETE = (FaultCode.MISSING, FaultCode.TOO_FEW_ROWS)
"""What a draft may lack: it is listed by the draft's own check until it is filed."""


@dataclass(frozen=True, slots=True)
class Checked:
    """``good`` are ready to be filed, in the order of the file; ``faulty`` has the others with all that is wrong with each. ``orphans`` are
    lines of details that belong to no row: while there are any, nobody knows what the rows are."""

    good: Sequence[RowTask]
    faulty: Sequence[Faulty]
    orphans: Sequence[Found]

    @property
    def found(self) -> list[Found]:
        return [*self.orphans, *(found for _, each in self.faulty for found in each)]


@dataclass(frozen=True, slots=True)
class Checking:
    """What a table is checked for."""

    intake: Intake
    purpose: Purpose
    tracks: Tracks

    async def check(self, table: Table) -> Checked:
        """All rows; a row whose form is wrong is not rehearsed."""
        rows = table.rows
        for track in table.tracks:
            of = self.purpose.asked.caller, self.tracks[track].offer.track
            await whose.fill_in(self.intake, of, [row for row in rows if row.track == track])
        faults = await to_thread(lambda: [list(self._form_faults(row)) for row in rows])
        tasks = await to_thread(lambda: [self._task(row) for row, wrong in zip(rows, faults, strict=True) if not wrong])
        refused = await self._rehearse(tasks)
        good = [task for task in tasks if task.number not in refused]
        found = {row.number: wrong or refused.get(row.number, []) for row, wrong in zip(rows, faults, strict=True)}
        faulty: list[Faulty] = [
            (row, [placed(self._layout(row), row, fault) for fault in found[row.number]]) for row in rows if found[row.number]
        ]
        return Checked(good, faulty, [Found(None, SEQUENCE, one.fault, one.sheet, one.line, one.track) for one in table.orphans])

    def _layout(self, row: Row) -> Layout | None:
        return self.tracks[row.track].layout if row.track is not None else None

    def _form_faults(self, row: Row) -> Iterator[Fault]:
        """What cannot be read; what the form's check finds, but for what a draft may still lack."""
        yield from row.faults
        if row.track is None or any(fault.pointer.startswith("/rows/") for fault in row.faults):
            return
        expected = self.tracks[row.track]
        unread = {fault.pointer for fault in row.faults}
        identity = {column.pointer for column in expected.layout.columns if column.identifies} - set(_known_otherwise(expected, row))
        for fault in check_form(expected.offer, row.form):
            lacking = fault.code in _INCOMPLETE and not self.purpose.submits and fault.pointer not in identity
            if not lacking and fault.pointer not in unread:
                yield fault

    def _task(self, row: Row) -> RowTask:
        task = RowTask(self.intake, self.purpose.of(str(row.track)), row.number, row.form).normal()
        return task.filed() if self.purpose.submits else task

    async def _rehearse(self, tasks: Sequence[RowTask]) -> dict[int, list[Fault]]:
        """Which rows would be refused, each seeing those before it."""
        rehearsal = Rehearsal(self.intake.chassis.store, self.intake.clock.now())
        outcomes = await rehearsal.run([task.decide for task in tasks], streams_of(tasks))
        rows = {f"/v1/applications/{task.application}": task.number for task in tasks}
        refused = zip(tasks, outcomes, strict=True)
        return {task.number: [_refused(task.offer.track, refusal, rows)] for task, refusal in refused if isinstance(refusal, Refusal)}


def _known_otherwise(expected: Expected, row: Row) -> Iterator[str]:
    """What of a subject without a USCC need not stand in its row."""
    form = expected.offer.track.form
    about = whose.subject(Reading(form, row.form), expected.home)
    for meaning, value in zip((Meaning.APPLICANT_NAME, Meaning.APPLICANT_REGION), about, strict=True):
        if value:
            yield f"/{form.field_for(meaning)}"


def _refused(track: Track, refusal: Refusal, rows: dict[str, int]) -> Fault:
    """A refusal as a fault of the row, at the column that says whose it is."""
    subject = Meaning.APPLICANT_USCC if track.applicant.has_uscc else Meaning.APPLICANT_REGION
    text, before = refusal.text, rows.get(refusal.link or "")
    if before is not None:
        text = Text(f"与第 {before} 行重复", f"This is the same as row {before}")
    return Fault("repeated" if before is not None else refusal.slug, f"/{track.form.field_for(subject)}", text, source=refusal.source)


def told(found: Sequence[Found], most: int) -> list[Found]:
    """What of it is told where it is more than so much: of each row as much as of the others, so that none is left out."""
    if len(found) <= most:
        return list(found)
    of_rows: dict[object, list[int]] = {}
    for place, one in enumerate(found):
        of_rows.setdefault(_line(one), []).append(place)
    each = max(1, most // len(of_rows))
    kept = sorted(place for places in of_rows.values() for place in places[:each])
    return [found[place] for place in kept[:most]]


def _line(found: Found) -> object:
    return found.row or (found.sheet, found.line)


def refuse(found: Iterable[Found], most: int, titles: Mapping[str, str]) -> Refusal:
    """All that is wrong, so that nothing was written; how much more there is where it is very much. ``titles`` as of ``Found.as_fault``."""
    every = list(found)
    rows, listed = len({_line(one) for one in every}), told(every, most)
    zh, en = f"{rows} 行有 {len(every)} 处错误，均未导入", f"{len(every)} things are wrong in {rows} rows; nothing was imported"
    if len(listed) < len(every):
        zh = f"{zh}；以下列出每行的前几处，共 {len(listed)} 处，全部错误请用 /v1/imports/checks 分页查看，或下载 /v1/imports/checks.xlsx"
        en = f"{en}; {len(listed)} are listed, the first of each row: /v1/imports/checks lists them all, checks.xlsx marks them"
    return Refusal("invalid-content", Text(zh, en), tuple(one.as_fault(titles) for one in listed))
