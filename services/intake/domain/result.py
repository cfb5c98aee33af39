"""The result of what is selected elsewhere: by the authority that the lists are filed with, announced in a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from contracts.days import day
from contracts.events.event import Event
from contracts.events.intake.result import Announcement, ApplicationConcluded, Outcome
from contracts.events.parties import Officer
from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.refusal import Fault, Refusal, Text
from services.intake.domain.application import Application, Status
from services.intake.domain.refusals import require
from services.intake.domain.summary_list import SummaryList

_FILED = (Status.RECOMMENDED, Status.SUBMITTED, Status.SELECTED, Status.NOT_SELECTED)


@dataclass(frozen=True, slots=True)
class Announced:
    """What the authority says of one case."""

    outcome: Outcome
    document: Announcement
    note: str | None


def conclude(state: Application, listed: SummaryList, track: Track, said: Announced, by: tuple[Officer, datetime]) -> list[Event]:
    """Record the result of what stands on a filed list; ``by`` whom and when. A later document may mend an earlier one."""
    step = track.steps[StepName.RESULT]
    require(state, *_FILED, source=step.clause("after"))
    if state.id not in listed.filed:
        raise Refusal("wrong-status", Text("该申报不在已报送的汇总表中", "It is on no list that was filed"), source=step.clause("after"))
    if StepName.RECEIPT in step.after and listed.received_on is None:
        raise Refusal("wrong-status", Text("尚未登记收到汇总表", "The list has not been received"), source=step.clause("after"))
    officer, now = by
    _require_plausible(said.document.date, day(listed.filed_at or now), day(now))
    before = state.result
    if before and (before.outcome, before.document, before.note) == (said.outcome, said.document, said.note):
        return []
    return [ApplicationConcluded(application=state.id, outcome=said.outcome, document=said.document, note=said.note, by=officer)]


def _require_plausible(on: date, first: date, last: date) -> None:
    """Announced between the filing of the list and today; days are Shanghai's."""
    if first <= on <= last:
        return
    code, limit = ("too-early", first) if on < first else ("too-late", last)
    text = Text(f"公布日期应在 {first} 至 {last} 之间", f"It was announced between {first} and {last}")
    raise Refusal("invalid-content", text, (Fault(code, "/document/date", text, limit.isoformat(), on.isoformat()),))
