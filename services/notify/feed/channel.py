"""The channels ``inbox`` and ``feed``: a notification is delivered when it stands in the journal."""

from __future__ import annotations

from collections.abc import Sequence

from services.chassis.batching import Batcher
from services.notify.channels.channel import Answer, Outgoing
from services.notify.feed.journal import Journal

CHANNELS = frozenset({"inbox", "feed"})


class JournalChannel:
    """Writes to the journal, what comes at the same time together."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._batcher: Batcher[Outgoing, int] = Batcher(self._append)

    async def send(self, outgoing: Outgoing) -> Answer:
        """Give it its position."""
        position = await self._batcher.ask(outgoing)
        return Answer("delivered", f"position {position}")

    async def _append(self, batch: Sequence[Outgoing]) -> Sequence[int | Exception]:
        return await self._journal.append(batch)
