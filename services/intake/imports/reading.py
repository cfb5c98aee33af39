"""What its filer sees of an import: how far it has come, its rows, what was wrong, and the story of it as it happens."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple, TypeVar

from contracts.events.intake.content import Call
from contracts.events.intake.imports import RefusedRow
from contracts.refusal import Fault, Text
from services.chassis.api.event_streams import BEAT, framed, opening
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.chassis.settings import Feed as Limits
from services.intake import access
from services.intake.api.models.faults import FaultShown
from services.intake.api.models.imports import ImportShown, RowFault, RowShown
from services.intake.domain.application import Status, known
from services.intake.domain.imports import Import, Stage, application_of, fold
from services.intake.imports.kept import lines_of
from services.intake.imports.layout import Layout, layout
from services.intake.imports.placing import Faulty, Found, parse_faulty
from services.intake.imports.table import Row
from services.intake.intake import Intake
from services.intake.streams import IMPORT
from services.intake.views import APPLICATIONS, IMPORTS

T = TypeVar("T")

_LOOK_EVERY = 0.5
"""Seconds between two looks at an import that is under way."""

_BATCH = 250
"""Rows whose statuses are read together: more than a page has."""

_IS: Mapping[Status, Literal["draft", "withdrawn"]] = {Status.DRAFT: "draft", Status.WITHDRAWN: "withdrawn"}
"""What a row is while its application has this status; with any other it has been filed."""

_ENDED = (Stage.FINISHED, Stage.REVERTED)


def import_listed(row: Document) -> ImportShown:
    return import_shown(Import.model_validate(row["state"]))


def import_shown(state: Import) -> ImportShown:
    accepted = known(state.accepted)
    return ImportShown(
        **accepted.call.model_dump(exclude={"track"}),
        track=accepted.call.track if len(state.tracks) == 1 else None,
        tracks=state.tracks,
        id=accepted.id,
        then=accepted.then,
        mode=accepted.mode,
        stage=state.stage,
        rows=accepted.rows,
        faulty=accepted.faulty,
        reached=state.reached,
        filed=state.filed,
        refused=len(state.refused),
        accepted_at=known(state.accepted_at),
        ended_at=state.ended_at,
    )


async def own_import(intake: Intake, caller: Principal, key: str) -> Import:
    """An import that the caller sent in; a 404 for any other."""
    state = await intake.state(IMPORTS, key, Import)
    if state is None or state.accepted is None or state.accepted.by.subject != caller.subject:
        raise access.unknown("没有这次导入", "There is no such import")
    return state


async def rows_shown(intake: Intake, state: Import, behind: int | None) -> AsyncGenerator[tuple[int, RowShown], None]:
    """The rows that were to be filed, behind a row on, each with its number in the file, as they are now."""
    position, batch = 0, []
    accepted = known(state.accepted)
    async for line in lines_of(intake, accepted.content):
        position += 1
        if behind is None or line["row"] > behind:
            batch.append(_Place(line["row"], line.get("track", accepted.call.track), position))
        if batch and (len(batch) == _BATCH or position == accepted.rows):
            statuses = await _statuses(intake, state, [place.row for place in batch])
            for place in batch:
                yield place.row, await _row_shown(intake, state, place, statuses)
            batch = []


class _Place(NamedTuple):
    """A row that was to be filed: its number in the file, its track, and its place among them from 1."""

    row: int
    track: str
    position: int


async def _statuses(intake: Intake, state: Import, numbers: list[int]) -> dict[str, Status]:
    """The present statuses of the applications that rows became."""
    applications = [application_of(known(state.accepted).id, number) for number in numbers]
    found = APPLICATIONS.collection(intake.database).find({"_id": {"$in": applications}}, {"status": 1})
    return {row["_id"]: Status(row["status"]) async for row in found}


async def _row_shown(intake: Intake, state: Import, place: _Place, statuses: dict[str, Status]) -> RowShown:
    accepted, (number, track, position) = known(state.accepted), place
    shown = partial(RowShown, row=number, track=track)
    refused = next((row for row in state.refused if row.row == number), None)
    if refused is not None:
        fault = FaultShown(code=refused.problem, pointer="", zh=refused.zh, en=refused.en)
        return shown(application=None, state="refused", refused=fault, missing=())
    if position > state.reached:
        return shown(application=None, state="waiting", refused=None, missing=())
    application = application_of(accepted.id, number)
    if state.standing is not None and position > state.standing and number not in state.retained:
        return shown(application=application, state="reverted", refused=None, missing=())
    status = statuses.get(application, Status.SUBMITTED if accepted.then == "submission" else Status.DRAFT)  # its view may lag behind
    missing = await _missing(intake, application) if status is Status.DRAFT else ()
    return shown(application=application, state=_IS.get(status, "filed"), refused=None, missing=missing)


async def _missing(intake: Intake, application: str) -> tuple[FaultShown, ...]:
    """All that the draft still lacks, as it is now."""
    draft = await intake.drafts.get(application)
    if draft.content is not None:
        return ()
    verdict = await asyncio.to_thread(intake.verdict, draft)
    return tuple(FaultShown.of(fault) for fault in verdict.faults)


async def only(found: AsyncGenerator[tuple[int, T]], wanted: Callable[[T], bool]) -> AsyncGenerator[tuple[int, T]]:
    """What of it is wanted, each with its place."""
    async with aclosing(found):
        async for place, one in found:
            if wanted(one):
                yield place, one


def row_faults(found: Iterable[Found]) -> tuple[RowFault, ...]:
    return tuple(RowFault(**each.document()) for each in found)


async def faults_shown(intake: Intake, state: Import, behind: int | None) -> AsyncGenerator[tuple[int, RowFault], None]:
    """What was wrong, row by row, behind a place on, each with its place."""
    place = 0
    async for found in _found(intake, state):
        place += 1
        if behind is None or place > behind:
            yield place, RowFault(**found.document())


async def _found(intake: Intake, state: Import) -> AsyncGenerator[Found, None]:
    """What was wrong when the table was checked and when it was a row's turn, in the order of the rows."""
    accepted = known(state.accepted)
    refused = deque(await _refused(intake, state))
    async for line in lines_of(intake, accepted.report):
        while refused and refused[0][0].number < line["row"]:
            yield refused.popleft()[1]
        for each in line["faults"]:
            yield Found.parse(each, accepted.call.track)
    for _, why in refused:
        yield why


async def faulty_rows(intake: Intake, state: Import) -> list[Faulty]:
    """The rows that were faulty when the table was checked, and those that were refused when it was their turn."""
    accepted = known(state.accepted)
    faulty = [parse_faulty(line, accepted.call.track) async for line in lines_of(intake, accepted.report)]
    faulty += [(row, [why]) for row, why in await _refused(intake, state)]
    return sorted(faulty, key=lambda one: one[0].number)


async def _refused(intake: Intake, state: Import) -> list[tuple[Row, Found]]:
    """The rows that were refused when it was their turn, in the order of the file, each with why."""
    accepted, refused = known(state.accepted), {row.row: row for row in state.refused}
    if not refused:
        return []
    lines = [line async for line in lines_of(intake, accepted.content) if line["row"] in refused]
    rows = [Row(line["row"], line["form"], track=line.get("track", accepted.call.track)) for line in lines]
    columns = {call.track: layout(intake.programmes.offer(call)) for call in calls_of(state)}
    return [(row, _why(columns[str(row.track)], row, refused[row.number])) for row in rows]


def calls_of(state: Import) -> list[Call]:
    """Those that the rows of an import answer."""
    call = known(state.accepted).call
    return [call.model_copy(update={"track": track}) for track in state.tracks]


def _why(columns: Layout, row: Row, refused: RefusedRow) -> Found:
    column = next((one for one in columns.columns if one.identifies), None)
    fault = Fault(refused.problem, column.pointer if column else "", Text(refused.zh, refused.en))
    return Found(row.number, column.heading if column else None, fault, track=row.track)


@dataclass(frozen=True, slots=True)
class Progress:
    """An import as server-sent events: each step that is recorded, by its position. ``leaving``: the process is about to stop."""

    intake: Intake
    limits: Limits
    leaving: asyncio.Event

    async def events(self, key: str, after: int) -> AsyncGenerator[bytes, None]:
        """What stands behind the position, then what comes, until the import has ended; a heartbeat where nothing comes."""
        ends, said_at = time.monotonic() + self.limits.longest, time.monotonic()
        yield opening(after)
        state, place = Import(), (1, 0)
        while time.monotonic() < ends and not self.leaving.is_set():
            async for step in self.intake.chassis.store.history(IMPORT.stream(key), place):
                state, place = fold(state, step.event, step.at), (step.version, step.number)
                if step.number > after:
                    yield framed(step.number, "import", import_shown(state).model_dump_json())
                    said_at = time.monotonic()
            if state.stage in _ENDED:
                return
            if time.monotonic() - said_at > self.limits.heartbeat:
                yield BEAT
                said_at = time.monotonic()
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY):
                    await self.leaving.wait()
