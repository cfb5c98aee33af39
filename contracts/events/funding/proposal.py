"""From the ranking to the decision. Stream: ``proposal/<programme>/<round>/<track>``."""

from __future__ import annotations

from datetime import date
from typing import Literal

from contracts.events.event import Event, Record
from contracts.events.intake.content import Call
from contracts.events.parties import Officer
from contracts.events.scoring.ranking import Place, Tie
from contracts.events.values import ApplicationId, Count, DecimalText, DivisionCode, Fen, Position, Sha256, Uscc, Words

Why = Literal[
    "within-cap",
    "cap-used",
    "below-line",
    "held-before",
    "clawed-back",
    "struck",
    "audit-failed",
    "objection-upheld",
    "withdrawn",
    "revoked",
    "cap-raised",
]
"""Why an application stands where it stands."""


class ProposalRanked(Event):
    """The ranking came from scoring."""

    type = "lianzhu.funding.proposal.ranked.v1"
    call: Call
    region: DivisionCode
    places: tuple[Place, ...]
    ties: tuple[Tie, ...]
    passing: DecimalText
    ranking: Sha256
    """The ranking's published file."""


class Proposed(Record):
    """One application's place in the proposal. ``position`` is the place on the waiting list, null for others."""

    application: ApplicationId
    uscc: Uscc
    rank: Position
    total: DecimalText
    outcome: Literal["award", "waiting", "none"]
    position: Position | None
    why: Why
    reason: Words


class ProposalMade(Event):
    """奖补建议: ranking × passing line × cap × once ever. The sums of all awards are reserved in the same commit."""

    type = "lianzhu.funding.proposal.made.v1"
    call: Call
    region: DivisionCode
    rows: tuple[Proposed, ...]
    fen: Fen
    """Of one award."""
    awards: Count
    amount: Fen
    available: Fen
    """What the fund had free before."""
    cut: Tie | None
    """Cases of one total on both sides of the line, and what put them in order."""
    by: Officer


class ProposalAdvanced(Event):
    """A place became free: the first of the waiting list moved up, to go through the same steps. ``application`` null: nobody waits.

    ``left`` null: nobody left, the cap was raised.
    """

    type = "lianzhu.funding.proposal.advanced.v1"
    call: Call
    left: ApplicationId | None
    why: Why
    application: ApplicationId | None


class Minutes(Record):
    """会议纪要."""

    number: Words
    date: date


class Struck(Record):
    """A single name that the approver struck."""

    application: ApplicationId
    reason: Words


class DecisionPrepared(Event):
    """One person put names to the decision; another approves. ``decision`` counts the decisions of the round."""

    type = "lianzhu.funding.decision.prepared.v1"
    call: Call
    region: DivisionCode
    decision: Position
    applications: tuple[ApplicationId, ...]
    amount: Fen
    by: Officer


class DecisionDiscarded(Event):
    """The approver did not approve, or it was taken back: it may be prepared anew."""

    type = "lianzhu.funding.decision.discarded.v1"
    call: Call
    decision: Position
    reason: Words
    by: Officer


class DecisionMade(Event):
    """政府决策: approved by another person than prepared it, without the struck names."""

    type = "lianzhu.funding.decision.made.v1"
    call: Call
    region: DivisionCode
    decision: Position
    approved: tuple[ApplicationId, ...]
    struck: tuple[Struck, ...]
    amount: Fen
    minutes: Minutes | None
    """Null where the programme asks for none."""
    prepared_by: Officer
    by: Officer
