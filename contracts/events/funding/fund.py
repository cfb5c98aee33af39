"""A programme's fund: its cap, and every fen of it. Stream: ``fund/<programme>``."""

from __future__ import annotations

from datetime import date
from typing import Literal

from contracts.events.event import Event, Record
from contracts.events.funding.award import Firm
from contracts.events.parties import Officer
from contracts.events.values import ApplicationId, Code, Fen, Instant, Position, Sha256, Uscc, Words

Entry = Literal["reserved", "released", "awarded", "revoked", "paid", "returned", "recovered"]
"""What a posting does with a sum: ``reserved`` set aside by a proposal; ``released`` free again (struck, audit failed, withdrawn);
``awarded`` promised by a confirmed award; ``revoked`` before it was paid, and free again; ``paid`` out; ``returned`` by the bank, and
still promised; ``recovered``: clawed back, and free again."""


class Document(Record):
    """文号: what a decision rests on."""

    number: Words
    date: date


class FundChanged(Event):
    """The cap was set, raised or lowered by a decision; never below what is committed. ``round`` null: one cap over all rounds."""

    type = "lianzhu.funding.fund.changed.v1"
    programme: Code
    round: Code | None
    before: Fen
    """0: the fund was opened."""
    cap: Fen
    held: Fen
    """Reserved, awarded or paid out: what counts against the cap."""
    available: Fen
    """What is left of the new cap."""
    document: Document
    by: Officer


class FundAuditOrdered(Event):
    """专项审计 over the whole fund, beside those of the awards; ``audit`` counts them."""

    type = "lianzhu.funding.fund.audit-ordered.v1"
    programme: Code
    round: Code | None
    audit: Position
    firm: Firm
    due: Instant
    by: Officer


class FundAudited(Event):
    """The firm's report over the fund. ``held`` and ``paid`` are the fund's sums when it came."""

    type = "lianzhu.funding.fund.audited.v1"
    programme: Code
    round: Code | None
    audit: Position
    firm: Firm
    result: Literal["passed", "failed"]
    findings: Words
    report: Sha256
    held: Fen
    paid: Fen
    by: Officer


class FundPosted(Event):
    """One line of the ledger: ``fen`` of one award moved. ``held`` and ``available`` are the fund's sums after it."""

    type = "lianzhu.funding.fund.posted.v1"
    programme: Code
    round: Code
    entry: Entry
    application: ApplicationId
    uscc: Uscc
    fen: Fen
    held: Fen
    available: Fen
    reason: Words | None
