"""The call that the demo answers, and the days on which it happens."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
PROGRAMME, VERSION, ROUND, TRACK = "sjz-2024-chain", 1, "2024-08", "chain-case"
CALL = {"programme": PROGRAMME, "round": ROUND, "track": TRACK}
CITY = "1301"

BEFORE = datetime(2024, 4, 24, 10, 0, tzinfo=SHANGHAI)  # the day before the round opens
FILING = datetime(2024, 7, 8, 9, 0, tzinfo=SHANGHAI)
EXAMINATION = datetime(2024, 7, 22, 9, 0, tzinfo=SHANGHAI)
AFTER = datetime(2024, 8, 1, 9, 0, tzinfo=SHANGHAI)  # the day after it ends

CORRECTED_BY = date(2024, 7, 31)
REPLACED_BY = date(2024, 8, 5)
PAPER_ON = date(2024, 8, 1)
