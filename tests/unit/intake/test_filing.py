"""What an applicant does: file once, mend within its days, withdraw until the city has accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from contracts.events.deferred import Deferred
from contracts.events.intake.application import ApplicationResubmitted, ApplicationSubmitted, ApplicationWithdrawn
from contracts.events.intake.round import Counts
from contracts.programme import published
from services.intake.domain import filing as rules
from services.intake.domain import round as rounds
from services.intake.domain.application import Application, Status
from services.intake.domain.filing import Filing
from services.intake.domain.round import Round
from services.intake.domain.verdict import judge
from tests.unit.contracts import complete
from tests.unit.intake import cases
from tests.unit.intake.cases import BY, CITY, NOW, PROGRAMME, content, opened, refused

NEW = Filing(Deferred.of(content()), BY, NOW)
LATER = timedelta(days=365)
EDITABLE = {Status.DRAFT: cases.drafted, Status.RETURNED: cases.returned}
OTHERS: dict[Status, Callable[[], Application]] = {
    Status.NONE: Application,
    Status.SUBMITTED: cases.submitted,
    Status.PREPARED: cases.prepared,
    Status.RECOMMENDED: cases.recommended,
    Status.REJECTED: cases.rejected,
    Status.WITHDRAWN: cases.withdrawn,
    Status.ACCEPTED: cases.accepted,
}


DIRECT = published()["miit-2021-255", 1].tracks["sme-case"]
"""Its withdrawal ends with the filing."""


def closed() -> Round:
    counts = Counts(drafted=0, submitted=0, returned=0, recommended=0, accepted=0, rejected=0, withdrawn=0)
    return cases.fold(opened(), rounds.close(opened(), [], counts, NOW + LATER, CITY), rounds.fold)


def test_a_draft_belongs_to_its_applicant_and_region() -> None:
    state = cases.drafted()
    assert (state.status, state.uscc, state.submission) == (Status.DRAFT, complete.uscc(1), 0)
    assert state.region == cases.COUNTY


def test_a_draft_is_filed_within_the_round() -> None:
    (event,) = rules.submit(cases.drafted(), opened(), PROGRAMME, NEW)
    assert isinstance(event, ApplicationSubmitted)
    state = cases.then(cases.drafted(), [event])
    assert (state.status, state.submission, state.first_submitted_at) == (Status.SUBMITTED, 1, NOW)
    assert (state.content, state.region) == (content(), content().applicant.region)


def test_a_draft_is_not_filed_outside_the_round() -> None:
    late = Filing(NEW.content, BY, NOW + LATER)
    refused("round-not-open", lambda: rules.submit(cases.drafted(), opened(), PROGRAMME, late))
    refused("round-not-open", lambda: rules.submit(cases.drafted(), closed(), PROGRAMME, NEW))
    refused("round-not-open", lambda: rules.submit(cases.drafted(), Round(), PROGRAMME, NEW))


@pytest.mark.parametrize("status", OTHERS)
def test_what_is_no_draft_is_not_filed(status: Status) -> None:
    said = refused("wrong-status", lambda: rules.submit(OTHERS[status](), opened(), PROGRAMME, NEW))
    assert (said.source is None) == (status is Status.NONE)


def test_a_correction_is_filed_until_its_due_instant_even_after_the_window() -> None:
    due = NOW + LATER
    state = cases.returned(due=due)
    in_time = Filing(Deferred.of(content(title="改过的案例")), BY, due - timedelta(milliseconds=1))
    (event,) = rules.submit(state, opened(), PROGRAMME, in_time)
    assert isinstance(event, ApplicationResubmitted)
    after = cases.then(state, [event], in_time.at)
    assert (after.submission, after.returned, after.checks) == (2, None, ())
    assert (after.first_submitted_at, after.submitted_at) == (NOW, in_time.at)
    late = refused("round-not-open", lambda: rules.submit(state, opened(), PROGRAMME, Filing(NEW.content, BY, due)))
    assert late.text.zh == "补正期限 2025-07-01 已过"
    refused("round-not-open", lambda: rules.submit(state, closed(), PROGRAMME, in_time))


@pytest.mark.parametrize("status", [*EDITABLE, Status.SUBMITTED, Status.PREPARED, Status.RECOMMENDED])
def test_an_application_is_withdrawn_until_it_is_accepted(status: Status) -> None:
    state = (EDITABLE | OTHERS)[status]()
    (event,) = rules.withdraw(state, PROGRAMME, "计划调整", BY, "/")
    assert isinstance(event, ApplicationWithdrawn)
    after = cases.then(state, [event])
    assert (after.status, after.withdrawal) == (Status.WITHDRAWN, "计划调整")


@pytest.mark.parametrize("status", [Status.NONE, Status.REJECTED, Status.WITHDRAWN])
def test_what_has_ended_is_not_withdrawn(status: Status) -> None:
    said = refused("wrong-status", lambda: rules.withdraw(OTHERS[status](), PROGRAMME, None, BY, "/"))
    assert (said.source is None) == (status is Status.NONE)


def test_what_the_city_has_accepted_is_withdrawn_with_the_service_that_holds_it() -> None:
    held = refused("held-elsewhere", lambda: rules.withdraw(cases.accepted(), PROGRAMME, None, BY, "http://scoring/v1/cases/1"))
    assert held.link == "http://scoring/v1/cases/1"
    assert (held.source or "").startswith("五（二）")


def test_a_wrong_status_says_where_it_is_and_where_it_would_have_to_be() -> None:
    said = refused("wrong-status", lambda: rules.submit(cases.submitted(), opened(), PROGRAMME, NEW))
    assert "已申报" in said.text.zh and "草稿" in said.text.zh and "退回补正" in said.text.zh
    assert "submitted" in said.text.en and "draft" in said.text.en


# The verdict on a draft


def test_a_complete_draft_has_no_faults_and_a_code() -> None:
    form = complete.form()
    verdict = judge(complete.offer(), form, complete.materials(form), form["uscc"])
    assert (verdict.faults, verdict.warnings) == ((), ())
    assert verdict.code


def test_a_form_about_another_applicant_is_faulty_however_its_code_is_written() -> None:
    form = complete.form()
    offer, files = complete.offer(), complete.materials(form)
    (fault,) = judge(offer, form, files, complete.uscc(2)).faults
    assert (fault.code, fault.pointer, fault.limit) == ("different", "/form/uscc", complete.uscc(2))
    spelt = {"uscc": f" {form['uscc'].lower()} ", "phone": "138 1234 1234", "email": "zhang@EXAMPLE.cn"}
    assert judge(offer, form | spelt, files, form["uscc"]).faults == ()


def test_all_faults_are_told_at_once() -> None:
    verdict = judge(complete.offer(), {}, [], complete.uscc(1))
    codes = {fault.pointer for fault in verdict.faults}
    assert {"/form/title", "/form/smes", "/materials/licence", "/materials/form-scan"} <= codes
    refusal = rules.faulty(verdict.faults)
    assert (refusal.slug, refusal.faults) == ("invalid-content", verdict.faults)
    assert str(len(verdict.faults)) in refusal.text.zh and str(len(verdict.faults)) in refusal.text.en


def test_what_is_filed_is_withdrawn_no_more_where_the_programme_ends_the_withdrawal_with_the_filing() -> None:
    rules.require_until(cases.recommended(), DIRECT, filed=False)
    rules.require_until(cases.recommended(), cases.TRACK, filed=True)
    found = refused("wrong-status", lambda: rules.require_until(cases.recommended(), DIRECT, filed=True))
    assert "汇总表已报送" in found.text.zh
