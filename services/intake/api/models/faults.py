"""What is wrong, and what should be looked at."""

from __future__ import annotations

from contracts.refusal import Fault
from services.chassis.api.models import Output


class FaultShown(Output):
    """One thing that is wrong, in both languages."""

    code: str
    pointer: str
    zh: str
    en: str
    limit: str | int | None = None
    actual: str | int | None = None
    source: str | None = None

    @classmethod
    def of(cls, fault: Fault) -> FaultShown:
        return cls(
            code=str(fault.code),
            pointer=fault.pointer,
            zh=fault.text.zh,
            en=fault.text.en,
            limit=fault.limit,
            actual=fault.actual,
            source=fault.source,
        )
