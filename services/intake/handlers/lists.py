"""Recommendation lists: filed by the county under its seal, supplemented, returned and received by the city."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from contracts.canonical import instant
from contracts.days import after, end_of
from contracts.events.event import Event
from contracts.events.intake.examination import Reason
from contracts.events.parties import Contact, Officer
from contracts.programme.programme import Programme
from contracts.programme.summary_table import SummaryTable
from contracts.programme.workflow import Step
from contracts.refusal import Fault, Refusal, Text
from contracts.roles import Role
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.files import chunks_of
from services.chassis.inspection import Wanted, inspect
from services.intake import access
from services.intake.domain import summary_list as rules
from services.intake.domain.application import known
from services.intake.domain.round import deadline, require_not_closed
from services.intake.domain.summary_list import SummaryList, fold
from services.intake.intake import Intake
from services.intake.streams import LIST, ROUND

Rule = Callable[[SummaryList, Streams], list[Event]]

_SCANS = "scans"


@dataclass(frozen=True, slots=True)
class ListTask:
    """One thing that an officer does with a list, known by programme, round and region."""

    intake: Intake
    asked: Asked
    key: tuple[str, str, str]

    async def take(self, name: str, roles: tuple[Role, ...], rule: Rule) -> dict[str, Any]:
        """Decide it, if the officer acts in one of the roles for a bureau whose region covers the list's."""
        self.require(roles)

        def decide(streams: Streams) -> Decision:
            require_not_closed(streams.state(ROUND, *self.key[:2]), self.programme)
            state = streams.state(LIST, *self.key)
            events = rule(state, streams)
            return Decision(self._answer(state, events, streams)).on(LIST.stream(*self.key), *events)

        return await self.intake.decide(self.asked, name, decide, LIST.stream(*self.key), self.round)

    async def file(self, name: str, rule: Callable[[SummaryList], list[Event]]) -> dict[str, Any]:
        """File something with the city, in time. It is noted on the round, so that a closing that did not see it decides again."""
        self.require(self.filed_by())

        def decide(streams: Streams) -> Decision:
            state, round_ = streams.state(LIST, *self.key), streams.state(ROUND, *self.key[:2])
            require_not_closed(round_, self.programme)
            events = rule(state)
            for step in self.steps():
                rules.require_in_time(state, deadline(round_, self.programme, step), streams.now)
            return Decision(self._answer(state, events, streams)).on(LIST.stream(*self.key), *events).on(self.round)

        return await self.intake.decide(self.asked, name, decide, LIST.stream(*self.key), self.round)

    def _answer(self, state: SummaryList, events: Sequence[Event], streams: Streams) -> dict[str, Any]:
        for event in events:
            state = fold(state, event, streams.now)
        answer = {"id": "/".join(self.key), "status": state.status, "filing": state.filing, "supplements": state.supplements}
        return answer | {"at": instant(streams.now)}

    @property
    def round(self) -> str:
        """The stream of the round that the list belongs to."""
        return ROUND.stream(*self.key[:2])

    @property
    def programme(self) -> Programme:
        """A 404 where there is none."""
        return self.intake.programmes.newest(self.key[0])

    def steps(self) -> list[Step]:
        """The steps that make such lists."""
        return [track.listing for track in self.programme.tracks.values() if track.listing]

    def require(self, roles: tuple[Role, ...]) -> None:
        """The officer may act on this list in one of the roles."""
        access.require_bureau(self.asked.caller, self.key[2], roles)

    def filed_by(self) -> tuple[Role, ...]:
        """Who files such lists, by the programme; a list serves all tracks of its round."""
        return tuple({role for table in self.tables() for role in table.filed_by})

    def filed_to(self) -> tuple[Role, ...]:
        return tuple({role for table in self.tables() for role in table.to})

    def tables(self) -> list[SummaryTable]:
        return [track.summary_table for track in self.programme.tracks.values() if track.summary_table]


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
    return await task.file("file_list", lambda state: rules.file(state, bureau, contact, scan, by))


async def supplement(task: ListTask, scan: str) -> dict[str, Any]:
    """File what was recommended since the list was filed."""
    await _require_scan(task, scan)
    by = Officer.of(task.asked.caller)
    return await task.file("supplement_list", lambda state: rules.supplement(state, scan, by))


async def give_back(task: ListTask, reasons: Sequence[Reason], due: date | None) -> dict[str, Any]:
    """The city returns the whole list, for a replacement by the end of ``due``, or for as long as the programme gives."""
    by = Officer.of(task.asked.caller)

    def rule(state: SummaryList, streams: Streams) -> list[Event]:
        until = end_of(due) if due else max(after(streams.now, known(step.within)) for step in task.steps())
        return rules.give_back(state, reasons, until, streams.now, by)

    return await task.take("return_list", task.filed_to(), rule)


async def receive(task: ListTask, on: date, copies: int) -> dict[str, Any]:
    """The city received the list on paper."""
    by = Officer.of(task.asked.caller)
    return await task.take("receive_list", task.filed_to(), lambda state, streams: rules.receive(state, on, copies, streams.now, by))
