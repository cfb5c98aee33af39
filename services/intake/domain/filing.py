"""What an applicant does: begin a draft, file it, file it again after a return, withdraw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.days import day
from contracts.events.deferred import Deferred
from contracts.events.event import Event
from contracts.events.intake.application import ApplicationDrafted, ApplicationResubmitted, ApplicationSubmitted, ApplicationWithdrawn
from contracts.events.intake.content import Call, Content
from contracts.events.parties import Filer, Organisation
from contracts.programme.programme import Programme
from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.refusal import Fault, Refusal, Text
from services.intake.domain.application import Application, Status, known
from services.intake.domain.refusals import clause_of, require
from services.intake.domain.round import Round, require_not_closed, require_within


def draft(application: str, call: Call, applicant: Organisation, by: Filer) -> list[Event]:
    """Begin an application of a registered organisation."""
    return [
        ApplicationDrafted(
            application=application, call=call, applicant=applicant.name, uscc=applicant.uscc, region=applicant.address.division, by=by
        )
    ]


@dataclass(frozen=True, slots=True)
class Filing:
    """What is filed, by whom and when (UTC)."""

    content: Deferred[Content]
    by: Filer
    at: datetime


def submit(state: Application, round_: Round, programme: Programme, filing: Filing) -> list[Event]:
    """File it: the first time within the round's window, after a return until the day it was given back for."""
    require_fileable(state, programme)
    if state.status is Status.DRAFT:
        require_within(round_, programme, filing.at)
        return [ApplicationSubmitted(application=state.id, call=known(state.call), content=filing.content, by=filing.by)]
    require_not_closed(round_, programme)
    _require_in_time(state, programme, filing.at)
    return [ApplicationResubmitted(application=state.id, submission=state.submission + 1, content=filing.content, by=filing.by)]


def require_fileable(state: Application, programme: Programme) -> None:
    """It is with its applicant: as a draft, or returned."""
    require(state, Status.DRAFT, Status.RETURNED, source=_clause(state, programme, StepName.SUBMISSION))


def _clause(state: Application, programme: Programme, step: StepName) -> str | None:
    """The clause that a step comes from, in the track that the application answers; None where there is no application."""
    return clause_of(programme.tracks[state.call.track], step) if state.call else None


def _require_in_time(state: Application, programme: Programme, now: datetime) -> None:
    due = known(state.returned).due
    if now >= due:
        last = day(due - timedelta(seconds=1))
        source = _clause(state, programme, StepName.CORRECTION)
        raise Refusal("round-not-open", Text(f"补正期限 {last} 已过", f"The correction was due by {last}"), source=source)


def require_until(state: Application, track: Track, *, filed: bool) -> None:
    """The withdrawal still lies before the step that ends it. ``filed``: the list that it stands on is with the next authority."""
    step = track.steps.get(StepName.WITHDRAWAL)
    taken = {StepName.RECOMMENDATION: state.recommendation is not None, StepName.FILING: filed}
    if step and step.until and taken.get(step.until, False):
        text = Text("汇总表已报送，不能再撤回", "The list is filed: it can no longer be withdrawn") if filed else _RECOMMENDED
        raise Refusal("wrong-status", text, source=step.clause("until"))


_RECOMMENDED = Text("该申报已推荐，不能再撤回", "It is recommended: it can no longer be withdrawn")


def faulty(faults: Sequence[Fault]) -> Refusal:
    """All that is wrong, at once."""
    zh, en = f"申报内容有 {len(faults)} 处不符合要求", f"{len(faults)} things in the application do not meet the requirements"
    return Refusal("invalid-content", Text(zh, en), tuple(faults))


def withdraw(state: Application, programme: Programme, reason: str | None, by: Filer, elsewhere: str) -> list[Event]:
    """自愿申报: an application may be withdrawn until it is decided; after its acceptance by the service that holds it (``elsewhere``)."""
    source = _clause(state, programme, StepName.WITHDRAWAL)
    if state.status is Status.ACCEPTED:
        text = Text("该申报已受理，请在评审服务撤回", "The application was accepted: withdraw it with the service that holds it")
        raise Refusal("held-elsewhere", text, source=source, link=elsewhere)
    require(state, Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.PREPARED, Status.RECOMMENDED, source=source)
    return [ApplicationWithdrawn(application=state.id, reason=reason, by=by)]
