"""材料归档: of an award that is finished, whatever became of it."""

from __future__ import annotations

from typing import Literal

from contracts.events.funding.award import AwardArchived
from contracts.events.parties import Officer
from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.refusal import Refusal, Text
from services.funding.domain.award import Award, Status, known
from services.funding.domain.refusals import require


def require_finished(state: Award, track: Track) -> None:
    """Paid, and evaluated where the programme archives after that; or ended, with no objection open."""
    step = track.steps.get(StepName.ARCHIVE)
    if step is None:
        raise Refusal("wrong-status", Text("该类别没有归档环节", "The track archives nothing"))
    require(state, Status.PAID, Status.DECLINED, Status.WITHDRAWN, Status.REVOKED, Status.RECOVERED)
    if state.open_objections:
        raise Refusal("wrong-status", Text("尚有异议未处理", "An objection is still open"), source=step.clause("after"))
    evaluated = state.evaluation is not None and state.evaluation.outcome is not None
    if state.status is Status.PAID and StepName.EVALUATION in step.after and not evaluated:
        raise Refusal("wrong-status", Text("尚未完成绩效评价", "It has not been evaluated yet"), source=step.clause("after"))


def archive(state: Award, track: Track, archived: str, by: Officer) -> list[AwardArchived]:
    """Note the archive (its SHA-256); nothing where it is the one that there is."""
    require_finished(state, track)
    if state.archive == archived:
        return []
    outcome: Literal["paid", "none"] = "paid" if state.status is Status.PAID else "none"
    return [AwardArchived(application=state.id, call=known(state.call), archive=archived, outcome=outcome, by=by)]
