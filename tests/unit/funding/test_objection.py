"""Objections: to what stands in the notice, before it ends, answered once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.days import end_of
from contracts.events.funding.notice import Objector
from contracts.programme.oversight import Notice
from services.funding.domain import ending, evaluation
from services.funding.domain import objection as rules
from services.funding.domain.award import Award
from services.funding.domain.ending import Demand
from services.funding.domain.evaluation import Judgement
from services.funding.domain.objection import Answer, Outcome, Said
from services.funding.domain.payment import order
from tests.unit.contracts import complete
from tests.unit.funding.awards import (
    BY,
    CITY,
    ENDS,
    ID,
    LATER,
    NOW,
    OBJECTOR,
    OTHER_ID,
    PROGRAMME,
    TRACK,
    confirmed,
    declined,
    noticed,
    ordered,
    paid,
    proposed,
    then,
)
from tests.unit.intake.cases import refused

FAR = LATER + timedelta(days=800)
SAID = Said(region="1301", notice=1, begins=NOW, objector=OBJECTOR, text="该企业带动的中小企业不足8家")


def rule() -> Notice:
    assert TRACK.notice is not None
    return TRACK.notice


def objected(state: Award | None = None, key: str = OTHER_ID) -> Award:
    state = state or noticed()
    return then(state, rules.lodge(state, SAID, (key, ()), rule(), NOW))


def test_it_is_to_be_answered_within_the_programmes_period() -> None:
    lodged = rules.lodge(noticed(), SAID, (OTHER_ID, ()), rule(), NOW)
    assert lodged.due == end_of(date(2024, 9, 3))
    assert (lodged.region, lodged.objector, lodged.by) == ("1301", OBJECTOR, None)


def test_the_last_instant_is_in_time_and_the_next_is_late() -> None:
    rules.lodge(noticed(), SAID, (OTHER_ID, ()), rule(), ENDS - timedelta(milliseconds=1))
    said = refused("objection-late", lambda: rules.lodge(noticed(), SAID, (OTHER_ID, ()), rule(), ENDS))
    assert "2024-08-28" in said.text.zh
    assert said.source


@pytest.mark.parametrize("state", [proposed(), noticed()], ids=["not on notice", "on another one"])
def test_who_does_not_stand_in_the_notice_is_not_there_for_the_public(state: Award) -> None:
    refused("not-found", lambda: rules.lodge(state, Said("1301", 2, NOW, OBJECTOR, "不属实"), (OTHER_ID, ()), rule(), NOW))


def test_of_what_became_of_an_award_the_public_learns_nothing() -> None:
    said = refused("wrong-status", lambda: rules.lodge(declined(noticed()), SAID, (OTHER_ID, ()), rule(), NOW))
    assert "审计" not in said.text.zh
    assert "declined" not in said.text.en


def test_an_open_objection_blocks_the_confirmation_and_a_dismissed_one_does_not() -> None:
    state = objected()
    said = refused("not-confirmable", lambda: ending.confirm(state, TRACK, LATER, BY))
    assert "异议" in said.text.zh
    answered = then(state, rules.resolve(state, Answer(OTHER_ID, "dismissed", "经核查不属实"), BY))
    assert ending.confirm(answered, TRACK, LATER, BY).fen == answered.fen
    assert ending.confirm(noticed(ID), TRACK, LATER, BY).fen == answered.fen


@pytest.mark.parametrize("outcome", ["upheld", "dismissed"])
def test_it_is_answered_once(outcome: Outcome) -> None:
    state = objected()
    answered = then(state, rules.resolve(state, Answer(OTHER_ID, outcome, "经核查"), BY))
    assert answered.open_objections == ()
    refused("conflict", lambda: rules.resolve(answered, Answer(OTHER_ID, "dismissed", "经核查"), BY))
    refused("not-found", lambda: rules.resolve(state, Answer(ID, "dismissed", "经核查"), BY))


def objected_by(objector: Objector) -> Award:
    return then(noticed(), rules.lodge(noticed(), replace(SAID, objector=objector), (OTHER_ID, ()), rule(), NOW))


WHO = Objector(name="钱实名", phone="13912340000", email="qian@example.cn", organisation="石家庄某某商贸有限公司", uscc=complete.uscc(77))


@pytest.mark.parametrize(
    ("phone", "reasons"),
    [
        (WHO.phone, "经向钱实名核实，情况属实"),
        (WHO.phone, "经向钱 实 名核实，情况属实"),
        (WHO.phone, "经致电１３９－１２３４－００００核实"),
        ("0311-86086000", "经致电86086000核实"),
        (WHO.phone, "经邮件Qian@Example.cn核实"),
        (WHO.phone, "经石家庄某某商贸有限公司反映"),
        (WHO.phone, f"经{WHO.uscc}反映"),
    ],
)
def test_an_answer_that_gives_away_who_objected_is_refused(phone: str, reasons: str) -> None:
    state = objected_by(WHO.model_copy(update={"phone": phone}))
    said = refused("invalid-content", lambda: rules.resolve(state, Answer(OTHER_ID, "dismissed", reasons), BY))
    assert [(fault.code, fault.pointer) for fault in said.faults] == [("names-objector", "/reasons")]
    assert rules.resolve(state, Answer(OTHER_ID, "dismissed", "经核查，情况不属实"), BY).outcome == "dismissed"


def test_no_answer_gives_away_who_else_objected() -> None:
    first = objected_by(OBJECTOR.model_copy(update={"name": "李某某"}))
    both = then(first, rules.lodge(first, SAID, (ID, ()), rule(), NOW))
    refused("invalid-content", lambda: rules.resolve(both, Answer(OTHER_ID, "dismissed", f"与{OBJECTOR.name}所述一致"), BY))


def test_neither_a_revocation_nor_a_clawback_nor_an_evaluation_gives_away_who_objected() -> None:
    late = letter(date(2024, 8, 27))
    for state, step, pointer in (
        (confirmed(), lambda state: ending.revoke(state, "钱实名反映属实", BY), "/reason"),
        (paid(), lambda state: ending.claw_back(state, Demand("钱实名反映属实", LATER + timedelta(days=9)), LATER, BY), "/reason"),
        (paid(), lambda state: evaluation.judge(state, PROGRAMME, Judgement("failed", "钱实名反映属实"), FAR, BY), "/findings"),
    ):
        known = then(state, rules.lodge(state, late, (OTHER_ID, ()), rule(), LATER))
        said = refused("invalid-content", lambda step=step, known=known: step(known))  # type: ignore[misc]
        assert [(fault.code, fault.pointer) for fault in said.faults] == [("names-objector", pointer)]


def test_an_organisation_that_is_the_applicant_itself_may_be_named() -> None:
    own = noticed().candidate
    assert own is not None
    state = objected_by(OBJECTOR.model_copy(update={"organisation": own.applicant.name, "uscc": own.applicant.uscc}))
    assert rules.resolve(state, Answer(OTHER_ID, "dismissed", f"经核查，{own.applicant.name}已整改"), BY).outcome == "dismissed"


def letter(received_on: date | None) -> Said:
    return replace(SAID, via="letter", by=BY, received_on=received_on)


def test_a_letter_that_came_in_time_is_entered_late_and_its_answer_is_due_from_the_day_on_which_it_came() -> None:
    lodged = rules.lodge(noticed(), letter(date(2024, 8, 27)), (OTHER_ID, ()), rule(), LATER)
    assert (lodged.received_on, lodged.due) == (date(2024, 8, 27), end_of(date(2024, 9, 10)))
    refused("not-confirmable", lambda: ending.confirm(then(noticed(), lodged), TRACK, LATER, BY))


@pytest.mark.parametrize(
    ("received_on", "slug", "code"),
    [
        (date(2024, 8, 28), "objection-late", None),
        (date(2024, 8, 19), "invalid-content", "too-early"),
        (date(2024, 8, 30), "invalid-content", "too-late"),
        (None, "objection-late", None),
    ],
)
def test_the_day_on_which_a_letter_came_lies_in_the_period_and_has_come(received_on: date | None, slug: str, code: str | None) -> None:
    said = refused(slug, lambda: rules.lodge(noticed(), letter(received_on), (OTHER_ID, ()), rule(), LATER))
    assert [fault.code for fault in said.faults] == ([code] if code else [])


def test_only_an_officer_names_the_day() -> None:
    said = replace(SAID, received_on=date(2024, 8, 27))
    refused("invalid-content", lambda: rules.lodge(noticed(), said, (OTHER_ID, ()), rule(), LATER))


@pytest.mark.parametrize(
    ("state", "consequence"),
    [(noticed(), "confirmation-waits"), (confirmed(), "payment-waits"), (ordered(), "bureau-decides"), (paid(), "bureau-decides")],
)
def test_what_was_entered_late_is_recorded_however_far_the_award_has_come(state: Award, consequence: str) -> None:
    state = then(state, rules.lodge(state, letter(date(2024, 8, 27)), (OTHER_ID, ()), rule(), LATER))
    assert rules.consequence(state) == consequence
    upheld = then(state, rules.resolve(state, Answer(OTHER_ID, "upheld", "经核查属实"), BY))
    assert upheld.status is state.status


def test_a_payment_is_not_ordered_while_an_objection_is_open_or_after_it_was_upheld() -> None:
    state = then(confirmed(), rules.lodge(confirmed(), letter(date(2024, 8, 27)), (OTHER_ID, ()), rule(), LATER))
    refused("wrong-status", lambda: order(state, TRACK, CITY, BY))
    for outcome, may in (("dismissed", True), ("upheld", False)):
        answered = then(state, rules.resolve(state, Answer(OTHER_ID, outcome, "经核查"), BY))  # type: ignore[arg-type]
        if may:
            assert order(answered, TRACK, CITY, BY).fen == answered.fen
        else:
            refused("wrong-status", lambda answered=answered: order(answered, TRACK, CITY, BY))  # type: ignore[misc]


def test_an_award_that_fell_meanwhile_keeps_nobody_from_the_answer() -> None:
    state = declined(objected())
    assert rules.resolve(state, Answer(OTHER_ID, "dismissed", "已不在名单"), BY).outcome == "dismissed"
