"""The call of the story, and the days on which it happens."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

_SHANGHAI = ZoneInfo("Asia/Shanghai")
PROGRAMME, ROUND = "miit-2021-255", "2021"
LOCAL_MODE, SME_CASE, SOLUTION = "local-mode", "sme-case", "scenario-solution"


def _at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2021, month, day, hour, tzinfo=_SHANGHAI)


BEFORE = _at(8, 31)
WRITTEN = _at(9, 13)
EXAMINED = _at(10, 11)
FILED = _at(10, 25, 15)  # the last day
OVER = _at(10, 26)
ANNOUNCED = _at(12, 20)
ANNOUNCEMENT = "工信厅企业函〔2021〕312号"
CORRECTED_BY = "2021-10-15"
