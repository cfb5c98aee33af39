"""Exports over HTTP: decision, payment list and ledger, as data, spreadsheets and PDF that open again and say the same."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest

from tests.support.funding import FUND, Round
from tests.support.intake import Caller, ok, problem
from tests.support.noticing import Noticing
from tests.support.office import empty_boxes, needs_office, opened, pdf_text

CASES = 3


@pytest.fixture(scope="module")
def first(funding: Noticing) -> Round:
    """One is struck, one is paid, one is confirmed."""
    round_ = funding.ranked(CASES)
    problem(funding.city().get(f"{round_.path}/tables/decision"), "not-found")
    funding.decided(round_, struck=[round_.cases[2]])
    notice = ok(funding.publish(round_))
    funding.confirmed(round_.cases[:2], notice)
    funding.paid_out(round_.cases[0])
    return round_


def both(caller: Caller, path: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A table as data, and the rows of its spreadsheet by their headings."""
    said = ok(caller.get(path))
    reply = caller.get(f"{path}.xlsx")
    assert reply.status_code == 200
    assert "filename*=UTF-8''" in reply.headers["content-disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(reply.content)).active
    assert sheet is not None
    _, _, _, headings, *below = ([cell.value for cell in cells] for cells in sheet.iter_rows())
    rows = [dict(zip(map(str, headings), row, strict=True)) for row in below]
    assert len(rows) == len(said["rows"])
    return said, rows


def test_the_decision_says_who_was_approved_and_who_was_struck(funding: Noticing, first: Round) -> None:
    said, rows = both(funding.approver(), f"{first.path}/tables/decision")
    assert (said["round"], said["heading"]) == ("2024-08", "奖补决策表")
    assert [(row["申报编号"], row["决策"]) for row in rows] == list(zip(first.cases, ("同意", "同意", "划去"), strict=True))
    assert {line["label"]: line["value"] for line in said["head"]}["合计"] == "1,000,000元（大写：壹佰万元整）"
    assert ok(funding.city().get(f"{first.path}/tables/decision", decision=1)) == said
    problem(funding.city().get(f"{first.path}/tables/decision", decision=2), "not-found")


def test_the_payment_list_has_figures_and_words_and_the_account_of_each(funding: Noticing, first: Round) -> None:
    said, rows = both(funding.finance(), f"{first.path}/tables/payments")
    assert [row["状态"] for row in rows] == ["已拨付", "待下达", None]
    assert [row["金额（元）"] for row in rows] == [500_000, 500_000, 1_000_000]
    assert [row["金额（大写）"] for row in rows] == ["伍拾万元整", "伍拾万元整", "壹佰万元整"]
    assert [row["yuan"] for row in said["rows"]] == ["500000.00", "500000.00", "1000000.00"]
    assert rows[0]["账号"] == funding.award(first.cases[0])["account"]["number"]
    assert rows[0]["凭证号"] == "记-1"


def test_the_ledger_table_is_the_ledger(funding: Noticing, first: Round) -> None:
    said, rows = both(funding.overseer(), f"{FUND}/tables/ledger")
    lines = funding.ledger()
    assert [row["序号"] for row in rows] == [line["number"] for line in lines]
    assert [(row["金额（元）"], row["可用（元）"]) for row in rows] == [(line["fen"] / 100, line["available"] / 100) for line in lines]
    fund = {line["label"]: line["value"] for line in said["head"]}
    assert fund["已拨付"] == funding.fund()["yuan"]["paid"]
    assert {row["事项"] for row in rows} == {"设立", "调增", "预留", "释放", "确认", "拨付"}


@needs_office
def test_each_table_opens_in_the_office_and_says_the_same_on_paper(funding: Noticing, first: Round) -> None:
    names = {
        f"{first.path}/tables/decision": ("石政会纪", "划去", "壹佰万元整", "伍拾万元整", "500000.00"),
        f"{first.path}/tables/payments": ("收款单位", "合计", "壹佰万元整", "伍拾万元整", "500000.00"),
        f"{FUND}/tables/ledger": ("资金台账", "预留", "总额", "500000.00"),
    }
    sheets = {f"{number}.xlsx": funding.city().get(f"{path}.xlsx").content for number, path in enumerate(names)}
    for (path, words), from_sheet in zip(names.items(), opened(sheets).values(), strict=True):
        paper = funding.city().get(f"{path}.pdf")
        assert paper.headers["content-type"] == "application/pdf"
        assert "filename*=UTF-8''%E" in paper.headers["content-disposition"]
        for text in (pdf_text(paper.content), pdf_text(from_sheet)):
            assert [word for word in words if word not in text] == []
        assert empty_boxes(paper.content) == set()


@pytest.mark.parametrize("extension", ["xlsx", "pdf"])
def test_the_same_table_has_the_same_bytes_on_another_day(funding: Noticing, first: Round, extension: str) -> None:
    paths = [f"{first.path}/tables/{name}.{extension}" for name in ("decision", "payments")]
    before = [funding.city().get(path).content for path in paths]
    funding.pass_to(datetime.fromisoformat(f"{funding.today()}T12:00:00+08:00") + timedelta(days=1))
    assert [funding.approver().get(path).content for path in paths] == before
    ledger = f"{FUND}/tables/ledger.{extension}"
    assert funding.city().get(ledger).content == funding.overseer().get(ledger).content


def test_accounts_and_decisions_are_for_the_authority_alone(funding: Noticing, first: Round) -> None:
    for caller in (funding.county(), funding.enterprise(first.places[0][1]), funding.firm(), funding.person("city", regions=["3301"])):
        for path in (f"{first.path}/tables/payments", f"{FUND}/tables/ledger"):
            problem(caller.get(path), "not-found")
            for extension in ("xlsx", "pdf"):
                problem(caller.get(f"{path}.{extension}"), "not-found")
    for extension in ("xlsx", "pdf"):
        problem(funding.public().get(f"{first.path}/tables/payments.{extension}"), "unauthenticated")
    problem(funding.city().get(first.path.replace("2024-08", "2025-05") + "/tables/payments"), "not-found")


def test_a_countys_finance_office_sees_the_payments_of_its_county_alone(funding: Noticing, first: Round) -> None:
    _, rows = both(funding.person("finance", regions=["130102"]), f"{first.path}/tables/payments")
    assert len(rows) == 3
    problem(funding.person("finance", regions=["130104"]).get(f"{first.path}/tables/payments"), "not-found")
