"""Objections: to what stands in the notice, before it ends, answered once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import get_args, get_type_hints

import pytest

from contracts.days import end_of
from contracts.events.funding.notice import Objector
from contracts.programme.oversight import Notice
from services.chassis.api.models import Input
from services.chassis.api.words import Words
from services.funding.api import models
from services.funding.domain import audit, ending, evaluation, payment
from services.funding.domain import objection as rules
from services.funding.domain.audit import Report
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
    FINANCE,
    ID,
    LATER,
    NOW,
    OBJECTOR,
    OTHER_ID,
    OWNER,
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
    assert [(fault.code, fault.pointer) for fault in said.faults] == [("must-not-name", "/reasons")]
    assert rules.resolve(state, Answer(OTHER_ID, "dismissed", "经核查，情况不属实"), BY).outcome == "dismissed"


def test_no_answer_gives_away_who_else_objected() -> None:
    first = objected_by(OBJECTOR.model_copy(update={"name": "李某某"}))
    both = then(first, rules.lodge(first, SAID, (ID, ()), rule(), NOW))
    refused("invalid-content", lambda: rules.resolve(both, Answer(OTHER_ID, "dismissed", f"与{OBJECTOR.name}所述一致"), BY))


def audited_anew() -> Award:
    """On public notice, its audit under way."""
    state = noticed()
    assert state.audit is not None
    return state.model_copy(update={"audit": state.audit.model_copy(update={"result": None, "findings": None, "report": None})})


NAMING, PLAIN = "钱实名反映属实", "经核查属实"
Step = Callable[[Award, str], object]
STEPS: dict[str, tuple[Award, Step, str]] = {
    "audit findings": (audited_anew(), lambda state, said: audit.record(state, Report(said, "4" * 64), BY), "/findings"),
    "audit reason": (audited_anew(), lambda state, said: audit.record(state, Report(PLAIN, "4" * 64, said), BY), "/reason"),
    "revocation": (confirmed(), lambda state, said: ending.revoke(state, said, BY), "/reason"),
    "return by the bank": (ordered(), lambda state, said: payment.returned(state, 1, said, FINANCE), "/reason"),
    "clawback": (paid(), lambda state, said: ending.claw_back(state, Demand(said, LATER + timedelta(days=9)), LATER, BY), "/reason"),
    "evaluation": (paid(), lambda state, said: evaluation.judge(state, PROGRAMME, Judgement("failed", said), FAR, BY), "/findings"),
}
"""What is written of an award by others than its applicant, who reads it."""


@pytest.mark.parametrize("name", STEPS)
def test_no_text_that_the_applicant_reads_gives_away_who_objected_before(name: str) -> None:
    state, step, pointer = STEPS[name]
    step(state, NAMING)  # nobody has objected yet
    known = then(state, rules.lodge(state, letter(date(2024, 8, 27)), (OTHER_ID, ()), rule(), LATER))
    said = refused("invalid-content", lambda: step(known, NAMING))
    assert [(fault.code, fault.pointer) for fault in said.faults] == [("must-not-name", pointer)]
    step(known, PLAIN)


def test_the_refusal_says_neither_whom_it_has_found_nor_that_they_objected() -> None:
    said = refused("invalid-content", lambda: rules.require_unnamed(objected_by(WHO), f"{WHO.name} {WHO.phone}", "/reason"))
    words = f"{said.text.zh}{said.text.en}{said.faults}"
    assert not [hidden for hidden in (WHO.name, WHO.phone, "异议", "object") if hidden and hidden in words]


def test_what_applicants_write_themselves_does_not_tell_them_who_objected() -> None:
    known = then(paid(), rules.lodge(paid(), letter(date(2024, 8, 27)), (OTHER_ID, ()), rule(), LATER))
    assert evaluation.file(known, {"effect": NAMING}, OWNER).form == {"effect": NAMING}


AUTHORITYS_OWN = {"AuditTask.reason", "Discarding.reason", "FundResult.findings"}
"""Texts that neither an applicant nor the public reads."""
APPLICANTS_OWN = {"Withdrawal.reason"}
GUARDED = {
    "AuditResult.findings",
    "AuditResult.reason",
    "Clawback.reason",
    "Finding.findings",
    "Resolution.reasons",
    "ReturnReport.reason",
    "Revocation.reason",
    "StruckName.reason",
    "SystemReport.reason",
}


def test_every_text_of_a_command_is_held_against_who_objected_or_is_read_by_no_applicant() -> None:
    found = {
        f"{model.__name__}.{name}"
        for module in iter_modules(models.__path__)
        for model in vars(import_module(f"{models.__name__}.{module.name}")).values()
        if isinstance(model, type) and issubclass(model, Input)
        for name, hint in get_type_hints(model, include_extras=True).items()
        if Words in (hint, *get_args(hint))
    }
    assert found == GUARDED | AUTHORITYS_OWN | APPLICANTS_OWN


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
