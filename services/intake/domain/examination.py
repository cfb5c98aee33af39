"""What bureaus do with an application: check, return, reject, recommend, receive, accept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.events.event import Event
from contracts.events.intake.examination import (
    ApplicationAccepted,
    ApplicationChecked,
    ApplicationPaperReceived,
    ApplicationPrepared,
    ApplicationRecommended,
    ApplicationRejected,
    ApplicationReturned,
    ClauseCheck,
    Level,
    PaperReceipt,
    Reason,
    Recommendation,
)
from contracts.events.parties import Officer
from contracts.programme.track import Track
from contracts.programme.workflow import Step, StepName
from contracts.refusal import Fault, Refusal, Text
from contracts.text import length
from services.intake.domain.application import Application, Status, known
from services.intake.domain.listing import brief_of
from services.intake.domain.receipts import require_copies, require_plausible
from services.intake.domain.refusals import clause_of, require

BEFORE_THE_LIST = (Status.SUBMITTED, Status.PREPARED)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an officer sits in a track's workflow.

    At which ``level``, and whether it is the bureau that recommends (``first``) or one above it.
    """

    track: Track
    level: Level
    first: bool

    @property
    def statuses(self) -> tuple[Status, ...]:
        """In which statuses an application is before this bureau."""
        return BEFORE_THE_LIST if self.first else (Status.RECOMMENDED,)


def check(state: Application, track: Track, findings: Sequence[ClauseCheck], by: Officer) -> list[Event]:
    """Record the bureau's finding on each clause that applies; a clause that is not met needs a note.

    What is declared in person may come one by one; the rest comes together.
    """
    require(state, Status.SUBMITTED, source=clause_of(track, StepName.RECOMMENDATION))
    due = _clauses(state, track)
    given = {finding.clause: finding for finding in findings}
    faults = [_fault("unknown", clause, f"没有条件 {clause}", f"There is no clause {clause}") for clause in given.keys() - due.keys()]
    faults += [
        _fault("missing", clause, f"缺少对“{title}”的核对", f"The finding on {clause} is missing")
        for clause, title in due.items()
        if clause not in given and not track.checks[clause].declared
    ]
    faults += [
        _fault("note-required", clause, "不符合的条件应写明情况", "A clause that is not met needs a note")
        for clause, finding in given.items()
        if not finding.met and not finding.note
    ]
    if faults:
        raise Refusal("invalid-content", Text("逐条核对不完整", "The check of the clauses is incomplete"), tuple(faults))
    return [ApplicationChecked(application=state.id, clauses=tuple(given[clause] for clause in due if clause in given), by=by)]


def _clauses(state: Application, track: Track) -> dict[str, str]:
    """The clauses to check for this content, with their titles."""
    content = known(state.content)
    return {code: item.title.zh for code, item in track.checks_at(StepName.RECOMMENDATION, dict(content.form))}


def _fault(code: str, clause: str, zh: str, en: str) -> Fault:
    return Fault(code, f"/clauses/{clause}", Text(zh, en))


@dataclass(frozen=True, slots=True)
class Correction:
    """What has to be mended, and the instant by which (excluded), UTC."""

    reasons: Sequence[Reason]
    due: datetime


def give_back(state: Application, seat: Seat, correction: Correction, now: datetime, by: Officer) -> list[Event]:
    """Return it for correction."""
    require(state, *seat.statuses, source=clause_of(seat.track, StepName.RETURN))
    if correction.due <= now:
        text = Text("补正期限应晚于当前时间", "The correction has to be due later than now")
        raise Refusal("invalid-content", text, (Fault("too-early", "/due", text),))
    return [ApplicationReturned(application=state.id, level=seat.level, reasons=tuple(correction.reasons), due=correction.due, by=by)]


def reject(state: Application, seat: Seat, reasons: Sequence[Reason], by: Officer) -> list[Event]:
    """Refuse it in this round, with reasons."""
    require(state, *seat.statuses, source=clause_of(seat.track, StepName.REJECTION))
    return [ApplicationRejected(application=state.id, level=seat.level, reasons=tuple(reasons), by=by)]


def prepare(state: Application, track: Track, brief: str | None, by: Officer) -> list[Event]:
    """Prepare the recommendation: every clause found met, and the brief for the summary table, where it has one, within its limit."""
    require(state, Status.SUBMITTED, Status.PREPARED, source=clause_of(track, StepName.RECOMMENDATION))
    _require_met(state, track)
    written = bool(track.summary_table and track.summary_table.fields)
    shown = _require_brief(track, brief or "") if written else brief_of(known(state.content), track)
    return [ApplicationPrepared(application=state.id, brief=shown, by=by)]


def _require_met(state: Application, track: Track) -> None:
    source = clause_of(track, StepName.RECOMMENDATION)
    if {finding.clause for finding in state.checks} != set(_clauses(state, track)):
        raise Refusal("wrong-status", Text("应先逐条核对申报条件", "Check the clauses of eligibility first"), source=source)
    unmet = [finding.clause for finding in state.checks if not finding.met]
    if unmet:
        text = Text(f"以下条件核对为不符合：{'、'.join(unmet)}", f"These clauses were found not met: {', '.join(unmet)}")
        raise Refusal("wrong-status", text, source=track.checks[unmet[0]].clause())


def _require_brief(track: Track, brief: str) -> str:
    table = track.summary_table
    for name, field in (table.fields if table else {}).items():
        actual = length(brief)
        if not brief:
            text = Text(f"请填写{field.title.zh}", f"{field.title.en} is missing")
            raise Refusal("invalid-content", text, (Fault("missing", f"/{name}", text, source=field.clause()),))
        if field.kind == "text" and field.limit != "unlimited" and actual > field.limit:
            text = Text(
                f"{field.title.zh}限 {field.limit} 字，现 {actual} 字", f"{field.title.en}: at most {field.limit} 字, this has {actual}"
            )
            fault = Fault("too-long", f"/{name}", text, field.limit, actual, field.clause("limit"))
            raise Refusal("invalid-content", text, (fault,), source=field.clause("limit"))
    return brief


def require_second(state: Application, track: Track, by: Officer) -> Officer:
    """The recommendation is prepared, and by another person: who."""
    step = track.steps[StepName.RECOMMENDATION]
    require(state, Status.PREPARED, source=step.clause())
    prepared_by = known(state.prepared_by)
    if prepared_by.subject == by.subject:
        text = Text("推荐须由经办人以外的另一人复核", "The recommendation has to be confirmed by another person than prepared it")
        raise Refusal("second-person-required", text, source=step.clause("confirmed_by"))
    return prepared_by


def recommend(state: Application, track: Track, place: Recommendation, by: Officer) -> list[Event]:
    """Confirm the recommendation: by another person than the one who prepared it."""
    prepared_by = require_second(state, track, by)
    return [ApplicationRecommended(application=state.id, recommendation=place, prepared_by=prepared_by, by=by)]


def receive(state: Application, track: Track, receipt: PaperReceipt, now: datetime, by: Officer) -> list[Event]:
    """The paper copies arrived, as many as the programme asks for: after the application was submitted, and not in the future."""
    require(state, Status.RECOMMENDED, source=clause_of(track, StepName.RECEIPT))
    require_plausible(receipt.on, known(state.first_submitted_at), now)
    for material in track.materials.values():
        require_copies(material, receipt.copies)
    return [ApplicationPaperReceived(application=state.id, receipt=receipt, by=by)]


def require_filed(step: Step, filed: bool) -> None:
    """The list that the application stands on is with the next authority."""
    if not filed:
        raise Refusal("wrong-status", Text("县级汇总表尚未报送", "The county's list has not been filed"), source=step.clause("after"))


def accept(state: Application, track: Track, filed: bool, by: Officer) -> list[Event]:
    """The city accepts the case: its county's list is filed, and the paper is in where the programme says that it comes first."""
    step = track.steps[StepName.ACCEPTANCE]
    require(state, Status.RECOMMENDED, source=step.clause("after"))
    require_filed(step, filed)
    if StepName.RECEIPT in step.after and state.paper is None:
        raise Refusal("wrong-status", Text("尚未收到纸质材料", "The paper copies have not been received"), source=step.clause("after"))
    return [
        ApplicationAccepted(
            application=state.id,
            call=known(state.call),
            content=known(state.content),
            submitted_at=known(state.first_submitted_at),
            recommendation=state.recommendation,
            paper=state.paper,
            by=by,
            filer=state.filer.subject if state.filer and state.filer.kind == "system" else None,
        )
    ]
