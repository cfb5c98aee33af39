"""What a bureau says of its list before it files: declared counts, and the order of priority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.events.event import Event
from contracts.events.intake.list import ListRef
from contracts.events.parties import Officer
from contracts.programme.programme import Programme
from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.roles import Role
from services.chassis.decisions import Streams
from services.intake import access
from services.intake.domain import figures as rules
from services.intake.domain.content import division
from services.intake.domain.listing import bureau_region
from services.intake.domain.summary_list import SummaryList
from services.intake.handlers.list_task import ListTask
from services.intake.streams import ROUND


async def declare(task: ListTask, code: str, counts: Mapping[str, int], document: str) -> dict[str, Any]:
    """Declare the numbers that the quotas of a track rest on."""

    def roles(programme: Programme) -> tuple[Role, ...]:
        found = tuple(sorted({role for count in _track(programme, code).counts.values() for role in count.by}))
        if not found:
            raise access.unknown("本类别不需要填报数据", "The track asks for no counts")
        task.require_own(programme)
        return found

    def rule(state: SummaryList, streams: Streams) -> list[Event]:
        round_ = streams.state(ROUND, *task.key[:2])
        track = _track(task.opened(round_), code)
        region = bureau_region(track.steps[StepName.RECOMMENDATION], division(task.key[2]))
        ref = ListRef(programme=round_.programme, version=round_.version, round=round_.code, region=region, bureau=region.name)
        return rules.declare(state, ref, (code, track), (counts, document), Officer.of(task.asked.caller))

    return await task.take("declare_counts", roles, rule)


async def order(task: ListTask, code: str, applications: Sequence[str]) -> dict[str, Any]:
    """Rank the recommended applications of a track."""

    def roles(programme: Programme) -> tuple[Role, ...]:
        _track(programme, code)
        task.require_own(programme)
        return task.filed_by(programme)

    def rule(state: SummaryList, streams: Streams) -> list[Event]:
        track = _track(task.opened(streams.state(ROUND, *task.key[:2])), code)
        return rules.order(state, (code, track), applications, Officer.of(task.asked.caller))

    return await task.take("order_list", roles, rule)


def _track(programme: Programme, code: str) -> Track:
    track = programme.tracks.get(code)
    if track is None:
        raise access.unknown(f"没有类别 {code}", f"There is no track {code}")
    return track
