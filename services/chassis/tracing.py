"""The trace that a request or an event belongs to, as W3C Trace Context writes it (``traceparent``)."""

from __future__ import annotations

import os
import re
from contextvars import ContextVar
from dataclasses import dataclass

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")


@dataclass(frozen=True, slots=True)
class Trace:
    """Where in which trace we are: 32 and 16 hexadecimal digits."""

    trace_id: str
    span_id: str
    flags: str = "01"

    @property
    def traceparent(self) -> str:
        """What goes into the header of a request or an event that this one causes."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def begin(traceparent: str | None = None) -> Trace:
    """Enter a span of the given trace, or of a new one where the header is absent or malformed; it holds for this task."""
    found = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
    random = os.urandom(24).hex()
    if found and found[1] != "0" * 32 and found[2] != "0" * 16 and not found[0].startswith("ff"):
        trace = Trace(found[1], random[:16], found[3])
    else:
        trace = Trace(random[16:], random[:16])
    _current.set(trace)
    return trace


def current() -> Trace | None:
    """The trace of the running task."""
    return _current.get()


def trace_id() -> str:
    """The running task's trace id; empty outside a trace."""
    trace = _current.get()
    return trace.trace_id if trace else ""
