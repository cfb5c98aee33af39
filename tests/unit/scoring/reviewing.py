"""A case in review for the rules of scoring to work on: folded from events, as it is in life."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.events.event import Event
from contracts.events.intake.examination import ApplicationAccepted
from contracts.events.parties import Contact, Filer, Officer
from contracts.events.scoring.assignment import AssignmentReplaced
from contracts.events.scoring.case import CaseDrawn, CaseFile, CaseReceived
from contracts.events.scoring.draw import Why
from contracts.events.scoring.review import Agency
from contracts.programme.review import Review as Rules
from contracts.refusal import Refusal
from services.scoring.domain import assignment, sheet
from services.scoring.domain.case import Case, fold
from services.scoring.domain.panel import Panel
from services.scoring.domain.reception import case_file
from services.scoring.domain.sheet import Entry, Scale, Writing
from tests.unit.contracts import complete
from tests.unit.intake.cases import CALL, TRACK, content

AT = datetime(2024, 8, 10, 1, tzinfo=UTC)
CASE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
EXPERTS = tuple(f"01BX5ZZKBKACTAV9WEVGEMMV{number:02d}" for number in range(10))
BY = Officer(subject="issuer#expert", name="李四")
CITY = Officer(subject="issuer#city", name="赵六")
FILER = Filer(subject="issuer#zhang", name="张三", kind="person")
CONTACT = Contact(name="李四", phone="13812341234", email=None)
AGENCY = Agency(name="河北评审咨询有限公司", uscc=complete.uscc(77))
REGION = "1301"
RULES: Rules = TRACK.review  # type: ignore[assignment]
CRITERIA = tuple(RULES.rubric.criteria)
PANEL = Panel(RULES, REGION, AGENCY)
REASON = "理由充分详实足够十个字了"


def refused(slug: str, rule: Callable[[], object]) -> Refusal:
    """The refusal with which the rule answers."""
    with pytest.raises(Refusal) as said:
        rule()
    assert said.value.slug == slug, said.value
    return said.value


def file(**form: Any) -> CaseFile:
    """A complete case's file, with these fields of the form changed."""
    filed = content(**form)
    accepted = ApplicationAccepted(application=CASE, call=CALL, content=filed, submitted_at=AT, recommendation=None, paper=None, by=CITY)
    return case_file(accepted, TRACK)


def then(state: Case, *events: Event) -> Case:
    """The case after these events."""
    for event in events:
        state = fold(state, event, AT)
    return state


def received(**form: Any) -> Case:
    return then(Case(), CaseReceived(application=CASE, review=CALL, file=file(**form), filer=None))


def drawn(experts: Sequence[str] = EXPERTS[:5], **form: Any) -> Case:
    """A case with a panel that has accepted."""
    state = then(received(**form), CaseDrawn(application=CASE, review=CALL, experts=tuple(experts)))
    return then(state, *(event for expert in experts for event in assignment.accept(state, expert, BY)))


def scale(state: Case) -> Scale:
    return Scale.of(RULES.rubric, state)


def writing(score: int = 80, **scores: int) -> Writing:
    """A complete sheet: every criterion with this score, but for those named."""
    marks = {code: Entry(score=scores.get(code, score), reason=REASON) for code in CRITERIA}
    return Writing(marks=marks, opinion="同意")


def submitted(state: Case, totals: Mapping[str, int]) -> Case:
    """The case after these experts gave this score on every criterion, each followed by what comes of it."""
    for expert, score in totals.items():
        state = then(state, sheet.submit(state, scale(state), expert, writing(score), BY))
        state = then(state, *PANEL.conclude(state))
    return state


def replaced(expert: str | None, successor: str | None, why: Why, n: int = 1) -> AssignmentReplaced:
    contact = CONTACT if expert else None
    return AssignmentReplaced(
        review=CALL, application=CASE, expert=expert, contact=contact, successor=successor, n=n, why=why, reason="原因"
    )
