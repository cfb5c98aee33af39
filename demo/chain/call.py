"""The call of the story, and the days on which it happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
PROGRAMME, TRACK = "sjz-2024-chain", "chain-case"
CITY = "1301"
AREA = "0311"  # of its telephones
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
    ranked: datetime
    noticed: tuple[datetime, ...]
    """When each public notice is over."""
    paid: datetime

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


FIRST = Round(
    code="2024-08",
    filing=_at(2024, 7, 8),
    examination=_at(2024, 7, 22),
    after=_at(2024, 8, 1),
    corrected_by=date(2024, 7, 31),
    replaced_by=date(2024, 8, 5),
    ranked=_at(2024, 8, 26),
    noticed=(_at(2024, 9, 4), _at(2024, 9, 20)),
    paid=_at(2024, 9, 25),
)
SECOND = Round(
    code="2025-05",
    filing=_at(2025, 4, 14),
    examination=_at(2025, 4, 21),
    after=_at(2025, 5, 6),
    corrected_by=date(2025, 4, 30),
    replaced_by=date(2025, 4, 30),
    ranked=_at(2025, 6, 9),
    noticed=(_at(2025, 6, 18),),
    paid=_at(2025, 6, 23),
)
