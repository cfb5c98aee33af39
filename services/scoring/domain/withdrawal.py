"""自愿申报: an applicant takes a case out of the review; the others are not affected."""

from __future__ import annotations

from typing import Any

from contracts.events.event import Event
from contracts.events.parties import Filer
from contracts.events.scoring.case import CaseWithdrawn
from contracts.events.scoring.review import Agency
from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.refusal import Refusal, Text
from services.scoring.domain.case import Case, Status, known

_OVER = tuple(StepName)[: tuple(StepName).index(StepName.REVIEW)]
"""Steps that are over when scoring holds a case: a programme that lets applicants withdraw until one of them does not let them now."""


def require_until(track: Track) -> None:
    """The programme lets an applicant withdraw this late."""
    step = track.steps.get(StepName.WITHDRAWAL)
    if step is None:
        raise Refusal("wrong-status", Text("本类别不能撤回", "The track has no withdrawal"))
    if step.until in _OVER:
        raise Refusal("wrong-status", Text("已过可撤回的阶段", "It is too late to withdraw"), source=step.clause("until"))


def withdraw(state: Case, told: tuple[str, Agency | None], reason: str | None, by: Filer) -> list[Event]:
    """Take the case out; ``told`` are the review's region and its agency, if it has one yet."""
    if state.status is Status.WITHDRAWN:
        raise Refusal("wrong-status", Text("该案例已撤回", "The case is withdrawn already"))
    region, agency = told
    known_as: dict[str, Any] = {"review": known(state.review), "region": region, "agency": agency, "application": state.id}
    return [CaseWithdrawn(**known_as, reason=reason, by=by)]


def require_here(ranked: bool, application: str, funding: str, track: Track) -> None:
    """After the ranking it is funding that holds the application (``funding``: where it answers)."""
    if ranked:
        step = track.steps.get(StepName.WITHDRAWAL)
        text = Text("排序已公布，请在资金服务撤回", "The ranking is published: withdraw it with the service that holds it")
        source = step.clause() if step else None
        raise Refusal("held-elsewhere", text, source=source, link=f"{funding}/v1/awards/{application}")
