"""Days as people here count them."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chinese_calendar import is_workday

from contracts.programme.word import Period
from contracts.refusal import Refusal, Text

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day(at: datetime) -> date:
    """The day of an instant in Shanghai."""
    return at.astimezone(SHANGHAI).date()


def end_of(last: date) -> datetime:
    """The instant after a day that is included ends in Shanghai, UTC."""
    return datetime.combine(last + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)


def after(at: datetime, period: Period) -> datetime:
    """The end of the last day of a period that begins after an instant's day, UTC. A Refusal where the calendar does not reach."""
    if period.working_days:
        return after_working_days(at, period.working_days)
    if period.days:
        return end_of(day(at) + timedelta(days=period.days))
    return end_of(_months_later(day(at), period.months or 0))


def _months_later(first: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


def after_working_days(at: datetime, number: int) -> datetime:
    """The end of the ``number``-th Chinese working day after an instant's day, UTC.

    A Refusal in a year that the calendar does not cover: a period is never guessed.
    """
    last = day(at)
    try:
        while number:
            last += timedelta(days=1)
            number -= is_workday(last)
    except NotImplementedError as error:
        zh, en = f"{last.year} 年的工作日历尚未公布，请直接给出期限", f"No calendar of working days covers {last.year}: name the day"
        text = Text(zh, en)
        raise Refusal("invalid-content", text) from error
    return end_of(last)
