"""What scoring does about intake's events. In whatever order they come, the same review comes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.envelope import CloudEvent
from contracts.events.event import Event
from contracts.events.intake.examination import ApplicationAccepted
from contracts.events.intake.round import RoundClosed
from contracts.events.scoring.case import CaseReceived
from contracts.events.scoring.review import ReviewEntered
from contracts.programme.programmes import Programmes
from services.chassis.decisions import Decision, Streams
from services.chassis.inbox import React, Reads
from services.scoring.domain.reception import case_facts, case_file, convened
from services.scoring.scoring import key_of
from services.scoring.streams import CASE, REVIEW


def accepted(event: CloudEvent[ApplicationAccepted], _streams: Streams) -> Decision:
    """The application is a case, and its review has it. Nothing where the programme has no review in this track."""
    said = event.data
    track = Programmes.all_published().track(said.call)
    if track.review is None:
        return Decision()
    received = CaseReceived(application=said.application, review=said.call, file=case_file(said, track), filer=said.filer)
    entered = ReviewEntered(review=said.call, case=case_facts(said))
    return Decision().on(CASE.stream(said.application), received).on(REVIEW.stream(*key_of(said.call)), entered)


def _read_by_accepted(event: CloudEvent[ApplicationAccepted]) -> Sequence[str]:
    return CASE.stream(event.data.application), REVIEW.stream(*key_of(event.data.call))


def round_closed(event: CloudEvent[RoundClosed], _streams: Streams) -> Decision:
    """The review of each track knows its set of cases."""
    decision = Decision()
    for each in convened(event.data, Programmes.all_published().of(event.data)):
        decision.on(REVIEW.stream(*key_of(each.review)), each)
    return decision


REACTIONS: Mapping[type[Event], React] = {ApplicationAccepted: accepted, RoundClosed: round_closed}
READS: Mapping[type[Event], Reads] = {ApplicationAccepted: _read_by_accepted}
