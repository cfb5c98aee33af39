"""Performance evaluation: due after the payment, filed on the programme's form, judged once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.days import end_of
from contracts.events.funding.payment import PaymentReturned
from contracts.programme.programme import Programme
from services.funding.domain import evaluation as rules
from services.funding.domain.award import Award
from services.funding.domain.evaluation import Judgement
from tests.unit.funding.awards import BY, FEN, LATER, OFFER, OWNER, PROGRAMME, TRACK, confirmed, ordered, paid, then
from tests.unit.intake.cases import CALL, refused

FORM = {"smes_served": 12, "use_of_funds": "用于平台开发", "effect": "带动12家中小企业上云"}
PASSED, FAILED = Judgement("passed", "目标完成"), Judgement("failed", "资金挪用")
DUE = end_of(date(2025, 8, 29))


def filed(**changes: Any) -> Award:
    state = paid()
    return then(state, rules.file(state, FORM | changes, OWNER))


def with_consequence(failing: str) -> Programme:
    """The programme, where a failed evaluation has this consequence."""
    evaluation = TRACK.evaluation
    assert evaluation is not None
    track = TRACK.model_copy(update={"evaluation": evaluation.model_copy(update={"failing": failing})})
    return PROGRAMME.model_copy(update={"tracks": {"chain-case": track}})


def test_it_falls_due_with_the_payment_counted_from_the_day_of_the_payment() -> None:
    (due,) = rules.fall_due(ordered(), TRACK, date(2024, 8, 29))
    assert due.due == DUE
    assert rules.fall_due(ordered(), TRACK.model_copy(update={"evaluation": None}), date(2024, 8, 29)) == []


def test_a_payment_that_the_bank_returned_did_not_count() -> None:
    (due,) = rules.fall_due(paid(), TRACK, date(2024, 9, 29))
    assert due.due == end_of(date(2025, 9, 29))
    assert rules.fall_due(filed(), TRACK, date(2024, 9, 29)) == []


def returned() -> Award:
    """Paid, and sent back by the bank."""
    return then(paid(), PaymentReturned(application=paid().id, call=CALL, attempt=1, fen=FEN, reason="账号不符", by=BY))


@pytest.mark.parametrize("state", [confirmed(), ordered(), returned()], ids=["confirmed", "ordered", "returned"])
def test_what_was_not_paid_is_not_evaluated(state: Award) -> None:
    refused("wrong-status", lambda: rules.file(state, FORM, OWNER))
    refused("wrong-status", lambda: rules.judge(state, PROGRAMME, PASSED, LATER, BY))


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"smes_served": -1}, "out-of-range", "/form/smes_served"),
        ({"smes_served": None}, "missing", "/form/smes_served"),
        ({"effect": "字" * 1001}, "too-long", "/form/effect"),
        ({"profit": 1}, "unknown-field", "/form/profit"),
    ],
)
def test_a_form_is_checked_against_the_programmes_fields(change: dict[str, Any], code: str, pointer: str) -> None:
    found = refused("invalid-content", lambda: rules.checked(FORM | change, OFFER))
    assert [(fault.code, fault.pointer) for fault in found.faults] == [(code, pointer)]


def test_a_form_is_kept_in_the_one_spelling_of_its_values() -> None:
    assert rules.checked(FORM | {"effect": " 带动12家中小企业上云 "}, OFFER) == FORM


def test_a_form_may_be_filed_again_until_it_is_judged() -> None:
    state = filed()
    again = then(state, rules.file(state, FORM | {"smes_served": 15}, OWNER))
    judged = then(again, rules.judge(again, PROGRAMME, PASSED, LATER, BY))
    assert judged.evaluation is not None
    assert (judged.evaluation.form or {})["smes_served"] == 15
    refused("conflict", lambda: rules.file(judged, FORM, OWNER))
    refused("conflict", lambda: rules.judge(judged, PROGRAMME, FAILED, LATER, BY))


def test_who_has_filed_nothing_fails_only_when_the_time_is_over() -> None:
    refused("wrong-status", lambda: rules.judge(paid(), PROGRAMME, FAILED, DUE - timedelta(milliseconds=1), BY))
    assert rules.judge(paid(), PROGRAMME, FAILED, DUE, BY).outcome == "failed"
    refused("wrong-status", lambda: rules.judge(paid(), PROGRAMME, PASSED, DUE, BY))


@pytest.mark.parametrize("failing", ["clawback", "recorded"])
def test_what_follows_from_a_failed_one_is_the_programmes(failing: str) -> None:
    programme = with_consequence(failing)
    assert rules.judge(filed(), programme, FAILED, LATER, BY).consequence == failing
    assert rules.judge(filed(), programme, PASSED, LATER, BY).consequence == "none"
    assert rules.judge(filed(), programme, PASSED, LATER, BY).region == "1301"


def test_who_has_filed_nothing_is_reminded_before_it_is_due_and_on_the_last_day() -> None:
    (fell_due,) = rules.fall_due(ordered(), TRACK, date(2024, 8, 29))
    due, early, last = end_of(date(2025, 8, 29)), end_of(date(2025, 8, 15)), end_of(date(2025, 8, 28))
    assert (fell_due.due, fell_due.remind) == (due, (early, last))
    state = then(paid(), fell_due)
    assert (state.reminder, rules.remind(state, early - timedelta(seconds=1))) == (early, [])
    once = then(state, *rules.remind(state, early), at=early)
    assert once.reminder == last
    assert then(once, *rules.remind(once, last), at=last).reminder is None
    assert then(state, *rules.remind(state, due), at=due).reminder is None, "what was missed is not made up for"


def test_who_has_filed_is_not_reminded() -> None:
    state = then(paid(), *rules.fall_due(ordered(), TRACK, date(2024, 8, 29)))
    filed = then(state, rules.file(state, {}, OWNER))
    assert (filed.reminder, rules.remind(filed, end_of(date(2025, 8, 28)))) == (None, [])
