"""Reviews: opened and extended by the city, closed with the agency's report."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, BinaryIO

from contracts.days import after, end_of
from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.events.scoring.assignment import AssignmentExtended
from contracts.events.scoring.review import Agency
from services.chassis.decisions import Decision, Streams
from services.chassis.files import chunks_of
from services.chassis.inspection import Wanted, inspect
from services.chassis.sniffing import PDF
from services.scoring import access
from services.scoring.domain import review as rules
from services.scoring.domain.expert import entry_of
from services.scoring.domain.review import Review, known
from services.scoring.handlers.tasks import ReviewTask
from services.scoring.scoring import Scoring
from services.scoring.streams import ENGAGEMENT, EXPERT, REVIEW


async def open_review(task: ReviewTask, agency: Agency, due: date | None) -> dict[str, Any]:
    """The city opens it, names the agency, and the day until whose end all sheets are due: else the programme's period."""

    def rule(state: Review, streams: Streams) -> list[Event]:
        rules.require(state, "convened")
        within = task.scoring.rules(known(state.call)).within
        until = end_of(due) if due else after(streams.now, within)
        return rules.open_review(state, agency, until, streams.now, task.by)

    return await task.take("open_review", access.require_city, rule)


async def extend(task: ReviewTask, due: date, reason: str) -> dict[str, Any]:
    """More time for all sheets. Every expert with cases is told."""
    held, _ = await task.state(access.require_city)
    expected = tuple(EXPERT.stream(expert) for expert in _engaged(held))

    def decide(streams: Streams) -> Decision:
        state = streams.state(REVIEW, *task.key)
        access.require_city(task.asked.caller, state)
        decision = Decision().on(task.stream, *rules.extend(state, end_of(due), reason, streams.now, task.by))
        for expert in _engaged(state):
            contact = entry_of(streams.state(EXPERT, expert)).contact
            call = known(state.call)
            told = AssignmentExtended(
                review=call, expert=expert, contact=contact, due=end_of(due), remind=remind_at(task.scoring, call, end_of(due))
            )
            decision.on(ENGAGEMENT.stream(*task.key, expert), told)
        return task.answered(decision, streams)

    return await task.scoring.decide(task.asked, "extend_review", decide, task.stream, *expected)


def _engaged(state: Review) -> list[str]:
    """The experts with a place on a case."""
    return sorted({expert for case in state.reviewed for expert in state.panels.get(case, ())})


def remind_at(scoring: Scoring, call: Call, due: datetime) -> datetime:
    """When an expert whose sheets are missing is reminded, by the programme."""
    return due - timedelta(days=scoring.rules(call).remind_days)


async def close(task: ReviewTask, report: BinaryIO) -> dict[str, Any]:
    """The agency files its report, a PDF: the review is over."""
    if (first := await task.scoring.answered(task.asked)) is not None:
        return first
    state, _ = await task.state(access.require_agency)
    rules.require_scored(state, await task.names(state.unscored))
    rules.require(state, "ranked")
    facts = await inspect(report, Wanted({PDF}), task.scoring.settings.upload)
    await task.scoring.files.put(chunks_of(report), task.scoring.settings.upload.limit)
    return await task.take("close_review", access.require_agency, lambda held, _: rules.close(held, facts.sha256, task.by))
