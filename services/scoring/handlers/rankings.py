"""The ranking: when all cases are scored, from their sheets, with a file that anybody can recompute."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncIterator
from typing import Any

from services.chassis.decisions import Decision, Streams
from services.scoring import access
from services.scoring.domain.case import Case
from services.scoring.domain.outcome import Published, for_everybody, inputs
from services.scoring.domain.ranking import rank
from services.scoring.domain.ranking_file import ranking_file
from services.scoring.domain.review import Review, known, require, require_scored
from services.scoring.handlers.tasks import ReviewTask, prepared, require_unmoved
from services.scoring.scoring import Scoring
from services.scoring.streams import CASE, REVIEW

_AT_ONCE = 100
"""Cases that are loaded together."""


async def publish(task: ReviewTask, note: str | None) -> dict[str, Any]:
    """Rank the cases. Refused while one is not scored, naming it. No score changes from here on."""
    if (first := await task.scoring.answered(task.asked)) is not None:
        return first
    return await prepared(lambda: _publish(task, note), task.scoring)


async def _publish(task: ReviewTask, note: str | None) -> dict[str, Any]:
    """Prepared outside the decision, since it takes seconds. A sheet that changed meanwhile has moved the review."""
    held, version = await task.state(access.require_agency)
    require_scored(held, await task.names(held.unscored))
    require(held, "drawn")
    event = (await _made(task, held, note)).event(held, task.by)

    def decide(streams: Streams) -> Decision:
        state = streams.state(REVIEW, *task.key)
        access.require_agency(task.asked.caller, state)
        require(state, "drawn")
        require_unmoved(streams, {task.stream: version})
        decision = Decision().on(task.stream, event)
        return task.answered(decision, streams, cases=len(event.places), passed=event.passed, inputs=event.inputs, file=event.file)

    return await task.scoring.decide(task.asked, "publish_ranking", decide, task.stream)


async def _made(task: ReviewTask, held: Review, note: str | None) -> Published:
    """The ranking, and its files: one for everybody, and the whole one where that shows less."""
    scoring, programme = task.scoring, task.scoring.rules(known(held.call))
    cases = [case async for case in scored_cases(scoring, held)]
    given = await to_thread(inputs, held, programme, cases)
    ranking = await to_thread(rank, given)
    shown = for_everybody(given, ranking, programme)
    whole = await scoring.keep(await to_thread(ranking_file, given, ranking))
    file = whole if shown is given else await scoring.keep(await to_thread(ranking_file, shown))
    return Published(shown, ranking, file, whole, (await scoring.secrets.of(task.name)).salt, note)


async def scored_cases(scoring: Scoring, state: Review) -> AsyncIterator[Case]:
    """The cases of a review that are not withdrawn, from the record, by id."""
    reviewed = state.reviewed
    for first in range(0, len(reviewed), _AT_ONCE):
        streams = [CASE.stream(case) for case in reviewed[first : first + _AT_ONCE]]
        standings = await scoring.standings(streams)
        for stream in streams:
            case = standings[stream].state
            if isinstance(case, Case):
                yield case
