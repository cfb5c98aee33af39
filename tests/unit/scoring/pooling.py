"""Experts for the rules of the pool to work on."""

from __future__ import annotations

from typing import Any

from contracts.events.parties import Contact
from contracts.events.scoring.expert import Employer, Expert
from services.scoring.domain.expert import Registration
from tests.unit.contracts import complete

EXPERT = "01BX5ZZKBKACTAV9WEVGEMMV00"
EXPERTS = tuple(f"01BX5ZZKBKACTAV9WEVGEMMV{number:02d}" for number in range(12))
COUNTIES = ("130104", "130105", "130107", "130108", "130109", "130110", "130111", "130121", "130123", "130125", "130126", "130127")


def expert(number: int = 0, **changes: Any) -> Expert:
    """Of an institute of the own, in a county of the own."""
    entry = Expert(
        account=f"issuer#e{number}",
        employer=Employer(name=f"第{number}研究院", uscc=complete.uscc(5000 + number), group=()),
        specialities=("智能制造",),
        industries=("equipment",),
        regions=(COUNTIES[number % len(COUNTIES)],),
        contact=Contact(name="李四", phone="13812341234", email=None),
        declared=(),
        expires=None,
    )
    return entry.model_copy(update=changes)


def registration(number: int = 0, *, suspended: str | None = None, **changes: Any) -> Registration:
    return Registration(id=EXPERTS[number], region="1301", entry=expert(number, **changes), suspended=suspended)
