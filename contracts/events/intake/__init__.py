"""The events that intake owns and publishes to ``intake.events``."""

from __future__ import annotations

from contracts.events.event import Event
from contracts.events.intake.application import ApplicationDrafted, ApplicationResubmitted, ApplicationSubmitted, ApplicationWithdrawn
from contracts.events.intake.entry import EntryFreed, EntryTaken
from contracts.events.intake.examination import (
    ApplicationAccepted,
    ApplicationChecked,
    ApplicationPaperReceived,
    ApplicationPrepared,
    ApplicationRecommended,
    ApplicationRejected,
    ApplicationReturned,
)
from contracts.events.intake.imports import ImportAccepted, ImportAdvanced, ImportEnded, ImportReverted
from contracts.events.intake.list import (
    ListDeclared,
    ListEntered,
    ListFiled,
    ListLeft,
    ListOrdered,
    ListReceived,
    ListReturned,
    ListSupplemented,
)
from contracts.events.intake.organisation import OrganisationAmended, OrganisationRegistered
from contracts.events.intake.result import ApplicationConcluded
from contracts.events.intake.round import RoundAdmitted, RoundClosed, RoundMoved, RoundOpened

EVENTS: tuple[type[Event], ...] = (
    OrganisationRegistered,
    OrganisationAmended,
    RoundOpened,
    RoundMoved,
    RoundAdmitted,
    RoundClosed,
    EntryTaken,
    EntryFreed,
    ApplicationDrafted,
    ApplicationSubmitted,
    ApplicationReturned,
    ApplicationResubmitted,
    ApplicationChecked,
    ApplicationPrepared,
    ApplicationRecommended,
    ApplicationRejected,
    ApplicationWithdrawn,
    ApplicationPaperReceived,
    ApplicationAccepted,
    ApplicationConcluded,
    ListEntered,
    ListLeft,
    ListDeclared,
    ListOrdered,
    ListFiled,
    ListSupplemented,
    ListReturned,
    ListReceived,
    ImportAccepted,
    ImportAdvanced,
    ImportReverted,
    ImportEnded,
)
