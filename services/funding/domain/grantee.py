"""Once ever: which award of a programme an enterprise has, whatever the round and however its USCC was written."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.funding.grantee import GranteeBound, GranteeExcluded, GranteeFreed
from contracts.refusal import Refusal, Text


class Grantee(BaseModel):
    """``application`` holds the enterprise's one award; ``excluded``: it gets none any more, for this reason (revoked, clawed-back)."""

    model_config = ConfigDict(frozen=True)
    application: str | None = None
    excluded: str | None = None

    def bars(self, application: str) -> bool:
        """Whether another application than this one keeps the enterprise from an award."""
        return self.excluded is not None or (self.application is not None and self.application != application)


def fold(state: Grantee, event: Event, _at: datetime) -> Grantee:
    match event:
        case GranteeBound():
            return Grantee(application=event.application, excluded=state.excluded)
        case GranteeFreed():
            return Grantee(excluded=state.excluded)
        case GranteeExcluded():
            return Grantee(application=event.application, excluded=event.why)
    return state


def bind(state: Grantee, grantee: tuple[str, str], application: str, source: str | None) -> GranteeBound:
    """Keep the enterprise's other applications out. ``grantee``: programme and USCC; ``source``: the clause. Refused where it has one."""
    programme, uscc = grantee
    if state.bars(application):
        zh, en = f"{uscc} 在本项目中已获奖补或已列入奖补", f"{uscc} has an award of the programme, or is proposed for one"
        raise Refusal("awarded-before", Text(zh, en), source=source)
    return GranteeBound(programme=programme, uscc=uscc, application=application)
