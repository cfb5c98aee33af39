"""What the county and the city do with an application, each in its own status, and what each refusal says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from contracts.events.deferred import Deferred
from contracts.events.event import Event
from contracts.events.intake.examination import ApplicationAccepted, ClauseCheck, PaperReceipt
from contracts.events.parties import Filer
from contracts.programme.workflow import StepName
from services.intake.domain import examination as rules
from services.intake.domain.application import Application, Status
from services.intake.domain.examination import Correction, Seat
from services.intake.domain.filing import Filing, submit
from tests.unit.contracts.complete import text
from tests.unit.intake import cases
from tests.unit.intake.cases import CITY, CLAUSES, FIRST, NOW, PLACE, REASONS, SECOND, TRACK, findings, refused

STATES: dict[Status, Callable[[], Application]] = {
    Status.NONE: Application,
    Status.DRAFT: cases.drafted,
    Status.SUBMITTED: cases.checked,
    Status.RETURNED: cases.returned,
    Status.PREPARED: cases.prepared,
    Status.RECOMMENDED: cases.recommended,
    Status.ACCEPTED: cases.accepted,
    Status.REJECTED: cases.rejected,
    Status.WITHDRAWN: cases.withdrawn,
}
AT_COUNTY, AT_CITY = Seat(TRACK, "county", True), Seat(TRACK, "city", False)
AHEAD = Correction(REASONS, NOW + timedelta(days=1))
COPIES = PaperReceipt(on=date(2024, 7, 1), copies=3)
STEPS: dict[str, tuple[set[Status], Callable[[Application], list[Event]]]] = {
    "check": ({Status.SUBMITTED}, lambda state: rules.check(state, TRACK, findings(), FIRST)),
    "return by the county": ({Status.SUBMITTED, Status.PREPARED}, lambda state: rules.give_back(state, AT_COUNTY, AHEAD, NOW, FIRST)),
    "return by the city": ({Status.RECOMMENDED}, lambda state: rules.give_back(state, AT_CITY, AHEAD, NOW, CITY)),
    "rejection by the county": ({Status.SUBMITTED, Status.PREPARED}, lambda state: rules.reject(state, AT_COUNTY, REASONS, FIRST)),
    "rejection by the city": ({Status.RECOMMENDED}, lambda state: rules.reject(state, AT_CITY, REASONS, CITY)),
    "preparation": ({Status.SUBMITTED, Status.PREPARED}, lambda state: rules.prepare(state, TRACK, "带动", FIRST)),
    "confirmation": ({Status.PREPARED}, lambda state: rules.recommend(state, TRACK, PLACE, SECOND)),
    "receipt": ({Status.RECOMMENDED}, lambda state: rules.receive(state, TRACK, COPIES, NOW, CITY)),
    "acceptance": ({Status.RECOMMENDED}, lambda state: rules.accept(state, TRACK, True, CITY)),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", STATES)
def test_each_step_is_taken_in_its_own_status_only(step: str, status: Status) -> None:
    allowed, take = STEPS[step]
    state = STATES[status]()
    assert state.status is status
    if status in allowed:
        assert len(take(state)) == 1
    else:
        assert refused("wrong-status", lambda: take(state)).source


def test_every_clause_is_checked_in_the_order_of_the_programme() -> None:
    assert [one.clause for one in cases.checked().checks] == list(CLAUSES)
    partly = [*findings()[:2], ClauseCheck(clause="moon", met=True, note=None)]
    said = refused("invalid-content", lambda: rules.check(cases.submitted(), TRACK, partly, FIRST))
    assert {(fault.code, fault.pointer) for fault in said.faults} == {
        ("unknown", "/clauses/moon"),
        *(("missing", f"/clauses/{clause}") for clause in CLAUSES[2:]),
    }


def test_a_clause_that_is_not_met_needs_a_note() -> None:
    bare = [one.model_copy(update={"met": False, "note": None}) if one.clause == "driving" else one for one in findings()]
    said = refused("invalid-content", lambda: rules.check(cases.submitted(), TRACK, bare, FIRST))
    assert [(fault.code, fault.pointer) for fault in said.faults] == [("note-required", "/clauses/driving")]


def test_another_industry_has_a_clause_of_its_own() -> None:
    state = cases.submitted(scope="core", industry={"other": "新材料"})
    said = refused("invalid-content", lambda: rules.check(state, TRACK, findings(), FIRST))
    assert [fault.pointer for fault in said.faults] == ["/clauses/industry"]
    assert rules.check(state, TRACK, findings(clauses=(*CLAUSES, "industry")), FIRST)
    refused("invalid-content", lambda: rules.check(cases.submitted(), TRACK, findings(clauses=(*CLAUSES, "industry")), FIRST))


def test_a_correction_is_due_in_the_future() -> None:
    for past in (Correction(REASONS, NOW), Correction(REASONS, NOW - timedelta(days=1))):
        said = refused("invalid-content", partial(rules.give_back, cases.submitted(), AT_COUNTY, past, NOW, FIRST))
        assert [fault.pointer for fault in said.faults] == ["/due"]
    state = cases.returned(due=NOW + timedelta(milliseconds=1))
    assert state.returned is not None
    assert (state.returned.reasons, state.returned.level, state.returned.at) == (REASONS, "county", NOW)


def test_nothing_is_recommended_before_every_clause_was_found_met() -> None:
    first = refused("wrong-status", lambda: rules.prepare(cases.submitted(), TRACK, "带动", FIRST))
    assert (first.source or "").startswith("四（二）")
    unmet = refused("wrong-status", lambda: rules.prepare(cases.checked("operating", "driving"), TRACK, "带动", FIRST))
    assert "operating" in unmet.text.en and "driving" in unmet.text.en
    assert (unmet.source or "").startswith("二（二）")


def test_findings_on_an_older_content_do_not_count() -> None:
    state = cases.checked()
    returned = cases.then(state, rules.give_back(state, AT_COUNTY, AHEAD, NOW, FIRST))
    again = cases.then(returned, submit(returned, cases.opened(), cases.PROGRAMME, Filing(Deferred.of(cases.content()), cases.BY, NOW)))
    refused("wrong-status", lambda: rules.prepare(again, TRACK, "带动", FIRST))


def test_the_brief_of_the_summary_table_has_its_own_limit() -> None:
    assert rules.prepare(cases.checked(), TRACK, text(150), FIRST)
    said = refused("invalid-content", lambda: rules.prepare(cases.checked(), TRACK, text(151), FIRST))
    (fault,) = said.faults
    assert (fault.code, fault.pointer, fault.limit, fault.actual) == ("too-long", "/table_brief", 150, 151)
    assert (fault.source or "").startswith("附件2")


def test_another_person_confirms_than_prepared() -> None:
    said = refused("second-person-required", lambda: rules.recommend(cases.prepared(), TRACK, PLACE, FIRST))
    assert said.source == TRACK.steps[StepName.RECOMMENDATION].clause("confirmed_by")
    assert cases.recommended().recommendation == PLACE
    once_more = cases.then(cases.prepared(), rules.prepare(cases.prepared(), TRACK, "改", SECOND))
    refused("second-person-required", lambda: rules.recommend(once_more, TRACK, PLACE, SECOND))
    assert rules.recommend(once_more, TRACK, PLACE, FIRST)


def test_a_return_or_rejection_takes_the_recommendation_away() -> None:
    rejected = cases.then(cases.prepared(), rules.reject(cases.prepared(), AT_COUNTY, REASONS, FIRST))
    for state in (cases.returned("city"), rejected):
        assert (state.brief, state.prepared_by, state.recommendation) == (None, None, None)


def test_three_paper_copies_are_due() -> None:
    few = COPIES.model_copy(update={"copies": 2})
    said = refused("invalid-content", lambda: rules.receive(cases.recommended(), TRACK, few, NOW, CITY))
    (fault,) = said.faults
    assert (fault.pointer, fault.limit, fault.actual) == ("/copies", 3, 2)
    assert (said.source or "").startswith("四（二）")
    assert cases.then(cases.recommended(), rules.receive(cases.recommended(), TRACK, COPIES, NOW, CITY)).paper == COPIES


def test_the_paper_of_what_was_filed_before_is_none_of_what_is_filed_again() -> None:
    received = cases.then(cases.recommended(), rules.receive(cases.recommended(), TRACK, COPIES, NOW, CITY))
    returned = cases.then(received, rules.give_back(received, AT_CITY, AHEAD, NOW, CITY))
    again = submit(returned, cases.opened(), cases.PROGRAMME, Filing(Deferred.of(cases.content()), cases.BY, NOW))
    assert (returned.paper, cases.then(returned, again).paper) == (COPIES, None)


@pytest.mark.parametrize(
    ("on", "code", "limit"), [(date(2024, 6, 30), "too-early", "2024-07-01"), (date(2024, 7, 6), "too-late", "2024-07-05")]
)
def test_paper_comes_between_the_submission_and_today(on: date, code: str, limit: str) -> None:
    today = datetime(2024, 7, 4, 16, tzinfo=UTC)
    early_or_late = COPIES.model_copy(update={"on": on})
    said = refused("invalid-content", lambda: rules.receive(cases.recommended(), TRACK, early_or_late, today, CITY))
    (fault,) = said.faults
    assert (fault.code, fault.pointer, fault.limit, fault.actual) == (code, "/on", limit, on.isoformat())
    assert rules.receive(cases.recommended(), TRACK, COPIES.model_copy(update={"on": date(2024, 7, 5)}), today, CITY)


def test_the_city_accepts_what_was_filed_with_it_only() -> None:
    said = refused("wrong-status", lambda: rules.accept(cases.recommended(), TRACK, False, CITY))
    assert "尚未报送" in said.text.zh


def test_the_paper_comes_first_where_the_programme_says_so() -> None:
    step = TRACK.steps[StepName.ACCEPTANCE]
    steps = [one.model_copy(update={"after": (*step.after, StepName.RECEIPT)}) if one is step else one for one in TRACK.workflow]
    strict = TRACK.model_copy(update={"workflow": tuple(steps)})
    strict.__dict__.pop("steps", None)
    refused("wrong-status", lambda: rules.accept(cases.recommended(), strict, True, CITY))
    with_paper = cases.then(cases.recommended(), rules.receive(cases.recommended(), TRACK, COPIES, NOW, CITY))
    assert rules.accept(with_paper, strict, True, CITY)


def test_an_acceptance_holds_all_that_the_next_services_need() -> None:
    state = cases.recommended()
    (event,) = rules.accept(state, TRACK, True, CITY)
    assert isinstance(event, ApplicationAccepted)
    assert (event.call, event.content, event.recommendation) == (state.call, state.content, PLACE)
    assert event.submitted_at == NOW


def test_what_the_city_accepts_says_which_system_filed_it() -> None:
    state = cases.recommended()
    assert state.filer is not None
    for kind, subject in (("person", None), ("system", "key:tangshan")):
        filer = Filer(subject=subject or "zhang", name="张三", kind=kind)  # type: ignore[arg-type]
        (event,) = rules.accept(state.model_copy(update={"filer": filer}), TRACK, True, CITY)
        assert event.filer == subject  # type: ignore[attr-defined]
