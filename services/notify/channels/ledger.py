"""The ledger of deliveries, as the sender sees it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.notify.channels.channel import Answer, Outgoing


@dataclass(frozen=True, slots=True)
class Due:
    """A notification whose time has come: ``version`` is its stream's, ``since`` when it fell due, ``attempt`` the number of the attempt
    that is now to be made, from 1."""

    outgoing: Outgoing
    version: int
    since: datetime
    attempt: int

    @property
    def lane(self) -> tuple[str, str]:
        """What it shares a limit with: all that goes the same way to the same place."""
        return self.outgoing.channel, self.outgoing.address


@dataclass(frozen=True, slots=True)
class Besides:
    """What is not asked for now: notifications that are known already, and addresses of which enough wait."""

    ids: Collection[str] = ()
    lanes: Collection[tuple[str, str]] = ()


class Ledger(Protocol):
    """What is due, and what came of it."""

    async def due(self, now: datetime, besides: Besides, limit: int) -> Sequence[Due]:
        """The next that are due, the oldest first."""
        ...

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next one after now falls due; None: nothing waits."""
        ...

    async def attempted(self, tries: Sequence[tuple[Due, Answer]]) -> Sequence[Exception | None]:
        """Record attempts, each once for each version of its notification; for each None, or why it is not recorded."""
        ...
