"""Once ever: the one award that an enterprise may have of a programme. Stream: ``grantee/<programme>/<USCC>``."""

from __future__ import annotations

from contracts.events.event import Event
from contracts.events.funding.proposal import Why
from contracts.events.values import ApplicationId, Code, Uscc


class GranteeBound(Event):
    """An award is reserved for the enterprise: no other application of it gets one, in whatever round."""

    type = "lianzhu.funding.grantee.bound.v1"
    programme: Code
    uscc: Uscc
    application: ApplicationId


class GranteeFreed(Event):
    """The award fell: the enterprise may be awarded another time."""

    type = "lianzhu.funding.grantee.freed.v1"
    programme: Code
    uscc: Uscc
    application: ApplicationId
    why: Why


class GranteeExcluded(Event):
    """The programme gives the enterprise no award any more (one was clawed back)."""

    type = "lianzhu.funding.grantee.excluded.v1"
    programme: Code
    uscc: Uscc
    application: ApplicationId
    why: Why
