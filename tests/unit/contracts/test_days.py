"""Days are Shanghai's, working days China's; a year without a calendar is never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import chinese_calendar.constants
import pytest

from contracts.days import after, after_working_days, day, end_of
from contracts.programme.word import Period
from tests.unit.intake.cases import refused


@pytest.mark.parametrize(
    ("at", "expected"),
    [(datetime(2024, 7, 31, 15, 59, 59, tzinfo=UTC), date(2024, 7, 31)), (datetime(2024, 7, 31, 16, tzinfo=UTC), date(2024, 8, 1))],
)
def test_a_day_ends_at_midnight_in_shanghai(at: datetime, expected: date) -> None:
    assert day(at) == expected
    assert end_of(date(2024, 7, 31)) == datetime(2024, 7, 31, 16, tzinfo=UTC)


WORKING_DAYS = {
    "within a week": ((2024, 7, 1), 4, (2024, 7, 5)),
    "over a weekend": ((2024, 7, 1), 10, (2024, 7, 15)),
    "over the National Day week and the Sunday that is worked for it": ((2024, 9, 27), 3, (2024, 10, 8)),
    "over the Spring Festival": ((2024, 2, 9), 1, (2024, 2, 18)),
    "from a Sunday that is worked": ((2024, 2, 18), 1, (2024, 2, 19)),
    "none at all": ((2024, 7, 1), 0, (2024, 7, 1)),
}


@pytest.mark.parametrize(("since", "number", "last"), WORKING_DAYS.values(), ids=WORKING_DAYS.keys())
def test_a_period_counts_the_working_days_after_the_first(since: tuple[int, int, int], number: int, last: tuple[int, int, int]) -> None:
    assert after_working_days(datetime(*since, 4, tzinfo=UTC), number) == end_of(date(*last))


PERIODS = {
    "working days": (Period(working_days=10), (2024, 7, 1), (2024, 7, 15)),
    "days": (Period(days=10), (2024, 7, 1), (2024, 7, 11)),
    "months": (Period(months=12), (2024, 7, 1), (2025, 7, 1)),
    "into a shorter month": (Period(months=1), (2024, 1, 31), (2024, 2, 29)),
    "over the end of a year": (Period(months=2), (2024, 12, 15), (2025, 2, 15)),
}


@pytest.mark.parametrize(("period", "since", "last"), PERIODS.values(), ids=PERIODS.keys())
def test_a_period_ends_with_its_last_day(period: Period, since: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert after(datetime(*since, 4, tzinfo=UTC), period) == end_of(date(*last))


def test_an_evening_in_greenwich_is_the_next_day_in_shanghai() -> None:
    assert after_working_days(datetime(2024, 7, 1, 17, tzinfo=UTC), 1) == end_of(date(2024, 7, 3))


def test_a_year_that_the_calendar_does_not_cover_is_refused_by_name() -> None:
    said = refused("invalid-content", lambda: after_working_days(datetime(2090, 5, 1, tzinfo=UTC), 3))
    assert "2090" in said.text.zh and "2090" in said.text.en


def test_a_period_that_runs_into_a_year_without_a_calendar_is_refused_too() -> None:
    last = max(chinese_calendar.constants.holidays).year
    refused("invalid-content", lambda: after_working_days(datetime(last, 12, 31, 1, tzinfo=UTC), 5))
