"""The special audit's rules: an independent firm, one result."""

from __future__ import annotations

from functools import partial

from contracts.events.funding.award import AuditCancelled, AuditFailed, AuditOrdered, Firm
from services.funding.domain.audit import Assignment, Report, order, record
from services.funding.domain.award import Award
from tests.unit.contracts import complete
from tests.unit.funding.awards import BY, FIRM, LATER, TRACK, declined, proposed, then
from tests.unit.intake.cases import refused

OWN = Firm(name="河北正信会计师事务所", uscc=complete.uscc(900))
OTHER = Firm(name="河北明鉴会计师事务所", uscc=complete.uscc(911))


def unaudited() -> Award:
    return proposed().model_copy(update={"audit": None})


def test_the_applicants_own_auditor_is_refused_by_its_code_and_by_its_name() -> None:
    spaced = OTHER.model_copy(update={"name": "河北正信　会计师 事务所"})
    for firm in (OWN, OWN.model_copy(update={"uscc": OTHER.uscc}), OWN.model_copy(update={"name": "改名"}), spaced):
        said = refused("auditor-not-independent", partial(order, unaudited(), TRACK, Assignment(firm, LATER), "1301", BY))
        assert (said.faults[0].pointer, bool(said.source)) == ("/firm/uscc", True)
    assert order(unaudited(), TRACK, Assignment(FIRM, LATER), "1301", BY)


def test_another_firm_may_follow_until_the_result_is_in() -> None:
    state = then(unaudited(), *order(unaudited(), TRACK, Assignment(FIRM, LATER), "1301", BY))
    state = then(state, *order(state, TRACK, Assignment(OTHER, LATER, "合同终止"), "1301", BY))
    assert state.audit is not None
    assert state.audit.firm == OTHER
    done = then(state, *record(state, Report("账实相符", "4" * 64), BY))
    refused("conflict", lambda: order(done, TRACK, Assignment(FIRM, LATER), "1301", BY))
    refused("conflict", lambda: record(done, Report("账实不符", "4" * 64, "不符"), BY))


def test_a_firm_that_is_replaced_is_told_so_and_one_that_is_ordered_again_is_not() -> None:
    state = then(unaudited(), *order(unaudited(), TRACK, Assignment(FIRM, LATER), "1301", BY))
    replaced, ordered = order(state, TRACK, Assignment(OTHER, LATER, "合同终止"), "1301", BY)
    assert isinstance(replaced, AuditCancelled) and isinstance(ordered, AuditOrdered)
    assert (replaced.firm, replaced.why, replaced.reason, ordered.firm) == (FIRM, "replaced", "合同终止", OTHER)
    assert [type(event) for event in order(state, TRACK, Assignment(FIRM, LATER), "1301", BY)] == [AuditOrdered]


def test_a_firm_is_replaced_with_a_reason_and_ordered_first_or_again_without_one() -> None:
    state = then(unaudited(), *order(unaudited(), TRACK, Assignment(FIRM, LATER), "1301", BY))
    for award, task, code in (
        (state, Assignment(OTHER, LATER), "missing"),
        (state, Assignment(FIRM, LATER, "延期"), "unexpected"),
        (unaudited(), Assignment(FIRM, LATER, "首次"), "unexpected"),
    ):
        said = refused("invalid-content", partial(order, award, TRACK, task, "1301", BY))
        assert [(fault.code, fault.pointer) for fault in said.faults] == [(code, "/reason")]


def test_who_replaces_a_firm_is_independent_of_the_applicant_too() -> None:
    state = then(unaudited(), *order(unaudited(), TRACK, Assignment(FIRM, LATER), "1301", BY))
    refused("auditor-not-independent", lambda: order(state, TRACK, Assignment(OWN, LATER, "合同终止"), "1301", BY))


def test_every_firm_that_was_replaced_stays_known_with_its_reason() -> None:
    state = then(unaudited(), *order(unaudited(), TRACK, Assignment(FIRM, LATER), "1301", BY))
    for firm, reason in ((OTHER, "合同终止"), (FIRM, "发现利益冲突"), (FIRM, None)):
        state = then(state, *order(state, TRACK, Assignment(firm, LATER, reason), "1301", BY))
    audit = then(state, *record(state, Report("账实相符", "4" * 64), BY)).audit
    assert audit is not None
    assert [(each.firm, each.reason) for each in audit.relieved] == [(FIRM, "合同终止"), (OTHER, "发现利益冲突")]


def test_a_result_needs_an_order_and_an_award_that_is_proposed() -> None:
    refused("wrong-status", lambda: record(unaudited(), Report("账实相符", "4" * 64), BY))
    refused("wrong-status", lambda: order(declined(unaudited()), TRACK, Assignment(FIRM, LATER), "1301", BY))


def test_a_failed_audit_says_why() -> None:
    state = then(unaudited(), *order(unaudited(), TRACK, Assignment(FIRM, LATER), "1301", BY))
    failed = record(state, Report("账实不符", "4" * 64, "项目不在本市"), BY)[0]
    assert isinstance(failed, AuditFailed)
    assert (failed.reason, failed.firm) == ("项目不在本市", FIRM)
