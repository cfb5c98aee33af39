"""Commit ids that sort in causal order: a hybrid logical clock.

An id is the wall clock in microseconds, or one more than the newest id among the streams that the commit continues, whichever is later. So
along every stream ids rise strictly, even between machines whose clocks differ, and sorting pending commits by id never puts a later
version before an earlier one. The platform's movable clock plays no part in it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import count
from secrets import token_hex

SLOWEST_WRITER = 300
"""Seconds between a commit's id and its being there, and between the clocks of two machines, at most: far more than a write may take."""


class CausalIds:
    """The ids of one process: sixteen hexadecimal digits of time, then the process and a counter for uniqueness."""

    def __init__(self) -> None:
        self._process = token_hex(5)
        self._count = count()
        self._last = 0

    def next(self, after: Iterable[str]) -> str:
        """An id later than all of ``after`` and than every id this process gave before."""
        newest = max((int(commit[:16], 16) for commit in after if commit), default=0)
        self._last = max(time.time_ns() // 1000, newest + 1, self._last + 1)
        return f"{self._last:016x}-{self._process}-{next(self._count):x}"


def settled(newest: str) -> str:
    """An id (its time only) from which on there may still come new ones, given the newest commit that is there.

    Whoever reads "what is new since then" must look back so far that no slow writer, and none whose clock is behind, comes in before it.
    """
    now = time.time_ns() // 1000
    return f"{max(0, min(int(newest[:16], 16) if newest else 0, now) - SLOWEST_WRITER * 1_000_000):016x}"
