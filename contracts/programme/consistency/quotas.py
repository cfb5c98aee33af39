"""Quotas: counted where their applications stand on one list, over counts that somebody declares."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.programme.consistency.finding import Finding, Path, unknown
from contracts.programme.expression import Expression
from contracts.programme.track import Track
from contracts.programme.workflow import Quota, Step, StepName

_OF_A_FILER = ("provider", "enterprise")


def check(path: Path, track: Track) -> Iterator[Finding]:
    for index, quota in enumerate(track.quotas):
        here = (*path, "quotas", index)
        yield from _counts((*here, "most"), quota, track)
        yield from _holder((*here, "per"), quota, track)
    used = {name for quota in track.quotas if isinstance(quota.most, Expression) for name in quota.most.names}
    for name in track.counts:
        if name not in used:
            yield Finding((*path, "counts", name), f"no quota rests on {name}")


def _counts(path: Path, quota: Quota, track: Track) -> Iterator[Finding]:
    if isinstance(quota.most, Expression):
        yield from (unknown(path, "declared count", name, track.counts) for name in quota.most.names if name not in track.counts)
        if any(denominator.is_zero() or set(denominator.names()) for denominator in quota.most.root.denominators()):
            yield Finding(path, "a quota may not divide by a count: it may be 0")


def _holder(path: Path, quota: Quota, track: Track) -> Iterator[Finding]:
    """A quota is held by a list: a bureau's for the recommendation, its filer's own for the submission."""
    if quota.step is StepName.SUBMISSION and quota.most != "unlimited" and (track.own_table is None or quota.per not in _OF_A_FILER):
        yield Finding(path, "of submissions so many for each provider or enterprise, who files a list of its own (own_table)")
    step = track.steps.get(quota.step)
    if quota.step is StepName.RECOMMENDATION and step and quota.per not in _levels(step):
        yield Finding(path, f"recommendation is counted per {' or '.join(_levels(step))}: the bureau whose list it fills")


def _levels(step: Step) -> list[str]:
    if step.level:
        return ["province" if step.level == "reporting-authority" else step.level]
    return [role.value for role in step.by if role.value in ("county", "city", "province")]
