"""Quotas: how many of a track may stand on one list, by the document or by what the bureau declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from contracts.events.intake.list import Entry
from contracts.programme.expression import Expression
from contracts.programme.track import Track
from contracts.programme.when import holds
from contracts.programme.workflow import Quota
from contracts.refusal import Refusal, Text


class Listed(Protocol):
    """What of a list a quota goes by."""

    @property
    def entries(self) -> Sequence[Entry]: ...

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]: ...


def require_room(state: Listed, track: Track, quota: Quota, entry: Entry) -> None:
    """One more may stand on the list, as far as this quota is concerned with it."""
    if not holds(quota.when, entry.fields):
        return
    counts = state.counts.get(entry.track, {})
    require_declared(quota, track, counts)
    most, used = quota.limit(counts), used_of(state, quota, entry.track)
    if most is not None and used >= most:
        basis = _basis(quota, track, counts)
        named = Text(f"“{quota.title.zh}”", f"{quota.title.en}: ") if quota.title else Text("推荐", "")
        text = Text(
            f"{named.zh}名额 {most} 个{basis.zh}，已用 {used} 个",
            f"{named.en}{most} may stand on the list{basis.en}, {used} do",
        )
        raise Refusal("quota-exhausted", text, source=quota.clause("most"))


def used_of(state: Listed, quota: Quota, track: str) -> int:
    """How many of the list count."""
    return sum(entry.track == track and holds(quota.when, entry.fields) for entry in state.entries)


def require_declared(quota: Quota, track: Track, counts: Mapping[str, int]) -> None:
    """Whatever the quota rests on was declared."""
    missing = [name for name in quota.most.names if name not in counts] if isinstance(quota.most, Expression) else []
    if missing:
        zh, en = "、".join(track.counts[name].title.zh for name in missing), ", ".join(track.counts[name].title.en for name in missing)
        raise Refusal("count-undeclared", Text(f"请先填报{zh}", f"Declare first: {en}"), source=track.counts[missing[0]].clause())


def _basis(quota: Quota, track: Track, counts: Mapping[str, int]) -> Text:
    """The numbers that the quota came from."""
    if not isinstance(quota.most, Expression):
        return Text("", "")
    declared = [(track.counts[name], counts[name]) for name in quota.most.names]
    zh = "，".join(f"{count.title.zh} {number} {count.unit}" for count, number in declared)
    en = ", ".join(f"{count.title.en}: {number}" for count, number in declared)
    return Text(f"（{zh}，{quota.most}）", f" ({en}; {quota.most})")
