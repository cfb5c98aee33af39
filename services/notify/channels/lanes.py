"""How much is on its way at the same time: over each channel, and to each address, so that who hangs holds up nobody else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

Lane = tuple[str, str]
"""Channel and address."""
_REMEMBERED = 10_000


@dataclass(eq=False)
class Lanes:
    """``at_once`` attempts over one channel, ``each`` to one address; to one that was slow last time, a single one."""

    at_once: int
    each: int
    _on_their_way: Counter[Lane] = field(default_factory=Counter)
    _over: Counter[str] = field(default_factory=Counter)
    _slow: dict[Lane, None] = field(default_factory=dict)

    def enter(self, lane: Lane) -> bool:
        """Take a place; False where there is none."""
        if self._over[lane[0]] >= self.at_once or self._on_their_way[lane] >= self._room(lane):
            return False
        self._on_their_way[lane] += 1
        self._over[lane[0]] += 1
        return True

    def leave(self, lane: Lane, *, slow: bool) -> None:
        """Give the place back, and say whether it took long."""
        self._over[lane[0]] -= 1
        self._on_their_way[lane] -= 1
        if not self._on_their_way[lane]:
            del self._on_their_way[lane]
        self._slow.pop(lane, None)
        if slow:
            self._slow[lane] = None
        if len(self._slow) > _REMEMBERED:
            del self._slow[next(iter(self._slow))]

    def _room(self, lane: Lane) -> int:
        return 1 if lane in self._slow else self.each

    @property
    def full(self) -> list[Lane]:
        """The addresses that take no more for now."""
        return [lane for lane, count in self._on_their_way.items() if count >= self._room(lane)]
