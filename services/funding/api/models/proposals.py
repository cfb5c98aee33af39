"""Proposals: made, shown with the reason of each place, tried for another cap or line."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, computed_field

from contracts.events.scoring.ranking import Tie
from contracts.events.values import Instant
from contracts.money import yuan
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Code, example
from services.funding.api.models.decisions import DecisionShown, PreparedShown


class NewProposal(Input):
    """The ranked round and track."""

    model_config = example(programme="sjz-2024-chain", round="2024-08", track="chain-case")
    programme: Code
    round: Code
    track: Code


class WhatIf(Input):
    """Another cap, in fen, or another passing line; what is not named stays as it is."""

    cap: Annotated[int, Field(ge=0, le=2**53 - 1, description="总额（分）")] | None = None
    line: Annotated[Decimal, Field(ge=0, le=100, max_digits=6, decimal_places=3, description="合格线")] | None = None


class ProposalDone(Output):
    """What came of it: awards and waiting, their sum, and what the fund had free before; in fen."""

    awards: int
    waiting: int
    amount: int
    available: int
    at: Instant

    @computed_field  # type: ignore[prop-decorator]
    @property
    def yuan(self) -> dict[str, str]:
        return {"amount": yuan(self.amount), "available": yuan(self.available)}


class AdvancementDone(Output):
    """Who moved up, in rank order; the sum reserved for them, and what the fund has free after it."""

    promoted: tuple[str, ...]
    amount: int
    available: int
    at: Instant


class ConfirmationDone(Output):
    """Who was confirmed, and what keeps each of the others; ``amount`` in fen."""

    confirmed: tuple[str, ...]
    left: dict[str, str]
    amount: int
    at: Instant


class ProposedRow(Output):
    """One place: what was proposed and why; ``position`` on the waiting list; where the application stands now."""

    application: str
    applicant: str | None
    title: str | None
    rank: int
    total: str
    outcome: Literal["award", "waiting", "none"]
    position: int | None
    why: str
    reason: str
    status: str


class ProposalRow(Output):
    """A proposal in a list: ``cases`` were ranked. ``made`` false: only the ranking has come so far."""

    id: str
    programme: str
    round: str
    track: str
    region: str
    cases: int
    made: bool
    awards: int
    waiting: int
    amount: int
    decisions: int


class AdvancedShown(Output):
    """A place that became free, and who moved up into it."""

    left: str | None
    why: str
    application: str | None


class NoticeNamed(Output):
    """A public notice of the round."""

    notice: int
    decision: int
    ends: Instant
    link: str


class ProposalShown(ProposalRow):
    """A proposal with the reason of each place; ``cut`` is the tie across the cut line, and what settled it."""

    version: int
    passing: str
    ranking: str
    fen: int
    available: int
    rows: tuple[ProposedRow, ...]
    cut: Tie | None
    advances: tuple[AdvancedShown, ...]
    prepared: PreparedShown | None
    made_decisions: tuple[DecisionShown, ...]
    notices: tuple[NoticeNamed, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def yuan(self) -> dict[str, str]:
        return {name: yuan(getattr(self, name)) for name in ("fen", "amount", "available")}


class WhatIfShown(Output):
    """The proposal as it would be. Nothing was changed."""

    passing: str
    awards: int
    waiting: int
    amount: int
    available: int
    rows: tuple[ProposedRow, ...]
    cut: Tie | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def yuan(self) -> dict[str, str]:
        return {name: yuan(getattr(self, name)) for name in ("amount", "available")}
