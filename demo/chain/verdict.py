"""Whether the round came out as it has to: by the API, by Kafka, and by the store itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from contracts.events.intake.examination import ApplicationReturned
from contracts.events.intake.round import RoundClosed
from contracts.money import yuan
from demo.chain import story
from demo.chain.round import Cast
from demo.desk import Body
from demo.findings import Events, Finding, dense
from demo.telling import applicants_told, changes, reached


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that there is to judge by: what the APIs say, and the events on Kafka."""

    casts: Sequence[Cast]
    rows: dict[str, Body]
    """By application, as their applicants see them at intake."""
    awards: dict[str, Body]
    """By application, as the city sees them at funding: those that were accepted."""
    shown: Sequence[Body]
    """The rounds, as anybody sees them."""
    fund: Body
    ledger: Sequence[Body]
    told: dict[str, list[Body]]
    """By application that was submitted, who was told what, as the city sees it at notify."""
    channels: Mapping[str, Sequence[str]]
    """By USCC, over which channels the enterprise wants to be told."""
    events: Events

    @property
    def owners(self) -> dict[str, str]:
        """The USCC of every application's enterprise."""
        return {one.id: one.company.uscc for cast in self.casts for one in cast.enterprises.values()}

    @property
    def intake(self) -> list[CloudEvent[Event]]:
        return self.events["intake"]

    @property
    def all_events(self) -> list[CloudEvent[Event]]:
        return [event for events in self.events.values() for event in events]


def judge(outcome: Outcome) -> Iterator[Finding]:
    """What can be told from the API and the bus."""
    yield _statuses(outcome)
    for cast, shown in zip(outcome.casts, outcome.shown, strict=True):
        yield from _closing(outcome, cast, shown)
    yield _returns(outcome)
    yield from _recomputed(outcome)
    yield from money(outcome.fund, outcome.ledger, outcome.awards)
    yield _awarded(outcome)
    yield applicants_told(changes(outcome.all_events, outcome.owners), reached(outcome.all_events), outcome.channels)
    yield dense(outcome.events)


def _statuses(outcome: Outcome) -> Finding:
    first, second = outcome.casts
    wanted = {one.id: story.end_of(key) for key, one in first.enterprises.items()}
    wanted |= {one.id: "accepted" for one in second.enterprises.values()}
    found = {application: row["status"] for application, row in outcome.rows.items()}
    counts = ", ".join(f"{count} {status}" for status, count in Counter(found.values()).most_common())
    return Finding("every application ends as the story has it", counts, found == wanted)


def _closing(outcome: Outcome, cast: Cast, shown: Body) -> Iterator[Finding]:
    """The event that closes the set of cases names its members."""
    of_round = {one.id for one in cast.enterprises.values()}
    closed = [event.data for event in outcome.intake if isinstance(event.data, RoundClosed) and event.data.round == cast.round.code]
    accepted = {application for application in of_round if outcome.rows[application]["status"] == "accepted"}
    named = {case.application for event in closed for case in event.cases}
    yield Finding(
        f"{cast.round.code}: round.closed, read from Kafka, names the accepted cases",
        f"{len(named)} cases",
        len(closed) == 1 and named == accepted and bool(named) and shown["cases"] == len(accepted),
    )


def _recomputed(outcome: Outcome) -> Iterator[Finding]:
    for cast in outcome.casts:
        right = cast.recomputed == {"draw": True, "ranking": True}
        yield Finding(f"{cast.round.code}: draw and ranking computed again from their files", ", ".join(cast.recomputed), right)


def money(fund: Body, ledger: Sequence[Body], awards: Mapping[str, Body]) -> Iterator[Finding]:
    """The ledger explains every fen; it is what the awards say; nobody has two."""
    moved = Counter[str]()
    for line in ledger:
        moved[line["entry"]] += line["fen"]
    held = moved["reserved"] - moved["released"] - moved["revoked"] - moved["recovered"]
    cap = sum(
        line["fen"] * (-1 if line["entry"] == "lowered" else 1) for line in ledger if line["entry"] in ("opened", "raised", "lowered")
    )
    adds_up = held == fund["held"] and cap == fund["cap"] and all(line["available"] >= 0 for line in ledger)
    yield Finding("the ledger adds up, and the cap was never passed", f"{len(ledger)} lines, {yuan(held)} of {yuan(cap)}", adds_up)
    paid = [award for award in awards.values() if award["status"] == "paid"]
    out = moved["paid"] - moved["returned"] - moved["recovered"]
    same = out == fund["paid"] == sum(award["fen"] for award in paid)
    yield Finding("ledger = awards", f"{len(paid)} paid, {yuan(out)}", same)
    enterprises = {award["uscc"] for award in paid}
    yield Finding("nobody was awarded twice", f"{len(enterprises)} enterprises", len(enterprises) == len(paid))


def _awarded(outcome: Outcome) -> Finding:
    """As many as the cap lasts for, in rank order but for those that fell."""
    paid = {application for application, award in outcome.awards.items() if award["status"] == "paid"}
    counts = [sum(one.id in paid for one in cast.enterprises.values()) for cast in outcome.casts]
    found = " and ".join(map(str, counts))
    return Finding("so many awards in the two rounds", found, counts == [story.AWARDS, story.SECOND_AWARDS])


def _returns(outcome: Outcome) -> Finding:
    found = returns(outcome.intake)
    first = outcome.casts[0]
    wanted = {first.enterprises[one.key].id: story.returns_of(one.key) for one in story.everybody() if story.returns_of(one.key)}
    return Finding("returned for correction, and mended", f"{sum(found.values())} applications", found == wanted)


def returns(events: list[CloudEvent[Event]]) -> dict[str, int]:
    """How often each application was returned, by the events."""
    return Counter(event.data.application for event in events if isinstance(event.data, ApplicationReturned))
