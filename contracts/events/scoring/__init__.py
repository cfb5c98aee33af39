"""The events that scoring owns and publishes to ``scoring.events``."""

from __future__ import annotations

from contracts.events.event import Event
from contracts.events.scoring.assignment import (
    AssignmentAccepted,
    AssignmentDeclined,
    AssignmentExtended,
    AssignmentMade,
    AssignmentReminded,
    AssignmentReplaced,
    AssignmentSpared,
    UndertakingSigned,
)
from contracts.events.scoring.case import CaseDrawn, CaseReceived, CaseScored, CaseWithdrawn, ExtraReviewOrdered, JointOpinionRecorded
from contracts.events.scoring.draw import DrawContinued, DrawPublished, PoolClosed, PoolExtended, SeedCommitted
from contracts.events.scoring.expert import ExpertAmended, ExpertRegistered, ExpertReinstated, ExpertSuspended
from contracts.events.scoring.ranking import RankingPublished
from contracts.events.scoring.review import ReviewClosed, ReviewConvened, ReviewEntered, ReviewExtended, ReviewOpened, ReviewProgressed
from contracts.events.scoring.sheet import SheetExcluded, SheetReopened, SheetSubmitted

EVENTS: tuple[type[Event], ...] = (
    ExpertRegistered,
    ExpertAmended,
    ExpertSuspended,
    ExpertReinstated,
    ReviewEntered,
    ReviewConvened,
    ReviewOpened,
    ReviewExtended,
    ReviewProgressed,
    ReviewClosed,
    SeedCommitted,
    PoolClosed,
    PoolExtended,
    DrawPublished,
    DrawContinued,
    AssignmentMade,
    AssignmentExtended,
    AssignmentReminded,
    AssignmentSpared,
    UndertakingSigned,
    AssignmentAccepted,
    AssignmentDeclined,
    AssignmentReplaced,
    SheetSubmitted,
    SheetReopened,
    SheetExcluded,
    CaseReceived,
    CaseDrawn,
    ExtraReviewOrdered,
    JointOpinionRecorded,
    CaseScored,
    CaseWithdrawn,
    RankingPublished,
)
