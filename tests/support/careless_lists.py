"""Intake's API as nobody should write it: the list with its quotas is read first, and decided on later.

``python -m tests.support.careless_lists api``
"""

from __future__ import annotations

import asyncio
import sys
from collections import ChainMap
from typing import Any

from contracts.programme import StepName
from services.chassis.aggregates import Standing
from services.chassis.decisions import Decision, Streams
from services.chassis.process import main
from services.intake.domain.application import known
from services.intake.domain.listing import bureau_region
from services.intake.handlers import examination
from services.intake.handlers.examination import Task
from services.intake.streams import APPLICATION, LIST

MOMENT = 1.0
"""Seconds between the reading and the writing: whoever asks at the same time has read the same."""


async def recommend(task: Task) -> dict[str, Any]:
    """The same confirmation, on the list as it was when the request came."""
    state = await task.intake.application(task.application)
    call = known(state.call)
    region = bureau_region(task.intake.track_of(state).steps[StepName.RECOMMENDATION], known(state.region))
    key = call.programme, call.round, region.code
    read = await task.intake.summary_list(*key)
    await asyncio.sleep(MOMENT)
    decide, stream = examination.confirming(task), LIST.stream(*key)

    def careless(streams: Streams) -> Decision:
        before = {stream: Standing(streams.head(stream), read)}
        return decide(Streams(streams.now, ChainMap(before, dict(streams.standings)), streams.read))

    return await task.intake.decide(task.asked, "recommend", careless, APPLICATION.stream(task.application), stream)


if __name__ == "__main__":
    examination.recommend = recommend
    sys.exit(main(["intake", *sys.argv[1:]]))
