"""What a bureau says of its list before it files: declared counts, and the order of priority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.events.event import Event
from contracts.events.intake.list import ListRef
from contracts.events.parties import Officer
from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from services.chassis.decisions import Streams
from services.intake import access
from services.intake.domain import figures as rules
from services.intake.domain.content import division
from services.intake.domain.listing import bureau_region
from services.intake.domain.summary_list import SummaryList
from services.intake.handlers.list_task import ListTask
from services.intake.streams import ROUND


async def declare(task: ListTask, track: str, counts: Mapping[str, int], document: str) -> dict[str, Any]:
    """Declare the numbers that the quotas of a track rest on."""
    roles = tuple(sorted({role for count in _track(task, track).counts.values() for role in count.by}))
    if not roles:
        raise access.unknown("本类别不需要填报数据", "The track asks for no counts")
    task.require_own()
    task.require(roles)

    def rule(state: SummaryList, streams: Streams) -> list[Event]:
        round_ = streams.state(ROUND, *task.key[:2])
        held = task.intake.programmes.of(round_).tracks[track]
        region = bureau_region(held.steps[StepName.RECOMMENDATION], division(task.key[2]))
        ref = ListRef(programme=round_.programme, version=round_.version, round=round_.code, region=region, bureau=region.name)
        return rules.declare(state, ref, (track, held), (counts, document), Officer.of(task.asked.caller))

    return await task.take("declare_counts", roles, rule)


async def order(task: ListTask, track: str, applications: Sequence[str]) -> dict[str, Any]:
    """Rank the recommended applications of a track."""
    chosen, by = _track(task, track), Officer.of(task.asked.caller)
    task.require_own()
    return await task.take("order_list", task.filed_by(), lambda state, _: rules.order(state, (track, chosen), applications, by))


def _track(task: ListTask, code: str) -> Track:
    track = task.programme.tracks.get(code)
    if track is None:
        raise access.unknown(f"没有类别 {code}", f"There is no track {code}")
    return track
