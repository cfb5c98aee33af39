"""What is due and was read, and waits in memory for a place: some of each address, so that one with many leaves room for all others."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from services.notify.channels.lanes import Lane, Lanes
from services.notify.channels.ledger import Due


@dataclass(eq=False)
class Waiting:
    """So many of ``each`` address wait in memory, the others in the store. ``fresh`` seconds after it was read, a notification is read
    again: another sender may have sent it meanwhile."""

    each: int
    fresh: float
    seconds: Callable[[], float] = time.monotonic
    _due: dict[str, tuple[Due, float]] = field(default_factory=dict)
    _lanes: Counter[Lane] = field(default_factory=Counter)

    @property
    def ids(self) -> Collection[str]:
        return self._due.keys()

    @property
    def crowded(self) -> list[Lane]:
        """The addresses of which no more are read for now."""
        return [lane for lane, number in self._lanes.items() if number >= self.each]

    def put(self, found: Iterable[Due]) -> None:
        """Let these wait, behind those that do; of a crowded address none."""
        now = self.seconds()
        for due in found:
            if due.outgoing.id not in self._due and self._lanes[due.lane] < self.each:
                self._due[due.outgoing.id] = due, now
                self._lanes[due.lane] += 1

    def take(self, lanes: Lanes) -> list[Due]:
        """Those for which there is a place now, in the order in which they came; what has waited too long is forgotten."""
        oldest = self.seconds() - self.fresh
        for key in [key for key, (_, since) in self._due.items() if since < oldest]:
            self._remove(key)
        taken = [due for due, _ in self._due.values() if lanes.enter(due.lane)]
        for due in taken:
            self._remove(due.outgoing.id)
        return taken

    def _remove(self, key: str) -> None:
        due, _ = self._due.pop(key)
        self._lanes[due.lane] -= 1
        if not self._lanes[due.lane]:
            del self._lanes[due.lane]
