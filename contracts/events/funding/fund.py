"""A programme's fund: its cap, and every fen of it. Stream: ``fund/<programme>``."""

from __future__ import annotations

from datetime import date
from typing import Literal

from contracts.events.event import Event, Record
from contracts.events.parties import Officer
from contracts.events.values import ApplicationId, Code, Fen, Uscc, Words

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
    document: Document
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
    """Reserved, awarded or paid out, and not returned: what counts against the cap."""
    available: Fen
    reason: Words | None
