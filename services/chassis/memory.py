"""What a process remembers of streams, so that most decisions read nothing. It may be stale when another process wrote; it is never wrong
about a version that it holds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from services.chassis.aggregates import Standing


class Memory:
    """The most recently used streams, at confirmed versions only."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._known: OrderedDict[str, Standing] = OrderedDict()

    def recall(self, streams: Iterable[str]) -> dict[str, Standing]:
        """Those of the streams that are remembered."""
        found: dict[str, Standing] = {}
        for stream in streams:
            standing = self._known.get(stream)
            if standing is not None:
                self._known.move_to_end(stream)
                found[stream] = standing
        return found

    def keep(self, standings: Mapping[str, Standing]) -> None:
        for stream in standings:
            self._known.pop(stream, None)
        self._known.update(standings)
        while len(self._known) > self._capacity:
            self._known.popitem(last=False)

    def forget(self, streams: Iterable[str]) -> None:
        for stream in streams:
            self._known.pop(stream, None)
