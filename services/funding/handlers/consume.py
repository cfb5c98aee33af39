"""What funding makes of the events of intake and scoring. Between the two topics there is no order: each is kept as it comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.envelope import CloudEvent
from contracts.events.deferred import Deferred
from contracts.events.event import Event
from contracts.events.funding.award import Candidate, CandidateReceived, CandidateWithdrawn
from contracts.events.funding.dossier import DossierOpened
from contracts.events.funding.proposal import ProposalRanked
from contracts.events.intake.examination import ApplicationAccepted
from contracts.events.scoring.case import CaseWithdrawn
from contracts.events.scoring.ranking import RankingPublished
from services.chassis.decisions import Decision, Streams
from services.chassis.inbox import React, Reads
from services.funding.funding import proposal_stream
from services.funding.streams import AWARD, DOSSIER


def accepted(event: CloudEvent[ApplicationAccepted], _streams: Streams) -> Decision:
    """The city accepted an application: from here funding knows whom it would pay, and who may not audit it. The whole of it goes into the
    dossier, where no award is slowed by it."""
    said = event.data
    content = said.content
    candidate = Candidate(
        title=content.title,
        applicant=content.applicant,
        mode=content.mode,
        industry=content.industry,
        scope=content.scope,
        auditor=content.auditor,
    )
    received = CandidateReceived(application=said.application, call=said.call, candidate=candidate, filer=said.filer)
    opened = DossierOpened(
        application=said.application,
        call=said.call,
        content=Deferred.of(content),
        submitted_at=said.submitted_at,
        recommendation=said.recommendation,
        paper=said.paper,
        filer=said.filer,
        by=said.by,
    )
    return Decision().on(AWARD.stream(said.application), received).on(DOSSIER.stream(said.application), opened)


def left(event: CloudEvent[CaseWithdrawn], _streams: Streams) -> Decision:
    """The applicant withdrew it from the review: it will not be ranked."""
    said = event.data
    withdrawn = CandidateWithdrawn(application=said.application, call=said.review, reason=said.reason)
    return Decision().on(AWARD.stream(said.application), withdrawn)


def ranked(event: CloudEvent[RankingPublished], _streams: Streams) -> Decision:
    """The ranking of a round: what a proposal is made from."""
    said = event.data
    kept = ProposalRanked(call=said.review, region=said.region, places=said.places, ties=said.ties, passing=said.passing, ranking=said.file)
    return Decision().on(proposal_stream(said.review), kept)


REACTIONS: Mapping[type[Event], React] = {ApplicationAccepted: accepted, CaseWithdrawn: left, RankingPublished: ranked}


def _accepted(event: CloudEvent[Any]) -> Sequence[str]:
    return AWARD.stream(event.data.application), DOSSIER.stream(event.data.application)


def _application(event: CloudEvent[Any]) -> Sequence[str]:
    return (AWARD.stream(event.data.application),)


def _review(event: CloudEvent[Any]) -> Sequence[str]:
    return (proposal_stream(event.data.review),)


READS: Mapping[type[Event], Reads] = {ApplicationAccepted: _accepted, CaseWithdrawn: _application, RankingPublished: _review}
