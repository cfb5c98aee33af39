"""Once ever: which award of a programme an enterprise has, whatever the round and however its USCC was written."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from contracts.events.event import Event
from contracts.events.funding.grantee import GranteeBound, GranteeExcluded, GranteeFreed


class Grantee(BaseModel):
    """``application`` holds the enterprise's one award; ``excluded``: it gets none any more."""

    model_config = ConfigDict(frozen=True)
    application: str | None = None
    excluded: bool = False

    def bars(self, application: str) -> bool:
        """Whether another application than this one keeps the enterprise from an award."""
        return self.excluded or (self.application is not None and self.application != application)


def fold(state: Grantee, event: Event, _at: datetime) -> Grantee:
    match event:
        case GranteeBound():
            return Grantee(application=event.application, excluded=state.excluded)
        case GranteeFreed():
            return Grantee(excluded=state.excluded)
        case GranteeExcluded():
            return Grantee(application=event.application, excluded=True)
    return state
