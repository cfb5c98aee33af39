"""A rehearsal: many decisions made one after the other, each seeing those before it, and nothing written.

It says beforehand what would be refused and why, by the very rules that decide in earnest. What others write meanwhile it does not see.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from contracts.refusal import Refusal
from services.chassis.aggregates import Standing
from services.chassis.decisions import Decide, Decision, Streams, Unread
from services.chassis.store import CommitStore

_BATCH = 1000
"""Streams that are read in one query."""


@dataclass(slots=True)
class Rehearsal:
    """``now`` is the instant of all its decisions, UTC."""

    store: CommitStore
    now: datetime
    standings: dict[str, Standing] = field(default_factory=dict)

    async def run(self, decides: Sequence[Decide], streams: Iterable[str]) -> list[Decision | Refusal]:
        """What each comes to, decided in a thread. ``streams`` are those that they read, so far as that is known."""
        await self._load(streams)
        outcomes: list[Decision | Refusal] = []
        while len(outcomes) < len(decides):
            if unread := await to_thread(self._go_on, decides, outcomes):
                await self._load(unread)
        return outcomes

    def _go_on(self, decides: Sequence[Decide], outcomes: list[Decision | Refusal]) -> frozenset[str]:
        """Decide as far as what was loaded reaches; the streams that are needed to go on."""
        for decide in decides[len(outcomes) :]:
            try:
                decision = decide(Streams(self.now, self.standings))
            except Unread as need:
                return need.streams
            except Refusal as refusal:
                outcomes.append(refusal)
            else:
                self._fold(decision)
                outcomes.append(decision)
        return frozenset()

    def _fold(self, decision: Decision) -> None:
        """What was decided holds for those that come later; what none of them reads need not be kept."""
        for stream, events in decision.changes.items():
            standing = self.standings.get(stream)
            if standing is not None:
                state, fold = standing.state, self.store.aggregate(stream).fold
                for event in events:
                    state = fold(state, event, self.now)
                self.standings[stream] = Standing(standing.head, state)

    async def _load(self, streams: Iterable[str]) -> None:
        for batch in _batches(sorted({*streams} - self.standings.keys())):
            self.standings |= await self.store.load(batch)


def _batches(streams: Sequence[str]) -> Iterator[Sequence[str]]:
    return (streams[first : first + _BATCH] for first in range(0, len(streams), _BATCH))
