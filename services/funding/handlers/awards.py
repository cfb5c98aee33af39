"""What is done with one award. Each handler reads as its rule: load, decide, append; money and waiting list go through the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contracts.canonical import instant
from contracts.events.event import Event
from contracts.events.funding.award import AwardDeclined
from contracts.events.funding.proposal import Why
from contracts.events.parties import Filer, Officer
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.funding.domain import ending
from services.funding.domain.award import Award, Status, fold, known
from services.funding.domain.ending import Demand
from services.funding.domain.refusals import require
from services.funding.funding import Funding, proposal_key
from services.funding.handlers.ledger import Ledger
from services.funding.streams import AWARD, PROPOSAL

Rule = Callable[[Award, Ledger], None]
"""What a step adds to the decision."""


@dataclass(frozen=True, slots=True)
class Task:
    """One step with one award. ``may`` refuses a caller who may not take it."""

    desk: Funding
    asked: Asked
    application: str
    may: Callable[[Award], None]

    @property
    def officer(self) -> Officer:
        return Officer.of(self.asked.caller)

    @property
    def stream(self) -> str:
        return AWARD.stream(self.application)

    async def take(self, name: str, rule: Rule) -> dict[str, Any]:
        """Decide the step, and answer where the award now stands."""

        def decide(streams: Streams) -> Decision:
            state = streams.state(AWARD, self.application)
            track = self.desk.track_of(state)
            self.may(state)
            decision = Decision()
            rule(state, Ledger(streams, decision, track))
            decision.answer = decision.answer or answer(state, decision.changes.get(self.stream, []), streams)
            return decision

        return await self.desk.decide(self.asked, name, decide, self.stream)


def answer(state: Award, events: list[Event], streams: Streams) -> dict[str, Any]:
    """What a command on an award answers: where it now stands, and since when."""
    for event in events:
        state = fold(state, event, streams.now)
    return {"id": state.id, "status": state.status.value, "fen": state.fen, "at": instant(streams.now)}


def record(ledger: Ledger, state: Award, *events: Event) -> None:
    """Put events on the award's own stream."""
    ledger.decision.on(AWARD.stream(state.id), *events)


def fall(state: Award, ledger: Ledger, why: Why, reason: str) -> None:
    """A proposed award falls: its sum is free again, and the waiting list moves up. Refused for one that holds no sum any more."""
    require(state, Status.PROPOSED)
    record(ledger, state, AwardDeclined(application=state.id, call=known(state.call), why=why, reason=reason))
    ledger.free(state, why, "released", reason)
    ledger.advance(state, why)


async def confirm(task: Task) -> dict[str, Any]:
    """The award stands."""
    return await task.take("confirm", lambda state, ledger: stand(state, ledger, task.officer))


def stand(state: Award, ledger: Ledger, by: Officer) -> None:
    """Confirm it: what was reserved is awarded. Refused while something is missing."""
    confirmed = ending.confirm(state, ledger.track, ledger.now, by)
    ledger.post(state, "awarded")
    record(ledger, state, confirmed)


async def withdraw(task: Task, reason: str | None) -> dict[str, Any]:
    """The applicant withdraws; a proposed one's place goes to the waiting list."""
    in_review = f"{task.desk.settings.links.scoring}/v1/cases/{task.application}"

    def rule(state: Award, ledger: Ledger) -> None:
        ranked = ledger.streams.state(PROPOSAL, *proposal_key(known(state.call))).ranked
        here = ranked is not None and any(place.application == state.id for place in ranked.places)
        record(ledger, state, ending.withdraw(state, None if here else in_review, reason, Filer.of(task.asked.caller)))
        if state.status is Status.PROPOSED:
            ledger.free(state, "withdrawn", "released", "企业撤回申报")
            ledger.advance(state, "withdrawn")

    return await task.take("withdraw", rule)


async def revoke(task: Task, reason: str) -> dict[str, Any]:
    """Take a confirmed award back. With an order out its sum stays held: the report of what became of that ends it."""

    def rule(state: Award, ledger: Ledger) -> None:
        revoked = ending.revoke(state, reason, task.officer)
        record(ledger, state, revoked)
        if revoked.stops is None:
            take_back(state, ledger, reason)

    return await task.take("revoke", rule)


def take_back(state: Award, ledger: Ledger, reason: str) -> None:
    """A revoked award that is not paid: its sum is free again, and the waiting list of its round moves up."""
    ledger.free(state, "revoked", "revoked", reason)
    ledger.advance(state, "revoked")


async def claw_back(task: Task, demand: Demand) -> dict[str, Any]:
    """Demand a paid award back."""

    def rule(state: Award, ledger: Ledger) -> None:
        record(ledger, state, ending.claw_back(state, demand, ledger.now, task.officer))

    return await task.take("claw_back", rule)


async def recover(task: Task, voucher: str) -> dict[str, Any]:
    """The money is back: it is the fund's, and the waiting list moves up."""

    def rule(state: Award, ledger: Ledger) -> None:
        record(ledger, state, ending.recover(state, voucher, task.officer))
        ledger.free(state, "clawed-back", "recovered", known(state.reason))
        ledger.advance(state, "clawed-back")

    return await task.take("recover", rule)
