"""材料归档: when an award is finished, all that is known of it goes into one file that is kept for ever."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from contracts.refusal import Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.files import chunks_of
from services.funding.domain import archive as rules
from services.funding.domain.award import Award
from services.funding.handlers.awards import Task, answer
from services.funding.reading.archive import written
from services.funding.streams import AWARD

_LARGEST = 2_000_000_000  # bytes of an archive


async def archive(task: Task) -> dict[str, Any]:
    """Make the file. What has not changed since the last one is not archived again: the answer is the same."""
    if (first := await task.desk.answered(task.asked)) is not None:
        return first
    finished, version = await _finished(task)
    with closing(await written(task.desk, finished)) as file:
        kept = (await task.desk.files.put(chunks_of(file), _LARGEST)).sha256

    def decide(streams: Streams) -> Decision:
        state = streams.state(AWARD, task.application)
        task.may(state)
        if streams.head(task.stream).version != version:
            raise Refusal("conflict", Text("归档时该申报有变动，请重试", "The award changed while it was archived: try again"))
        events = rules.archive(state, task.desk.track_of(state), kept, task.officer)
        made = Decision(answer(state, [*events], streams) | {"archive": kept})
        return made.on(task.stream, *events) if events else made

    return await task.desk.decide(task.asked, "archive", decide, task.stream)


async def _finished(task: Task) -> tuple[Award, int]:
    """The award as it stands, for a caller who may archive it, and its version."""
    desk = task.desk
    streams = Streams(desk.clock.now(), await desk.chassis.store.load([task.stream]))
    state = streams.state(AWARD, task.application)
    track = desk.track_of(state)
    task.may(state)
    rules.require_finished(state, track)
    return state, streams.head(task.stream).version
