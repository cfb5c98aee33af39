"""The verdict's second half: what the store and the bus hold, read past the API."""

from __future__ import annotations

from collections.abc import AsyncIterator

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from demo.verdict import Finding, files_named
from deploy.local.evidence import Evidence

PUBLISHED_WITHIN = 10.0  # seconds after the last answer


async def proofs(evidence: Evidence, events: list[CloudEvent[Event]]) -> AsyncIterator[Finding]:
    """What nobody can tell from the API alone. ``events`` are those on Kafka."""
    recorded = await evidence.recorded()
    yield Finding(
        "Kafka has every event of record, once",
        f"{len(recorded)} recorded",
        sorted(one.id for one in recorded) == sorted(one.id for one in events),
    )
    report = await evidence.audit()
    wrong = "; ".join(finding.what for finding in report.findings)
    yield Finding("lianzhu audit verify finds nothing", wrong or f"{report.commits} commits, {report.streams} streams", not report.findings)
    applications = len({one.stream for one in recorded if one.stream.startswith("application/")})
    rows = await evidence.rows("applications")
    yield Finding("the view has a row for every application", f"{rows} rows", rows == applications)
    named = files_named(events)
    bad = await evidence.unreadable(named)
    yield Finding("every file is there, with the SHA-256 that the events name", f"{len(named)} files", bool(named) and not bad)


async def nothing_pending(evidence: Evidence) -> Finding:
    """The relay has published all; what is left is counted."""
    left = await evidence.pending(PUBLISHED_WITHIN)
    return Finding("nothing waits for the bus", f"{left} pending", left == 0)
