"""Payments over HTTP: ordered by the city, paid once by whose finance it is, returned, amended, paid again; reported by signed systems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.funding import AWARD_FEN, Round
from tests.support.intake import CITY, Caller, fault, ok, problem
from tests.support.noticing import ACCOUNT, Noticing, System

EXTRA = {"LIANZHU_REPORTS_LIMIT": "2000"}
CASES = 12
NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture(scope="module")
def first(funding: Noticing) -> Round:
    """Confirmed, but for the last, which waits for its audit."""
    round_ = funding.ranked(CASES)
    notice = funding.on_notice(round_)
    problem(funding.city().post(f"/v1/awards/{round_.cases[0]}/payments"), "wrong-status")
    funding.confirmed(round_.cases[:-1], notice)
    return round_


@pytest.fixture(scope="module")
def system(funding: Noticing) -> System:
    return funding.system_with("finance-system", "funding:write")


@pytest.fixture(scope="module")
def unused(first: Round) -> Iterator[str]:
    return iter(first.cases[:-1])


@pytest.fixture
def case(unused: Iterator[str]) -> str:
    """The next award that is confirmed, and of which nothing was ordered."""
    return next(unused)


def test_only_the_city_orders_and_only_what_is_confirmed(funding: Noticing, first: Round, case: str) -> None:
    with funding.unchanged():
        for caller in (funding.finance(), funding.overseer(), funding.county(), funding.enterprise(first.uscc(case))):
            problem(caller.post(f"/v1/awards/{case}/payments"), "forbidden")
        problem(funding.city().post(f"/v1/awards/{first.cases[-1]}/payments"), "wrong-status")
        problem(funding.city().post(f"/v1/awards/{NOBODY}/payments"), "not-found")
    assert funding.ordered(case)["status"] == "ordered"
    shown = funding.award(case)["payments"][0]
    assert (shown["attempt"], shown["fen"], shown["through"]["code"], shown["voucher"]) == (1, AWARD_FEN, CITY, None)
    with funding.unchanged():
        problem(funding.city().post(f"/v1/awards/{case}/payments"), "wrong-status")


def test_it_is_paid_once_and_the_ledger_says_so(funding: Noticing, case: str) -> None:
    before = funding.fund()["paid"]
    funding.ordered(case)
    first = ok(funding.pay(case))
    assert (first["status"], funding.fund()["paid"]) == ("paid", before + AWARD_FEN)
    last = funding.ledger()[-1]
    assert (last["entry"], last["application"], last["reason"]) == ("paid", case, "凭证号 记-1")
    ledger = [line for line in funding.ledger() if line["application"]]
    assert ok(funding.pay(case)) == first
    problem(funding.pay(case, voucher="记-2"), "conflict")
    problem(funding.pay(case, attempt=2), "payment-mismatch")
    problem(funding.city().post(f"/v1/awards/{case}/payments"), "wrong-status")
    assert [line for line in funding.ledger() if line["application"]] == ledger


WRONG: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "another sum": ({"fen": AWARD_FEN - 1}, "payment-mismatch", "other-sum", "/fen"),
    "another account": ({"account": "6222000000000000000"}, "payment-mismatch", "other-account", "/account"),
    "a day to come": ({"paid_on": "2026-01-01"}, "invalid-content", "too-late", "/paid_on"),
    "a day before the order": ({"paid_on": "2024-08-01"}, "invalid-content", "too-early", "/paid_on"),
    "no voucher": ({"voucher": ""}, "invalid-content", "too-short", "/voucher"),
    "a fraction": ({"fen": 500000.0}, "invalid-content", "not-an-integer", "/fen"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_another_sum_account_or_day_is_refused_and_the_ledger_untouched(funding: Noticing, first: Round, wrong: str) -> None:
    changes, slug, code, pointer = WRONG[wrong]
    case = first.cases[0]
    body = funding.payment(case, **changes)
    with funding.unchanged():
        fault(funding.finance().post(f"/v1/awards/{case}/payments/1/report", body), slug, code, pointer)


def test_only_the_finance_office_of_the_region_reports(funding: Noticing, first: Round) -> None:
    case, body = first.cases[0], funding.payment(first.cases[0])
    with funding.unchanged():
        county = funding.person("finance", regions=["130102"])
        for caller in (funding.city(), funding.overseer(), county, funding.enterprise(first.uscc(case))):
            problem(caller.post(f"/v1/awards/{case}/payments/1/report", body), "forbidden")
            problem(caller.post(f"/v1/awards/{case}/payments/1/return", {"reason": "退回"}), "forbidden")
        problem(funding.person("finance", regions=["3301"]).post(f"/v1/awards/{case}/payments/1/report", body), "not-found")
        problem(funding.public().post(f"/v1/awards/{case}/payments/1/report", body), "unauthenticated")


def test_what_the_bank_returned_is_amended_ordered_and_paid_again(funding: Noticing, first: Round, case: str) -> None:
    funding.paid_out(case)
    held, paid = funding.fund()["held"], funding.fund()["paid"]
    returned = ok(funding.bounce(case))
    assert ok(funding.bounce(case)) == returned
    assert (funding.fund()["held"], funding.fund()["paid"]) == (held, paid - AWARD_FEN)
    owner, path = funding.enterprise(first.uscc(case)), f"/v1/awards/{case}/account"
    etag = owner.get(f"/v1/awards/{case}").headers["etag"]
    with funding.unchanged():
        problem(owner.put(path, ACCOUNT, None, "a"), "precondition-required")
        problem(owner.put(path, ACCOUNT, '"1"', "b"), "stale-version")
        fault(owner.put(path, ACCOUNT | {"holder": "张三"}, etag, "c"), "payment-mismatch", "not-own", "/holder")
        fault(owner.put(path, ACCOUNT | {"number": "12"}, etag, "d"), "invalid-content", "invalid-digits", "/number")
        problem(funding.city().put(path, ACCOUNT, etag, "e"), "forbidden")
        problem(funding.enterprise(first.places[0][1]).put(path, ACCOUNT, etag, "f"), "not-found")
    ok(owner.put(path, ACCOUNT, etag, "g"))
    assert ok(owner.put(path, ACCOUNT, etag, "g"))["status"] == "returned"
    funding.ordered(case)
    with funding.unchanged():
        fault(funding.pay(case, 2, account="6222020402001234567"), "payment-mismatch", "other-account", "/account")
        problem(owner.put(path, ACCOUNT, "*", "h"), "wrong-status")
    ok(funding.pay(case, 2, voucher="记-2"))
    payments = funding.award(case)["payments"]
    assert [(each["voucher"], each["returned"]) for each in payments] == [("记-1", "账号与户名不符"), ("记-2", None)]
    entries = [line["entry"] for line in funding.ledger() if line["application"] == case]
    assert entries == ["reserved", "awarded", "paid", "returned", "paid"]
    assert funding.fund()["paid"] == paid


def test_of_many_reports_at_once_with_other_vouchers_one_is_taken(funding: Noticing, case: str) -> None:
    funding.ordered(case)
    before = funding.fund()["paid"]
    body = funding.payment(case)
    callers = [(funding.finance(), f"记-{number}") for number in range(8)]

    def pay(who: tuple[Caller, str]) -> int:
        return who[0].post(f"/v1/awards/{case}/payments/1/report", body | {"voucher": who[1]}).status_code

    with ThreadPoolExecutor(len(callers)) as pool:
        assert sorted(pool.map(pay, callers)) == [201] + [409] * 7
    assert funding.fund()["paid"] == before + AWARD_FEN
    assert [line["entry"] for line in funding.ledger() if line["application"] == case].count("paid") == 1


def test_an_order_that_never_left_the_bank_is_returned_without_touching_the_ledger(funding: Noticing, case: str) -> None:
    funding.ordered(case)
    before = funding.fund()
    assert ok(funding.bounce(case, reason="开户行已撤销"))["status"] == "returned"
    assert funding.fund()["paid"] == before["paid"]
    problem(funding.pay(case), "conflict")
    assert funding.ordered(case)["status"] == "ordered"


def test_what_the_bank_pays_of_an_award_revoked_meanwhile_is_recorded_and_demanded_back(funding: Noticing, case: str) -> None:
    funding.ordered(case)
    before = funding.fund()
    assert ok(funding.city().post(f"/v1/awards/{case}/revocation", {"reason": "材料不实"}))["status"] == "revoking"
    assert funding.fund()["available"] == before["available"], "the sum is held until it is known what became of the order"
    with funding.unchanged():
        problem(funding.city().post(f"/v1/awards/{case}/payments"), "wrong-status")
        problem(funding.pay(case, fen=AWARD_FEN - 1), "payment-mismatch")
    first = ok(funding.pay(case))
    assert (first["status"], funding.fund()["paid"]) == ("clawed-back", before["paid"] + AWARD_FEN)
    shown = funding.award(case)
    assert (shown["payments"][0]["voucher"], shown["clawback_due"] is not None, shown["evaluation"]) == ("记-1", True, None)
    with funding.unchanged():
        assert ok(funding.pay(case)) == first
    ok(funding.city().post(f"/v1/awards/{case}/recovery", {"voucher": "记-退-1"}))
    assert (funding.fund()["paid"], funding.fund()["available"]) == (before["paid"], before["available"] + AWARD_FEN)


def test_an_order_that_was_stopped_frees_the_sum_of_its_revoked_award(funding: Noticing, case: str) -> None:
    funding.ordered(case)
    ok(funding.city().post(f"/v1/awards/{case}/revocation", {"reason": "材料不实"}))
    before = funding.fund()
    first = ok(funding.bounce(case, reason="已止付"))
    assert (first["status"], funding.fund()["available"]) == ("revoked", before["available"] + AWARD_FEN)
    last = funding.ledger()[-1]
    assert (last["entry"], last["application"], last["reason"]) == ("revoked", case, "材料不实")
    with funding.unchanged():
        assert ok(funding.bounce(case, reason="已止付")) == first
        problem(funding.pay(case), "conflict")


def report(funding: Noticing, case: str, **changes: Any) -> dict[str, Any]:
    return {"application": case, "attempt": 1, "outcome": "paid"} | funding.payment(case, **changes)


def test_a_citys_system_reports_with_key_and_signature_once(funding: Noticing, system: System, case: str) -> None:
    funding.ordered(case)
    body = report(funding, case)
    first = ok(system.report(body, message="report-1"))
    assert first["status"] == "paid"
    with funding.unchanged():
        assert ok(system.report(body, message="report-1")) == first
        assert ok(system.report(body, message="report-2")) == first
        problem(system.report(body | {"voucher": "记-9"}, message="report-1"), "idempotency-key-reused")
        problem(system.report(body | {"voucher": "记-9"}, message="report-3"), "conflict")
    returned = ok(system.report({"application": case, "attempt": 1, "outcome": "returned", "reason": "户名不符"}))
    assert returned["status"] == "returned"
    assert ok(system.report(body, message="report-1")) == first


def test_what_is_unsigned_wrongly_signed_or_too_large_is_refused(funding: Noticing, first: Round, system: System, case: str) -> None:
    funding.ordered(case)
    body = report(funding, case)
    stranger = funding.system_with("no-secret", "funding:write")
    with funding.unchanged():
        problem(system.report(body, secret=""), "unauthenticated")
        problem(system.report(body, secret="whsec_" + "A" * 43 + "="), "unauthenticated")
        problem(system.report(body, webhook_timestamp="1700000000"), "unauthenticated")
        problem(system.report(body, webhook_id="another"), "unauthenticated")
        problem(stranger.report(body, secret=system.secret), "unauthenticated")
        problem(System(funding.public(), system.secret).report(body), "unauthenticated")
        problem(System(funding.finance(), system.secret).report(body), "unauthenticated")
        problem(system.report(body | {"reason": "长" * 2000}), "body-too-large")
        problem(system.report(b"{"), "malformed-request")
        fault(system.report(body | {"fen": "500000"}), "invalid-content", "not-an-integer", "/fen")
        fault(system.report(body | {"voucher": None}), "invalid-content", "missing", "/voucher")
        fault(system.report(body | {"fen": 1}), "payment-mismatch", "other-sum", "/fen")
        problem(system.report(body | {"application": NOBODY}), "not-found")


def test_a_system_reports_for_its_own_region_within_its_scopes_and_never_unsigned(funding: Noticing, first: Round) -> None:
    case = first.cases[0]
    body = report(funding, case)
    with funding.unchanged():
        problem(funding.system_with("elsewhere", "funding:write", regions=["3301"]).report(body), "not-found")
        problem(funding.system_with("county", "funding:write", regions=["130102"]).report(body), "forbidden")
        problem(funding.system_with("reader", "funding:read").report(body), "forbidden")
        unsigned = funding.system("unsigned", "funding:write")
        assert unsigned.post(f"/v1/awards/{case}/payments/1/report", funding.payment(case)).status_code in (403, 404)


def test_the_books_are_whole(funding: Noticing, first: Round) -> None:
    fund = funding.fund()
    moved: dict[str, int] = defaultdict(int)
    for line in funding.ledger():
        moved[line["entry"]] += line["fen"]
    out = moved["paid"] - moved["returned"]
    assert (fund["awarded"], fund["paid"]) == (moved["awarded"] - moved["revoked"] - out, out - moved["recovered"])
    assert not funding.report().findings
