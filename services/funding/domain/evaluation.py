"""绩效评价: due some time after the payment, filed by the enterprise on the programme's form, judged by the bureau."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from contracts.days import after
from contracts.events.funding.payment import EvaluationDue, EvaluationFiled, EvaluationRecorded
from contracts.events.parties import Filer, Officer
from contracts.programme.track import Track
from contracts.refusal import Refusal, Text
from services.funding.domain.award import Award, Evaluation, Status, known
from services.funding.domain.refusals import require


def fall_due(state: Award, track: Track, paid_at: datetime) -> list[EvaluationDue]:
    """With the payment, where the programme evaluates: when its form is due."""
    if track.evaluation is None or state.evaluation is not None:
        return []
    return [EvaluationDue(application=state.id, call=known(state.call), due=after(paid_at, track.evaluation.after))]


def file(state: Award, form: dict[str, Any], by: Filer) -> EvaluationFiled:
    """The enterprise's form; it may be filed again until the bureau has judged it."""
    _open(state)
    return EvaluationFiled(application=state.id, call=known(state.call), form=form, by=by)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome, and what was found; ``region`` is the authority's."""

    outcome: Literal["passed", "failed"]
    findings: str
    region: str


def judge(state: Award, track: Track, said: Judgement, by: Officer) -> EvaluationRecorded:
    """The bureau's finding, on a filed form; what follows from a failed one is the programme's."""
    evaluation = _open(state)
    if evaluation.form is None and said.outcome == "passed":
        raise Refusal("wrong-status", Text("企业尚未填报绩效评价表", "The enterprise has not filed its form yet"))
    failing = track.evaluation.failing if track.evaluation else "recorded"
    return EvaluationRecorded(
        application=state.id,
        call=known(state.call),
        region=said.region,
        outcome=said.outcome,
        findings=said.findings,
        consequence="none" if said.outcome == "passed" else failing,
        by=by,
    )


def _open(state: Award) -> Evaluation:
    require(state, Status.PAID)
    if state.evaluation is None:
        raise Refusal("wrong-status", Text("该申报没有绩效评价", "There is nothing to evaluate"))
    if state.evaluation.outcome is not None:
        raise Refusal("conflict", Text("绩效评价已完成", "The evaluation has been recorded already"))
    return state.evaluation
