"""What the county and the city do with an application. Each handler reads as its rule: load, decide, append."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.days import after, end_of
from contracts.events.event import Event
from contracts.events.intake.examination import ClauseCheck, Level, PaperReceipt, Reason, Recommendation
from contracts.events.intake.list import ListRef
from contracts.events.intake.round import AcceptedCase
from contracts.events.parties import Officer
from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.roles import Role
from services.chassis.decisions import Decide, Decision, Streams
from services.chassis.desk import Asked
from services.intake import access
from services.intake.domain import examination as rules
from services.intake.domain import summary_list
from services.intake.domain.application import Application, known
from services.intake.domain.examination import Correction, Seat
from services.intake.domain.listing import bureau_region, entry_of
from services.intake.domain.round import admit, require_not_closed
from services.intake.handlers.applications import free_places, leave_list
from services.intake.intake import Intake, answered
from services.intake.streams import APPLICATION, LIST, ROUND

Rule = Callable[[Application, Track, Streams], list[Event]]


@dataclass(frozen=True, slots=True)
class Task:
    """One step that an officer takes with one application."""

    intake: Intake
    asked: Asked
    application: str

    def seat(self, track: Track) -> Seat:
        """For which bureau the officer acts; a city that reports for itself acts as a province."""
        roles, step = self.asked.caller.roles, track.steps.get(StepName.RECOMMENDATION)
        first = step is not None and bool(roles & set(step.by))
        level: Level = "county" if Role.COUNTY in roles else "province" if Role.PROVINCE in roles else "city"
        return Seat(track, "province" if first and step and step.level == "reporting-authority" else level, first)

    async def take(self, step: StepName, rule: Rule, *, confirming: bool = False) -> dict[str, Any]:
        """Take a step that touches the application alone."""
        stream = APPLICATION.stream(self.application)

        def decide(streams: Streams) -> Decision:
            state, track = self.read(streams, step, confirming=confirming)
            return answered(Decision().on(stream, *rule(state, track, streams)), streams, self.application)

        return await self.intake.decide(self.asked, step.value, decide, stream)

    def read(self, streams: Streams, step: StepName, *, confirming: bool = False) -> tuple[Application, Track]:
        """The application and its track; a refusal where the officer may not take the step, or the round is closed."""
        state = streams.state(APPLICATION, self.application)
        track = self.intake.track_of(state)
        access.require_step(self.asked.caller, state, track, step, confirming=confirming)
        call = known(state.call)
        require_not_closed(streams.state(ROUND, call.programme, call.round), self.intake.programmes.of(call))
        return state, track


async def check(task: Task, findings: Sequence[ClauseCheck]) -> dict[str, Any]:
    """The county's finding on each clause of the eligibility rules."""
    by = Officer.of(task.asked.caller)
    return await task.take(StepName.RECOMMENDATION, lambda state, track, _: rules.check(state, track, findings, by))


async def give_back(task: Task, reasons: Sequence[Reason], due: date | None) -> dict[str, Any]:
    """Return for correction until the end of ``due``, or for as long as the programme gives. The city's return takes it off the list."""

    def rule(state: Application, track: Track, streams: Streams) -> list[Event]:
        until = end_of(due) if due else after(streams.now, known(track.steps[StepName.CORRECTION].within))
        return rules.give_back(state, task.seat(track), Correction(reasons, until), streams.now, Officer.of(task.asked.caller))

    return await _and_off_the_list(task, StepName.RETURN, rule, reasons)


async def reject(task: Task, reasons: Sequence[Reason]) -> dict[str, Any]:
    """Refuse it in this round."""

    def rule(state: Application, track: Track, _streams: Streams) -> list[Event]:
        return rules.reject(state, task.seat(track), reasons, Officer.of(task.asked.caller))

    return await _and_off_the_list(task, StepName.REJECTION, rule, reasons)


async def _and_off_the_list(task: Task, step: StepName, rule: Rule, reasons: Sequence[Reason]) -> dict[str, Any]:
    stream = APPLICATION.stream(task.application)

    def decide(streams: Streams) -> Decision:
        state, track = task.read(streams, step)
        events = rule(state, track, streams)
        decision = answered(Decision().on(stream, *events), streams, task.application)
        leave_list(streams, decision, state, "；".join(reason.text for reason in reasons))
        free_places(streams, decision, task.intake, state, step)
        return decision

    return await task.intake.decide(task.asked, step.value, decide, stream)


async def prepare(task: Task, brief: str | None) -> dict[str, Any]:
    """One officer prepares the recommendation, with the brief for the summary table where it has one."""
    by = Officer.of(task.asked.caller)
    return await task.take(StepName.RECOMMENDATION, lambda state, track, _: rules.prepare(state, track, brief, by))


async def recommend(task: Task) -> dict[str, Any]:
    """Another officer confirms it: the application goes on the county's list, where the quota holds."""
    return await task.intake.decide(task.asked, "recommend", confirming(task), APPLICATION.stream(task.application))


def confirming(task: Task) -> Decide:
    """The decision that confirms it."""
    stream = APPLICATION.stream(task.application)

    def decide(streams: Streams) -> Decision:
        state, track = task.read(streams, StepName.RECOMMENDATION, confirming=True)
        rules.require_second(state, track, Officer.of(task.asked.caller))
        call, region = known(state.call), bureau_region(track.steps[StepName.RECOMMENDATION], known(state.region))
        key = (call.programme, call.round, region.code)
        listed = streams.state(LIST, *key)
        version = streams.state(ROUND, call.programme, call.round).version
        ref = ListRef(programme=call.programme, version=version, round=call.round, region=region, bureau=region.name)
        entry = entry_of(state, known(state.content), track, listed.last_position + 1)
        place = Recommendation(list=LIST.stream(*key), position=entry.position, brief=entry.brief)
        events = rules.recommend(state, track, place, Officer.of(task.asked.caller))
        decision = answered(Decision().on(stream, *events), streams, task.application)
        return decision.on(LIST.stream(*key), *summary_list.enter(listed, ref, track, entry, Officer.of(task.asked.caller)))

    return decide


async def receive(task: Task, on: date, copies: int) -> dict[str, Any]:
    """The city received the paper copies."""
    receipt, by = PaperReceipt(on=on, copies=copies), Officer.of(task.asked.caller)

    def rule(state: Application, track: Track, streams: Streams) -> list[Event]:
        step = track.steps[StepName.RECEIPT]
        if StepName.FILING in step.after:
            rules.require_filed(step, _filed(streams, state, track))
        return rules.receive(state, track, receipt, streams.now, by)

    return await task.take(StepName.RECEIPT, rule)


async def accept(task: Task) -> dict[str, Any]:
    """The city accepts the case: from here it belongs to scoring, and to the round's cases."""
    stream = APPLICATION.stream(task.application)

    def decide(streams: Streams) -> Decision:
        state, track = task.read(streams, StepName.ACCEPTANCE)
        call = known(state.call)
        events = rules.accept(state, track, _filed(streams, state, track), Officer.of(task.asked.caller))
        case = AcceptedCase(application=state.id, track=call.track, region=known(state.region).code)
        admitted = admit(streams.state(ROUND, call.programme, call.round), case)
        decision = answered(Decision().on(stream, *events), streams, task.application)
        return decision.on(ROUND.stream(call.programme, call.round), *admitted)

    return await task.intake.decide(task.asked, "accept", decide, stream)


def _filed(streams: Streams, state: Application, track: Track) -> bool:
    """Whether the city has the list on which the application stands, where the programme has such a list."""
    if track.summary_table is None or state.recommendation is None:
        return track.summary_table is None
    return state.id in streams.state(LIST, *state.recommendation.list.split("/")[1:]).filed
