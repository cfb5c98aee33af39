"""Whether the round came out as it has to, beyond what holds for every call."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

from contracts.events.intake.application import ApplicationSubmitted
from demo.findings import Finding
from demo.reported import Outcome

LARGE = 2_000_000  # bytes, 附件2 四 “图片不小于2M”
_KINDS = ("picture", "chart")


async def judge(outcome: Outcome) -> AsyncIterator[Finding]:
    yield await _confirmations(outcome)
    yield _pictures(outcome)


async def _confirmations(outcome: Outcome) -> Finding:
    """Each of the six checks of each recommended case is on record with who confirmed it, two people in all."""
    wrong, people = [], Counter[str]()
    for entry in outcome.reporting.ending_in("recommended"):
        bureau = outcome.reporting.bureaus[entry.office or ""]
        confirmed = (await bureau.first.get(entry.application.path))["confirmed"]
        who = Counter(said["by"]["subject"] for said in confirmed.values())
        people += who
        if set(confirmed) != set(bureau.checks_of(entry.application)) or sorted(who.values()) != [3, 3]:
            wrong.append(entry.who)
    found = "、".join(wrong) or f"{people.total()} checks by {len(people)} people"
    return Finding("every declared check has the person who confirmed it", found, not wrong and people.total() > 0)


def _pictures(outcome: Outcome) -> Finding:
    """By the events: what is a picture has 2 MB and more."""
    sizes = [
        material.size
        for event in outcome.events["intake"]
        if isinstance(event.data, ApplicationSubmitted)
        for material in event.data.content.value.materials
        if material.kind in _KINDS
    ]
    smallest = min(sizes, default=0)
    return Finding("every picture has at least 2 MB", f"{len(sizes)} pictures, the smallest {smallest:,} bytes", smallest >= LARGE)
