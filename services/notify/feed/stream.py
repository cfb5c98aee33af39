"""The journal as it grows, as server-sent events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from services.chassis.api.event_streams import BEAT, framed, opening
from services.chassis.settings import Feed as Limits
from services.notify.feed.hub import Hub
from services.notify.feed.journal import Journal
from services.notify.feed.shown import shown

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Stream:
    """One reader's stream. ``leaving`` is set when the process is about to stop."""

    journal: Journal
    hub: Hub
    limits: Limits
    leaving: asyncio.Event

    async def events(self, audiences: Sequence[str], after: int) -> AsyncGenerator[bytes, None]:
        """What stands behind the position, then what comes; a heartbeat where nothing comes."""
        ends = time.monotonic() + self.limits.longest
        yield opening(after)
        with self.hub.listening(audiences) as news:
            while time.monotonic() < ends and not self.leaving.is_set():
                news.clear()
                entries, reached = await self.journal.read(audiences, after, _BATCH)
                for entry in entries:
                    yield framed(entry.position, "notification", shown(entry).model_dump_json())
                after = reached
                if not entries and not await self._something(news, ends - time.monotonic()):
                    yield BEAT

    async def _something(self, news: asyncio.Event, left: float) -> bool:
        """Wait for news or the process's end; False where there was neither for as long as a stream may be silent."""
        waits = [asyncio.create_task(event.wait()) for event in (news, self.leaving)]
        try:
            done, _ = await asyncio.wait(waits, timeout=min(self.limits.heartbeat, left), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return bool(done)
