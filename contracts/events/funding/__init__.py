"""The events that funding owns and publishes to ``funding.events``."""

from __future__ import annotations

from contracts.events.event import Event
from contracts.events.funding.award import (
    AuditFailed,
    AuditOrdered,
    AuditPassed,
    AwardArchived,
    AwardClawedBack,
    AwardConfirmed,
    AwardDecided,
    AwardDeclined,
    AwardNoticed,
    AwardPromoted,
    AwardProposed,
    AwardRecovered,
    AwardRevoked,
    AwardWaiting,
    AwardWithdrawn,
    CandidateReceived,
    CandidateWithdrawn,
)
from contracts.events.funding.dossier import DossierOpened
from contracts.events.funding.fund import FundAudited, FundAuditOrdered, FundChanged, FundPosted
from contracts.events.funding.grantee import GranteeBound, GranteeExcluded, GranteeFreed
from contracts.events.funding.notice import NoticeEnded, NoticePublished, ObjectionLodged, ObjectionResolved
from contracts.events.funding.payment import (
    AccountAmended,
    EvaluationDue,
    EvaluationFiled,
    EvaluationRecorded,
    EvaluationReminded,
    PaymentMade,
    PaymentOrdered,
    PaymentReturned,
    PaymentStopped,
)
from contracts.events.funding.proposal import (
    DecisionDiscarded,
    DecisionMade,
    DecisionPrepared,
    ProposalAdvanced,
    ProposalMade,
    ProposalRanked,
)

EVENTS: tuple[type[Event], ...] = (
    FundChanged,
    FundPosted,
    FundAuditOrdered,
    FundAudited,
    GranteeBound,
    GranteeFreed,
    GranteeExcluded,
    CandidateReceived,
    CandidateWithdrawn,
    DossierOpened,
    ProposalRanked,
    ProposalMade,
    ProposalAdvanced,
    DecisionPrepared,
    DecisionDiscarded,
    DecisionMade,
    NoticePublished,
    NoticeEnded,
    ObjectionLodged,
    ObjectionResolved,
    AwardProposed,
    AwardWaiting,
    AwardPromoted,
    AwardDeclined,
    AwardDecided,
    AwardNoticed,
    AuditOrdered,
    AuditPassed,
    AuditFailed,
    AwardConfirmed,
    AwardWithdrawn,
    AwardRevoked,
    AwardClawedBack,
    AwardRecovered,
    AwardArchived,
    PaymentOrdered,
    PaymentMade,
    PaymentReturned,
    PaymentStopped,
    AccountAmended,
    EvaluationDue,
    EvaluationFiled,
    EvaluationRecorded,
    EvaluationReminded,
)
