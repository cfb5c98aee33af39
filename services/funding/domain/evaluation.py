"""绩效评价: due some time after the payment, filed by the enterprise on the programme's form, judged by the bureau."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from contracts.days import SHANGHAI, after, day
from contracts.events.funding.payment import EvaluationDue, EvaluationFiled, EvaluationRecorded, EvaluationReminded
from contracts.events.parties import Filer, Officer
from contracts.form import check_fields, normal_value
from contracts.programme.programme import Programme
from contracts.programme.track import Offer, Track
from contracts.refusal import Refusal, Text
from services.funding.domain.award import Award, Evaluation, Status, known
from services.funding.domain.objection import require_unnamed
from services.funding.domain.refusals import require

_LAST_DAY = timedelta(days=1)


def fall_due(state: Award, track: Track, paid_on: date) -> list[EvaluationDue]:
    """With the payment, where the programme evaluates: when its form is due. A payment that the bank returned did not count."""
    if track.evaluation is None or (state.evaluation is not None and state.evaluation.form is not None):
        return []
    due = after(datetime.combine(paid_on, time(), SHANGHAI), track.evaluation.after)
    remind = (due - timedelta(days=track.evaluation.remind_days), due - _LAST_DAY)
    return [EvaluationDue(application=state.id, call=known(state.call), due=due, remind=tuple(sorted(set(remind))))]


def remind(state: Award, now: datetime) -> list[EvaluationReminded]:
    """The time of a reminder has come, and the form is still missing. What was missed of earlier ones is not made up for."""
    if state.reminder is None or state.reminder > now:
        return []
    return [EvaluationReminded(application=state.id, call=known(state.call), due=known(state.evaluation).due)]


def checked(form: Mapping[str, Any], offer: Offer) -> dict[str, Any]:
    """The form in the one spelling of its values. Refused with every fault of it."""
    rule = offer.track.evaluation
    fields = rule.form if rule else {}
    if faults := check_fields(fields, offer.choices, form, "/form"):
        text = Text(f"共有 {len(faults)} 处不符合要求", f"{len(faults)} thing(s) do not meet the requirements")
        raise Refusal("invalid-content", text, tuple(faults))
    return {name: normal_value(field, form[name]) for name, field in fields.items() if name in form}


def file(state: Award, form: dict[str, Any], by: Filer) -> EvaluationFiled:
    """The enterprise's form; it may be filed again until the bureau has judged it."""
    under_way(state)
    return EvaluationFiled(application=state.id, call=known(state.call), form=form, by=by)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome, and what was found. ``due``: by when a clawed back award has to be returned."""

    outcome: Literal["passed", "failed"]
    findings: str
    due: datetime | None = None


def judge(state: Award, programme: Programme, said: Judgement, now: datetime, by: Officer) -> EvaluationRecorded:
    """The bureau's finding, on a filed form, or on one that was not filed in time; what follows from a failed one is the programme's."""
    evaluation = under_way(state)
    if evaluation.form is None and (said.outcome == "passed" or now < evaluation.due):
        zh = f"企业尚未填报绩效评价表（{day(evaluation.due)} 零时截止）"
        raise Refusal("wrong-status", Text(zh, f"The enterprise has not filed its form yet; it is due by {evaluation.due:%F %R}Z"))
    require_unnamed(state, said.findings, "/findings")
    rule = programme.tracks[known(state.call).track].evaluation
    failing = rule.failing if rule else "recorded"
    return EvaluationRecorded(
        application=state.id,
        call=known(state.call),
        region=programme.authority.region,
        outcome=said.outcome,
        findings=said.findings,
        consequence="none" if said.outcome == "passed" else failing,
        by=by,
    )


def under_way(state: Award) -> Evaluation:
    """The evaluation that waits for its form or its result; refused before the payment, and after the result."""
    require(state, Status.PAID)
    if state.evaluation is None:
        raise Refusal("wrong-status", Text("该申报没有绩效评价", "There is nothing to evaluate"))
    if state.evaluation.outcome is not None:
        raise Refusal("conflict", Text("绩效评价已完成", "The evaluation has been recorded already"))
    return state.evaluation
