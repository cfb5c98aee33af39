"""``lianzhu fund verify``: the ledger, the funds' sums and the awards' states, recomputed from the record, commit by commit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from contracts.events import funding
from contracts.events.event import Event
from contracts.events.intake.content import Call
from contracts.programme.programmes import Programmes
from services.chassis.mongo import Collection, Document
from services.funding.domain.books import Books, Entered, Finding, Rules
from services.funding.funding import fund_key

_TYPES: dict[str, type[Event]] = {event.type: event for event in funding.EVENTS}
_programmes = cache(Programmes.all_published)
_KEPT = ("fund/", "award/", "grantee/")


@dataclass(frozen=True, slots=True)
class Report:
    """How much was looked at, and what does not agree."""

    funds: int
    lines: int
    awards: int
    findings: tuple[Finding, ...]


async def verify(commits: Collection) -> Report:
    """Enter every commit in order, each compared with what it says itself. ``commits``: funding's own."""
    books = Books(rules_of)
    findings: list[Finding] = []
    async for commit in commits.find({}, {"at": 1, "parts": 1}).sort("_id", 1):
        findings += books.enter(commit["_id"], entered(commit))
    return Report(len(books.funds), books.lines, len(books.awards), (*findings, *books.close()))


def entered(commit: Document) -> list[Entered]:
    """What a commit says of funds, awards and grantees."""
    return [_entered(part, commit) for part in commit["parts"] if part["stream"].startswith(_KEPT)]


def _entered(part: Document, commit: Document) -> Entered:
    events = [_TYPES[event["type"]].model_validate_json(event["data"]) for event in part["events"]]
    return Entered(part["stream"], part["version"], commit["at"], events)


def rules_of(call: Call) -> Rules | None:
    """By the programme's version that an application was filed under."""
    track = _programmes().track(call)
    return Rules("/".join(fund_key(track.fund, call)), track.award.once is not None) if track.fund else None
