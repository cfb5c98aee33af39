"""The verdict's second half: what the stores and the bus hold, read past the APIs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from demo.findings import Events, Finding, files_named
from deploy.local.evidence import Evidence, events_on_the_bus, evidence_of
from deploy.local.people import Settings

WITHIN = 15.0  # seconds after the last answer
CONSUMES = {
    "scoring": ("intake.events",),
    "funding": ("intake.events", "scoring.events"),
    "notify": ("intake.events", "scoring.events", "funding.events"),
}
SERVICES = ("intake", "scoring", "funding", "notify")


async def at_rest(settings: Settings) -> AsyncIterator[Finding]:
    """Every event is consumed, every notification is delivered, and what came of both is on the bus; what is left is counted.

    In this order: what is consumed makes notifications, and a delivery is an event again.
    """
    lag = dead = pending = 0
    for service in SERVICES:
        async with evidence_of(settings, service) as evidence:
            lag += await evidence.lag(CONSUMES.get(service, ()), WITHIN)
            dead += await evidence.dead_letters()
    async with evidence_of(settings, "notify") as evidence:
        undelivered = await evidence.due("notifications", WITHIN)
    for service in SERVICES:
        async with evidence_of(settings, service) as evidence:
            pending += await evidence.pending(WITHIN)
    yield Finding("nothing waits for the bus", f"{pending} pending", pending == 0)
    yield Finding("every consumer has come to the end", f"lag {lag}, {dead} dead letters", lag == dead == 0)
    yield Finding("every notification is delivered", f"{undelivered} due", undelivered == 0)


async def all_events(settings: Settings) -> Events:
    """Every event on Kafka, by service."""
    read = await asyncio.gather(*(asyncio.to_thread(events_on_the_bus, settings, service) for service in SERVICES))
    return dict(zip(SERVICES, read, strict=True))


async def proofs(settings: Settings, events: Events) -> AsyncIterator[Finding]:
    """What nobody can tell from the API alone."""
    recorded = commits = streams = 0
    wrong: list[str] = []
    same = True
    for service in SERVICES:
        async with evidence_of(settings, service) as evidence:
            found = await evidence.recorded()
            same = same and sorted(one.id for one in found) == sorted(one.id for one in events[service])
            report = await evidence.audit()
            wrong += [finding.what for finding in report.findings]
            recorded, commits, streams = recorded + len(found), commits + report.commits, streams + report.streams
    yield Finding("Kafka has every event of record, once", f"{recorded} recorded", same)
    yield Finding("lianzhu audit verify finds nothing", "; ".join(wrong) or f"{commits} commits, {streams} streams", not wrong)
    async with evidence_of(settings, "intake") as evidence:
        yield await _files(evidence, events)


async def _files(evidence: Evidence, events: Events) -> Finding:
    named = files_named(events["intake"])
    bad = await evidence.unreadable(named)
    return Finding("every file is there, with the SHA-256 that the events name", f"{len(named)} files", bool(named) and not bad)
