"""Rounds (批次): when applications may be filed. Days are days in Shanghai; the closing day is included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import StringConstraints, model_validator

from contracts.programme.source import Sourced

_SHANGHAI = ZoneInfo("Asia/Shanghai")

Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


class Round(Sourced):
    """One intake window and the month of its review (2024-08), where there is one."""

    opens: date
    closes: date
    review: Month | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Round:
        if self.closes < self.opens:
            raise ValueError(f"closes ({self.closes}) lies before opens ({self.opens})")
        if self.review and self.review < self.closes.strftime("%Y-%m"):
            raise ValueError(f"the review month ({self.review}) lies before the closing day ({self.closes})")
        return self

    @property
    def opens_at(self) -> datetime:
        """The first instant at which one may file, UTC."""
        return datetime.combine(self.opens, time(), _SHANGHAI).astimezone(UTC)

    @property
    def closes_at(self) -> datetime:
        """The first instant at which one may no longer file, UTC: midnight after the closing day."""
        return datetime.combine(self.closes + timedelta(days=1), time(), _SHANGHAI).astimezone(UTC)

    @property
    def review_begins_at(self) -> datetime:
        """The first instant of the review month, UTC. LookupError where there is no review."""
        if self.review is None:
            raise LookupError("the round has no review")
        return datetime.combine(date.fromisoformat(f"{self.review}-01"), time(), _SHANGHAI).astimezone(UTC)

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at
