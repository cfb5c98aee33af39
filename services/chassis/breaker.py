"""A breaker: past a number of dead letters a minute the consumer stops, rather than drain a topic into them."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from services.chassis.clock import Clock

_WINDOW = timedelta(minutes=1)


class Breaker:
    """Open while the last minute had ``limit`` failures or more; it closes by itself when they lie further back."""

    def __init__(self, limit: int, clock: Clock) -> None:
        self._limit = limit
        self._clock = clock
        self._failures: deque[datetime] = deque(maxlen=limit)

    def failure(self) -> None:
        self._failures.append(self._clock.now())

    @property
    def open(self) -> bool:
        return len(self._failures) == self._limit and self._clock.now() - self._failures[0] < _WINDOW
