"""Amounts and days as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.notify.domain.wording import Wording

ZH, EN = Wording("zh"), Wording("en")


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (50_000_000, "500,000元", "500,000 yuan"),
        (1, "0.01元", "0.01 yuan"),
        (123_456_705, "1,234,567.05元", "1,234,567.05 yuan"),
        (0, "0元", "0 yuan"),
    ],
)
def test_an_amount_is_said_in_yuan_with_the_fen_where_there_are_any(fen: int, zh: str, en: str) -> None:
    assert (ZH.amount(fen), EN.amount(fen)) == (zh, en)


def test_a_period_that_ends_at_midnight_in_shanghai_is_said_by_its_last_day() -> None:
    midnight = datetime(2024, 7, 31, 16, tzinfo=UTC)
    assert (ZH.last_day(midnight), EN.last_day(midnight)) == ("2024年7月31日", "2024-07-31")
    assert ZH.first_day(midnight) == "2024年8月1日"


def test_an_account_is_said_by_its_last_four_digits() -> None:
    assert (ZH.account("6222020402022222345"), EN.account("6222020402022222345")) == ("尾号2345", "ending in 2345")


def test_a_day_is_said_in_the_readers_language() -> None:
    assert (ZH.on(date(2024, 8, 5)), EN.on(date(2024, 8, 5))) == ("2024年8月5日", "2024-08-05")


def test_a_division_is_said_by_its_own_name_and_one_that_is_not_in_the_table_as_the_event_has_it() -> None:
    assert ZH.division("130102", "河北省石家庄市长安区") == "长安区"
    assert ZH.division("999999", "某区") == "某区"


def test_a_reason_that_was_not_stated_is_said_so() -> None:
    assert (ZH.reason(None), EN.reason(None), ZH.reason("调整")) == ("未说明", "none stated", "调整")
