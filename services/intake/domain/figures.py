"""What a bureau says of its list before it files: the numbers that its quotas rest on, and the order of priority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.events.event import Event
from contracts.events.intake.list import ListDeclared, ListOrdered, ListRef
from contracts.events.parties import Officer
from contracts.programme.expression import Expression
from contracts.programme.track import Track
from contracts.refusal import Fault, Refusal, Text
from services.intake.domain.quotas import used_of
from services.intake.domain.summary_list import SummaryList


def declare(state: SummaryList, ref: ListRef, of: tuple[str, Track], said: tuple[Mapping[str, int], str], by: Officer) -> list[Event]:
    """Declare the counts of a track (code, track): all of them, ``said`` with the document that has them.

    They may be declared again, but not so that what stands on the list would pass a quota.
    """
    (code, track), (counts, document) = of, said
    unknown, missing = counts.keys() - track.counts.keys(), track.counts.keys() - counts.keys()
    faults = [Fault("unknown", f"/counts/{name}", Text(f"没有数据项 {name}", f"There is no count {name}")) for name in sorted(unknown)]
    faults += [Fault("missing", f"/counts/{name}", _missing(track, name), source=track.counts[name].clause()) for name in sorted(missing)]
    if faults:
        raise Refusal("invalid-content", Text("填报数据不完整或有误", "The counts are not those that the track asks for"), tuple(faults))
    for quota in track.quotas:
        most, used = quota.limit(counts), used_of(state, quota, code)
        if isinstance(quota.most, Expression) and most is not None and used > most:
            zh, en = f"按此数据名额为 {most} 个，汇总表中已有 {used} 个", f"By these counts {most} may stand on the list; {used} do"
            raise Refusal("conflict", Text(zh, en), source=quota.clause("most"))
    return [ListDeclared(list=state.ref or ref, track=code, counts=dict(counts), document=document, by=by)]


def _missing(track: Track, name: str) -> Text:
    return Text(f"请填报{track.counts[name].title.zh}", f"{track.counts[name].title.en} is missing")


def order(state: SummaryList, of: tuple[str, Track], applications: Sequence[str], by: Officer) -> list[Event]:
    """Rank the applications of a track (code, track) by priority, all of them, before the list is filed or after it was returned."""
    code, track = of
    table = track.summary_table
    if table is None or table.order != "priority":
        raise Refusal("wrong-status", Text("本类别不要求按优先顺序排序", "The track has no order of priority"))
    if state.status == "filed":
        raise Refusal("wrong-status", Text("汇总表已报送，不能再调整顺序", "The list is filed; its order stands"))
    listed = [entry.application for entry in state.entries if entry.track == code]
    if sorted(applications) != sorted(listed):
        text = Text("应列出本类别全部已推荐的申报，每件一次", "Name each recommended application of the track once")
        fault = Fault("not-all", "/applications", text, len(listed), len(applications))
        raise Refusal("invalid-content", text, (fault,), source=table.clause("order"))
    if state.ref is None or list(applications) == listed:
        return []
    return [ListOrdered(list=state.ref, track=code, applications=tuple(applications), by=by)]
