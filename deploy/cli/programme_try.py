"""One application walked through a programme without a server: what is wrong with it, then each step, and who takes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.form import check_form, check_materials, form_code, normal_form
from contracts.programme import Offer, Programme, Track
from contracts.programme.expression import Expression
from contracts.programme.when import holds
from contracts.programme.workflow import Quota, Step, StepName
from contracts.refusal import Fault
from contracts.regions import find_region
from deploy.cli.programme_sample import sample_form, sample_materials


@dataclass(frozen=True)
class Trial:
    """``form`` None: a sample is filled in. ``counts`` are what bureaus would declare. ``region`` is a county."""

    programme: Programme
    track: str
    form: dict[str, Any] | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    region: str = "130102"

    @property
    def offer(self) -> Offer:
        return self.programme.offers[self.track]

    @property
    def content(self) -> dict[str, Any]:
        return self.form if self.form is not None else sample_form(self.offer, self.region)


def faults(trial: Trial) -> list[Fault]:
    """All that keeps the application from being filed; the materials are those that a complete application has."""
    content = normal_form(trial.offer, trial.content)
    found = check_form(trial.offer, trial.content, "/form")
    return found + ([] if found else check_materials(trial.offer, content, sample_materials(trial.offer, content)))


def walk(trial: Trial) -> Iterator[str]:
    """A line for each thing that happens, in the order of the workflow."""
    offer, track = trial.offer, trial.offer.track
    content = normal_form(offer, trial.content)
    yield f"申报书编码 {form_code(offer, content, sample_materials(offer, content))}"
    for name, one in track.form.fields.items():
        if one.kind == "computed" and name in content:
            yield f"计算：{one.title.zh} = {content[name]}{one.unit}（{one.formula}）"
    for step in track.workflow:
        if holds(step.when, content):
            yield from _step(trial, track, step, content)
        else:
            yield f"{step.step.value}：不经过（{_when(step.when)}）"
    if track.is_direct(content):
        yield "直接报送：列入申报单位自己的汇总表"
        yield from _quotas(trial, track, StepName.SUBMISSION, content)
    yield f"结果：{'一次性' if track.award.once else ''}奖补 {track.award.fen / 100:,.2f} 元" if track.award.fen else "结果：不涉及资金"


def _step(trial: Trial, track: Track, step: Step, content: dict[str, Any]) -> Iterator[str]:
    bureau = find_region(step.region_of(trial.region)) if step.level else None
    who = "、".join(step.by) + (f"（{bureau.full_name}）" if bureau else "")
    second = f"，{'、'.join(step.confirmed_by)}复核" if step.confirmed_by else ""
    yield f"{step.step.value}：{who}{second}{_deadline(trial.programme, step)}{f'　{step.clause()}' if step.clause() else ''}"
    for code, check in track.checks_at(step.step, content):
        yield f"    核查 {code}：{check.title.zh}{'（逐项记录确认人和时间）' if check.declared else ''}"
    if step.step is not StepName.SUBMISSION:
        yield from _quotas(trial, track, step.step, content)


def _deadline(programme: Programme, step: Step) -> str:
    code, last = next(reversed(programme.rounds.items()))
    if step.deadline == "round":
        return f"，{code}批次截止 {last.closes}（含当日）"
    return f"，{last.review} 评审前" if step.deadline == "review" else ""


def _quotas(trial: Trial, track: Track, step: StepName, content: dict[str, Any]) -> Iterator[str]:
    for quota in track.quotas:
        if quota.step is step and holds(quota.when, content):
            yield f"    名额{f'（{quota.title.zh}）' if quota.title else ''}：{_most(quota, trial.counts)}　{quota.clause('most') or ''}"


def _most(quota: Quota, counts: Mapping[str, int]) -> str:
    if isinstance(quota.most, Expression) and (missing := [name for name in quota.most.names if name not in counts]):
        return f"{quota.most}，须先填报 {'、'.join(missing)}（--count {missing[0]}=…）"
    most = quota.limit(counts)
    basis = (
        f" = {quota.most}，{'，'.join(f'{name} {counts[name]}' for name in quota.most.names)}" if isinstance(quota.most, Expression) else ""
    )
    return "不限" if most is None else f"每{quota.per} {most} 个{basis}"


def _when(when: Mapping[str, Sequence[str]]) -> str:
    return "，".join(f"{name} 为 {'、'.join(codes)} 时" for name, codes in when.items())
