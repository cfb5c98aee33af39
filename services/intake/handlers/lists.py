"""Recommendation lists: filed by the county under its seal, supplemented, returned and received by the city."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from contracts.canonical import instant
from contracts.days import after_working_days, end_of
from contracts.events.event import Event
from contracts.events.intake.examination import Reason
from contracts.events.parties import Contact, Officer
from contracts.programme.summary_table import SummaryTable
from contracts.refusal import Fault, Refusal, Text
from contracts.roles import Role
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.files import chunks_of
from services.chassis.inspection import Wanted, inspect
from services.intake import access
from services.intake.domain import summary_list as rules
from services.intake.domain.round import require_not_closed
from services.intake.domain.summary_list import SummaryList, fold
from services.intake.intake import Intake
from services.intake.streams import LIST, ROUND

Rule = Callable[[SummaryList, Streams], list[Event]]

_SCANS = "scans"

_REPLACED_WITHIN = 5
"""Working days for a replacement, where the city names no day."""


@dataclass(frozen=True, slots=True)
class ListTask:
    """One thing that an officer does with a list, known by programme, round and region."""

    intake: Intake
    asked: Asked
    key: tuple[str, str, str]

    async def take(self, name: str, roles: tuple[Role, ...], rule: Rule) -> dict[str, Any]:
        """Decide it, if the officer acts in one of the roles for a bureau whose region covers the list's."""
        stream = LIST.stream(*self.key)
        self.require(roles)

        def decide(streams: Streams) -> Decision:
            require_not_closed(streams.state(ROUND, *self.key[:2]))
            state = streams.state(LIST, *self.key)
            events = rule(state, streams)
            after = state
            for event in events:
                after = fold(after, event, streams.now)
            answer = {"id": "/".join(self.key), "status": after.status, "filing": after.filing, "supplements": after.supplements}
            return Decision(answer | {"at": instant(streams.now)}).on(stream, *events)

        return await self.intake.decide(self.asked, name, decide, stream)

    def require(self, roles: tuple[Role, ...]) -> None:
        """The officer may act on this list in one of the roles."""
        access.require_bureau(self.asked.caller, self.key[2], roles)

    def filed_by(self) -> tuple[Role, ...]:
        """Who files such lists, by the programme; a list serves all tracks of its round."""
        return tuple({role for table in self.tables() for role in table.filed_by})

    def filed_to(self) -> tuple[Role, ...]:
        return tuple({role for table in self.tables() for role in table.to})

    def tables(self) -> list[SummaryTable]:
        return [track.summary_table for track in self.intake.programmes.newest(self.key[0]).tracks.values() if track.summary_table]


async def keep_scan(task: ListTask, file: BinaryIO) -> dict[str, Any]:
    """Keep a sealed scan for a later filing of this list: its SHA-256, its size in bytes and its pages."""
    task.require(task.filed_by())
    if (first := await task.intake.answered(task.asked)) is not None:
        return first
    rules.require_rows(await task.intake.summary_list(*task.key))
    scan = next(table.scan for table in task.tables())
    facts = await inspect(file, Wanted({each.media_type for each in scan.types}), task.intake.settings.upload)
    await task.intake.files.put(chunks_of(file), task.intake.settings.upload.limit)
    row = {"_id": f"{'/'.join(task.key)}/{facts.sha256}", "size": facts.size, "at": task.intake.clock.now()}
    await task.intake.database[_SCANS].update_one({"_id": row["_id"]}, {"$setOnInsert": row}, upsert=True)
    return await _remember(task, {"sha256": facts.sha256, "size": facts.size, "pages": facts.pages})


async def _remember(task: ListTask, shown: dict[str, Any]) -> dict[str, Any]:
    """Take note of the scan, so that the same request again has the same answer."""
    stream = LIST.stream(*task.key)

    def decide(streams: Streams) -> Decision:
        streams.state(LIST, *task.key)
        return Decision(shown).on(stream)

    return await task.intake.decide(task.asked, "keep_scan", decide, stream)


async def _require_scan(task: ListTask, scan: str) -> None:
    """The officer has uploaded the scan before."""
    task.require(task.filed_by())
    if await task.intake.database[_SCANS].find_one({"_id": f"{'/'.join(task.key)}/{scan}"}) is None:
        text = Text("请先上传汇总表的盖章扫描件", "Upload the sealed scan of the list first")
        raise Refusal("invalid-content", text, (Fault("unknown-scan", "/scan", text),))


async def file(task: ListTask, bureau: str, contact: Contact, scan: str) -> dict[str, Any]:
    """File the list with its sealed scan (SHA-256 of a stored file)."""
    await _require_scan(task, scan)
    by = Officer.of(task.asked.caller)
    return await task.take("file_list", task.filed_by(), lambda state, _: rules.file(state, bureau, contact, scan, by))


async def supplement(task: ListTask, scan: str) -> dict[str, Any]:
    """File what was recommended since the list was filed."""
    await _require_scan(task, scan)
    by = Officer.of(task.asked.caller)
    return await task.take("supplement_list", task.filed_by(), lambda state, _: rules.supplement(state, scan, by))


async def give_back(task: ListTask, reasons: Sequence[Reason], due: date | None) -> dict[str, Any]:
    """The city returns the whole list, for a replacement by the end of ``due``."""
    by = Officer.of(task.asked.caller)

    def rule(state: SummaryList, streams: Streams) -> list[Event]:
        until = end_of(due) if due else after_working_days(streams.now, _REPLACED_WITHIN)
        return rules.give_back(state, reasons, until, streams.now, by)

    return await task.take("return_list", task.filed_to(), rule)


async def receive(task: ListTask, on: date, copies: int) -> dict[str, Any]:
    """The city received the list on paper."""
    by = Officer.of(task.asked.caller)
    return await task.take("receive_list", task.filed_to(), lambda state, _: rules.receive(state, on, copies, by))
