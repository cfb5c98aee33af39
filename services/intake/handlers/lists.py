"""Recommendation lists: filed by the county under its seal, supplemented, returned and received by the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from contracts.days import after, end_of
from contracts.events.event import Event
from contracts.events.intake.examination import Reason
from contracts.events.parties import Contact, Officer
from services.chassis.decisions import Streams
from services.intake.domain import summary_list as rules
from services.intake.domain.receipts import require_copies
from services.intake.domain.summary_list import SummaryList
from services.intake.handlers.list_task import ListTask, steps
from services.intake.handlers.scans import require_scan
from services.intake.streams import ROUND


async def file(task: ListTask, bureau: str, contact: Contact, scan: str) -> dict[str, Any]:
    """File the list with its sealed scan (SHA-256 of a stored file)."""
    await require_scan(task, scan)
    by = Officer.of(task.asked.caller)
    return await task.file("file_list", lambda state: rules.file(state, bureau, contact, scan, by))


async def supplement(task: ListTask, scan: str) -> dict[str, Any]:
    """File what was recommended since the list was filed."""
    await require_scan(task, scan)
    by = Officer.of(task.asked.caller)
    return await task.file("supplement_list", lambda state: rules.supplement(state, scan, by))


async def give_back(task: ListTask, reasons: Sequence[Reason], due: date | None) -> dict[str, Any]:
    """The city returns the whole list, for a replacement by the end of ``due``, or for as long as the programme gives."""
    by = Officer.of(task.asked.caller)

    def rule(state: SummaryList, streams: Streams) -> list[Event]:
        programme = task.opened(streams.state(ROUND, *task.key[:2]))
        until = end_of(due) if due else max(after(streams.now, step.within) for step in steps(programme) if step.within)
        return rules.give_back(state, reasons, until, streams.now, by)

    return await task.take("return_list", task.filed_to, rule)


async def receive(task: ListTask, on: date, copies: int) -> dict[str, Any]:
    """The city received the list on paper."""
    by = Officer.of(task.asked.caller)

    def rule(state: SummaryList, streams: Streams) -> list[Event]:
        for table in task.tables(task.opened(streams.state(ROUND, *task.key[:2]))):
            require_copies(table, copies)
        return rules.receive(state, on, copies, streams.now, by)

    return await task.take("receive_list", task.filed_to, rule)
