"""The fund's double entry: seven moves between four accounts, a cap that is never passed and never below what is committed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.funding.award import Firm
from contracts.events.funding.fund import Document, Entry
from contracts.events.parties import Officer
from contracts.refusal import Refusal
from services.funding.domain import fund_audit
from services.funding.domain.fund import MOVES, Account, Award, Fund, change, fold, post
from services.funding.domain.fund_audit import FundReport
from tests.unit.contracts import complete
from tests.unit.intake.cases import refused

AT = datetime(2024, 8, 20, tzinfo=UTC)
BY = Officer(subject="zhao", name="赵六")
DOCUMENT = Document(number="1号", date=date(2024, 5, 20))
AWARD = Award(application="01ARZ3NDEKTSV4RRFFQ69G5FAV", round="2024-08", uscc=complete.uscc(1), fen=50)
FIRM = Firm(name="某所", uscc=complete.uscc(2))
AUDIT = complete.programme().tracks["chain-case"].audit


def opened(cap: int, reserved: int = 0, awarded: int = 0, paid: int = 0) -> Fund:
    return Fund(programme="p", cap=cap, reserved=reserved, awarded=awarded, paid=paid, document=DOCUMENT)


def test_every_entry_moves_its_sum_between_two_accounts() -> None:
    assert set(MOVES) == set(get_args(Entry))
    assert all(source is not target for source, target in MOVES.values())


@given(st.lists(st.tuples(st.sampled_from(get_args(Entry)), st.integers(1, 60)), max_size=60), st.integers(0, 200))
def test_whatever_is_posted_no_account_goes_below_zero_and_the_lines_say_the_sums(moves: list[tuple[Entry, int]], cap: int) -> None:
    fund = opened(cap)
    for entry, fen in moves:
        try:
            posted = post(fund, entry, AWARD.model_copy(update={"fen": fen}))
        except Refusal:
            continue
        before, fund = fund, fold(fund, posted, AT)
        assert (posted.held, posted.available) == (fund.held, fund.available)
        assert all(fund.balance(account) >= 0 for account in Account)
        assert sum(fund.balance(account) for account in Account) == before.cap == cap


def test_the_last_fen_of_the_cap_can_be_reserved_and_not_one_more() -> None:
    assert post(opened(50), "reserved", AWARD).available == 0
    said = refused("cap-exceeded", lambda: post(opened(49), "reserved", AWARD))
    assert "0.50元" in said.text.zh


def test_a_cap_may_be_lowered_to_what_is_committed_and_not_below() -> None:
    fund = opened(100, reserved=10, awarded=20, paid=30)
    lowered = change(fund, ("p", None), 60, DOCUMENT, BY)
    assert (lowered.before, lowered.cap, lowered.held, lowered.available) == (100, 60, 60, 0)
    said = refused("cap-below-committed", lambda: change(fund, ("p", None), 59, DOCUMENT, BY))
    assert [(fault.pointer, fault.limit, fault.actual) for fault in said.faults] == [("/cap", 60, 59)]


def test_the_same_cap_again_is_no_change() -> None:
    refused("conflict", lambda: change(opened(100), ("p", None), 100, DOCUMENT, BY))
    assert change(Fund(), ("p", None), 0, DOCUMENT, BY).cap == 0


def test_a_fund_is_audited_one_report_at_a_time() -> None:
    fund = opened(100, paid=30)
    fund = fold(fund, fund_audit.order(fund, AUDIT, (FIRM, AT), BY), AT)
    refused("conflict", lambda: fund_audit.order(fund, AUDIT, (FIRM, AT), BY))
    refused("not-found", lambda: fund_audit.record(fund, 2, FundReport("passed", "无", "0" * 64), BY))
    done = fund_audit.record(fund, 1, FundReport("passed", "无", "0" * 64), BY)
    assert (done.held, done.paid) == (30, 30)
    after = fold(fund, done, AT)
    refused("conflict", lambda: fund_audit.record(after, 1, FundReport("failed", "无", "0" * 64), BY))
    assert fold(after, fund_audit.order(after, AUDIT, (FIRM, AT), BY), AT).audits[1].number == 2


@pytest.mark.parametrize("fund", [Fund(), opened(100)])
def test_a_programme_that_asks_for_no_report_over_the_fund_has_none(fund: Fund) -> None:
    refused("wrong-status", lambda: fund_audit.order(fund, None, (FIRM, AT), BY))
