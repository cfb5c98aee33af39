"""The call that the demo answers, and the days on which it happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
PROGRAMME, VERSION, TRACK = "sjz-2024-chain", 1, "chain-case"
CITY = "1301"
BEFORE = datetime(2024, 4, 24, 10, 0, tzinfo=SHANGHAI)  # the day before the first round opens


@dataclass(frozen=True, slots=True)
class Round:
    """A round, and when its people do what. ``paper_on`` is also the day on which the city accepts: the day after the round ends."""

    code: str
    filing: datetime
    examination: datetime
    after: datetime
    corrected_by: date
    replaced_by: date

    @property
    def paper_on(self) -> date:
        return self.after.date()

    @property
    def call(self) -> dict[str, str]:
        return {"programme": PROGRAMME, "round": self.code, "track": TRACK}

    @property
    def review(self) -> str:
        """Where scoring has its review, and funding its proposal."""
        return f"{PROGRAMME}/{self.code}/{TRACK}"


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 0, tzinfo=SHANGHAI)


FIRST = Round("2024-08", _at(2024, 7, 8), _at(2024, 7, 22), _at(2024, 8, 1), date(2024, 7, 31), date(2024, 8, 5))
SECOND = Round("2025-05", _at(2025, 4, 14), _at(2025, 4, 21), _at(2025, 5, 6), date(2025, 4, 30), date(2025, 4, 30))
