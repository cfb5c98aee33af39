"""The result of a case that was filed upward to be selected there."""

from __future__ import annotations

from typing import Any

from contracts.events.parties import Officer
from contracts.programme.workflow import StepName
from services.chassis.decisions import Decision, Streams
from services.intake import access
from services.intake.domain import result as rules
from services.intake.domain.application import known
from services.intake.domain.result import Announced
from services.intake.domain.round import require_closed
from services.intake.domain.summary_list import SummaryList
from services.intake.handlers.applications import list_of
from services.intake.handlers.examination import Task
from services.intake.intake import answered
from services.intake.streams import APPLICATION, LIST, ROUND


async def conclude(task: Task, said: Announced) -> dict[str, Any]:
    """Record it, after the round is closed: what stands on its lists no longer moves."""
    stream = APPLICATION.stream(task.application)

    def decide(streams: Streams) -> Decision:
        state = streams.state(APPLICATION, task.application)
        track = task.intake.track_of(state)
        access.require_step(task.asked.caller, state, track, StepName.RESULT)
        call, key = known(state.call), list_of(state)
        require_closed(streams.state(ROUND, call.programme, call.round))
        listed = streams.state(LIST, *key) if key else SummaryList()
        events = rules.conclude(state, listed, track, said, (Officer.of(task.asked.caller), streams.now))
        return answered(Decision().on(stream, *events), streams, task.application)

    return await task.intake.decide(task.asked, "record_result", decide, stream)
