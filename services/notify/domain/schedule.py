"""When a notification that could not be delivered is tried again: the schedule that Standard Webhooks recommends, for every channel."""

from __future__ import annotations

from datetime import datetime, timedelta

PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After each failed attempt but the last: ten attempts within 75 h 35 min 5 s."""
ATTEMPTS = len(PAUSES) + 1
_LONGEST_WISH = timedelta(hours=24)
"""The most that a Retry-After may put off the next attempt."""


def next_try(failed: int, now: datetime, retry_after: timedelta | None = None) -> datetime | None:
    """When to try again after so many failed attempts (from 1); None: it has been tried often enough.

    A receiver's Retry-After may put the attempt off, never bring it forward.
    """
    if failed >= ATTEMPTS:
        return None
    pause = PAUSES[failed - 1]
    return now + max(pause, min(retry_after or pause, _LONGEST_WISH))
