"""Amounts, days and other values as texts say them, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.days import day
from contracts.events.notify.values import Language
from contracts.regions import find_region
from contracts.reporting import SEPARATE

_OUTCOMES = {
    ("result", "selected"): ("入选", "selected"),
    ("result", "not-selected"): ("未入选", "not selected"),
    ("objection", "upheld"): ("异议成立", "upheld"),
    ("objection", "dismissed"): ("异议不成立", "dismissed"),
    ("audit", "passed"): ("通过", "passed"),
    ("audit", "failed"): ("未通过", "failed"),
    ("evaluation", "passed"): ("合格", "passed"),
    ("evaluation", "failed"): ("不合格", "failed"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Says values in one language."""

    language: Language

    def of(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def amount(self, fen: int) -> str:
        """500,000元; with the fen where there are any."""
        yuan, rest = divmod(fen, 100)
        number = f"{yuan:,}" + (f".{rest:02}" if rest else "")
        return self.of(f"{number}元", f"{number} yuan")

    def on(self, at: date) -> str:
        return self.of(f"{at.year}年{at.month}月{at.day}日", f"{at:%Y-%m-%d}")

    def first_day(self, at: datetime) -> str:
        """The day in Shanghai on which a period begins."""
        return self.on(day(at))

    def last_day(self, before: datetime) -> str:
        """The last day, included, of a period that ends at this instant, excluded."""
        return self.on(day(before.astimezone(UTC) - timedelta(milliseconds=1)))

    def division(self, code: str, name: str) -> str:
        """Its own name (长安区), as the table has it, else as the event does; of who reports for itself, that of the authority (兵团)."""
        apart = next((authority.name for authority in SEPARATE if authority.code == code), None)
        region = find_region(code)
        return apart or (region.name if region else name)

    def reasons(self, reasons: Iterable[Any]) -> str:
        return self.of("；", "; ").join(one.text for one in reasons)

    def reason(self, stated: str | None) -> str:
        return stated or self.of("未说明", "none stated")

    def outcome(self, of: str, code: str) -> str:
        return self.of(*_OUTCOMES[of, code])

    def account(self, number: str) -> str:
        """A bank account by its last four digits: enough for its owner, and too little for others."""
        return self.of(f"尾号{number[-4:]}", f"ending in {number[-4:]}")

    def document(self, document: Any) -> str:
        """A document or minutes, by number and date; a dash where none is asked for."""
        if document is None:
            return "—"
        return self.of(f"{document.number}（{self.on(document.date)}）", f"{document.number} ({self.on(document.date)})")
