"""Payment: to the enterprise's own account, as ordered, once; again only where the bank returned it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from contracts.events.funding.payment import PaymentMade
from contracts.events.parties import BankAccount
from services.funding.domain import payment as rules
from services.funding.domain.award import Award, Status
from services.funding.domain.payment import Paid
from tests.unit.funding.awards import (
    BY,
    CITY,
    FEN,
    FINANCE,
    LATER,
    OFFER,
    OWNER,
    TRACK,
    account,
    confirmed,
    noticed,
    ordered,
    paid,
    proposed,
    then,
)
from tests.unit.intake.cases import COUNTY, refused

OWN = {"holder": "河北链动装备有限公司", "bank": "中国建设银行石家庄分行", "number": "6217 0001 3000 1234 567", "routing": None}


def said(state: Award, **changes: Any) -> Paid:
    """What finance says of the last order, with these changes."""
    told: dict[str, Any] = {"attempt": len(state.payments), "fen": FEN, "account": account(state).number}
    told |= {"voucher": "记-1", "paid_on": date(2024, 8, 29)}
    return Paid(**(told | changes))


def returned(state: Award, reason: str = "账号不符") -> Award:
    event = rules.returned(state, len(state.payments), reason, FINANCE)
    assert event is not None
    return then(state, event, at=LATER)


def test_a_confirmed_award_is_ordered_to_its_own_account_through_the_office_that_the_programme_names() -> None:
    state = confirmed()
    order = rules.order(state, TRACK, CITY, BY)
    assert (order.attempt, order.fen, order.account, order.through) == (1, FEN, account(state), CITY)
    assert TRACK.payment is not None
    by_county = TRACK.model_copy(update={"payment": TRACK.payment.model_copy(update={"through": "county"})})
    assert rules.order(state, by_county, CITY, BY).through == COUNTY


@pytest.mark.parametrize("state", [proposed(), noticed(), ordered(), paid()], ids=["proposed", "noticed", "ordered", "paid"])
def test_nothing_else_is_ordered(state: Award) -> None:
    refused("wrong-status", lambda: rules.order(state, TRACK, CITY, BY))


def test_an_order_needs_an_account_of_the_enterprises_own() -> None:
    refused("wrong-status", lambda: rules.order(confirmed().model_copy(update={"account": None}), TRACK, CITY, BY))
    other = account(confirmed()).model_copy(update={"holder": "河北别家有限公司"})
    found = refused("payment-mismatch", lambda: rules.order(confirmed().model_copy(update={"account": other}), TRACK, CITY, BY))
    assert found.source


def test_it_is_paid_as_ordered() -> None:
    state = ordered()
    made = rules.made(state, said(state), LATER, FINANCE)
    assert made is not None
    assert (made.attempt, made.fen, made.voucher) == (1, FEN, "记-1")
    assert then(state, made).status is Status.PAID


def test_a_banks_gaps_in_the_number_are_no_other_account() -> None:
    state = ordered()
    number = " ".join(account(state).number[at : at + 4] for at in range(0, len(account(state).number), 4))
    assert rules.made(state, said(state, account=number), LATER, FINANCE)


@pytest.mark.parametrize(
    ("change", "code"),
    [({"fen": FEN + 1}, "other-sum"), ({"fen": 0}, "other-sum"), ({"account": "6222000000000000000"}, "other-account")],
)
@pytest.mark.parametrize("state", [ordered(), paid()], ids=["ordered", "paid before"])
def test_another_sum_or_account_is_never_paid(state: Award, change: dict[str, Any], code: str) -> None:
    found = refused("payment-mismatch", lambda: rules.made(state, said(state, **change), LATER, FINANCE))
    assert [fault.code for fault in found.faults] == [code]
    assert account(state).number not in found.text.zh


@pytest.mark.parametrize("attempt", [0, 2, -1])
def test_what_was_not_ordered_is_not_paid(attempt: int) -> None:
    refused("payment-mismatch", lambda: rules.made(ordered(), said(ordered(), attempt=attempt), LATER, FINANCE))


def test_a_payment_is_of_the_days_between_its_order_and_now() -> None:
    state = ordered()
    for on, code in ((date(2024, 8, 30), "too-late"), (date(2024, 8, 28), "too-early")):
        found = refused("invalid-content", lambda on=on: rules.made(state, said(state, paid_on=on), LATER, FINANCE))  # type: ignore[misc]
        assert [(fault.code, fault.pointer) for fault in found.faults] == [(code, "/paid_on")]


def test_the_same_report_again_changes_nothing_and_another_voucher_is_a_conflict() -> None:
    state = paid()
    assert rules.made(state, said(state), LATER, FINANCE) is None
    refused("conflict", lambda: rules.made(state, said(state, voucher="记-2"), LATER, FINANCE))


def test_what_the_bank_returned_is_ordered_and_paid_again_and_its_first_report_stays_answered() -> None:
    state = returned(paid())
    assert state.status is Status.RETURNED
    again = ordered(state)
    assert rules.made(again, said(again, attempt=1), LATER, FINANCE) is None
    second = rules.made(again, said(again, voucher="记-9"), LATER, FINANCE)
    assert isinstance(second, PaymentMade)
    assert (second.attempt, then(again, second).payments[1].made) == (2, second)


def test_an_order_that_the_bank_refused_before_anybody_reported_it_as_paid_is_returned_too() -> None:
    state = returned(ordered())
    assert rules.order(state, TRACK, CITY, BY).attempt == 2
    again = ordered(state)
    refused("conflict", lambda: rules.made(again, said(again, attempt=1), LATER, FINANCE))


def test_a_return_is_recorded_once() -> None:
    state = returned(paid())
    assert rules.returned(state, 1, "账号不符", FINANCE) is None
    refused("conflict", lambda: rules.returned(state, 1, "户名不符", FINANCE))
    refused("payment-mismatch", lambda: rules.returned(confirmed(), 1, "账号不符", FINANCE))


def test_an_amended_account_is_what_the_form_asks_for_and_still_the_enterprises_own() -> None:
    named = rules.account_of(OWN, OFFER)
    assert named.number == "6217000130001234567"
    state = returned(paid())
    amended = then(state, rules.amend_account(state, named, TRACK, OWNER))
    assert rules.order(amended, TRACK, CITY, BY).account == named
    other = named.model_copy(update={"holder": "张三"})
    found = refused("payment-mismatch", lambda: rules.amend_account(state, other, TRACK, OWNER))
    assert [(fault.code, fault.pointer) for fault in found.faults] == [("not-own", "/holder")]


@pytest.mark.parametrize(("field", "value"), [("number", "12"), ("number", None), ("holder", ""), ("routing", "1")])
def test_what_is_no_account_is_refused_with_its_place(field: str, value: str | None) -> None:
    found = refused("invalid-content", lambda: rules.account_of(OWN | {field: value}, OFFER))
    assert [fault.pointer for fault in found.faults] == [f"/{field}"]


@pytest.mark.parametrize("state", [ordered(), paid()], ids=["ordered", "paid"])
def test_an_account_does_not_change_under_an_order(state: Award) -> None:
    refused("wrong-status", lambda: rules.amend_account(state, BankAccount.model_validate(OWN), TRACK, OWNER))
