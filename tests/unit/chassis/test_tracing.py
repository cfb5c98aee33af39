"""A trace goes from a request through its events, in the form of W3C Trace Context."""

from __future__ import annotations

import pytest

from services.chassis import tracing

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-00"


def test_a_span_continues_the_trace_it_was_given_and_its_decision_to_sample() -> None:
    trace = tracing.begin(PARENT)
    assert (trace.trace_id, trace.flags, tracing.trace_id()) == (TRACE, "00", TRACE)
    assert trace.span_id != "00f067aa0ba902b7"
    assert tracing.begin(trace.traceparent).trace_id == TRACE


@pytest.mark.parametrize("wrong", [None, "", "00", PARENT.upper(), PARENT.replace(TRACE, "0" * 32), f"ff{PARENT[2:]}", f"{PARENT}x"])
def test_a_malformed_parent_starts_a_new_trace(wrong: str | None) -> None:
    trace = tracing.begin(wrong)
    assert len(trace.trace_id) == 32
    assert trace.trace_id.lower() not in (TRACE, "0" * 32)
