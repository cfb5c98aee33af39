"""The call of the story, and the days on which it happens."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

_SHANGHAI = ZoneInfo("Asia/Shanghai")
PROGRAMME, ROUND = "miit-2024-cluster", "2024"
CASE, PRACTICE = "cluster-case", "provincial-practice"


def _at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=_SHANGHAI)


BEFORE = _at(6, 2)
WRITTEN = _at(6, 11)
FILED = _at(6, 30, 15)  # the last day
OVER = _at(7, 1)
ANNOUNCED = _at(9, 12)
ANNOUNCEMENT = "工企业函〔2024〕188号"
