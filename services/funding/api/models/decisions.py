"""The government's decision: prepared, approved with struck names and minutes, or discarded."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, computed_field

from contracts.events.funding.proposal import Minutes, Struck
from contracts.events.values import Instant
from contracts.money import yuan
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Day, Line, Words, example
from services.funding.api.models.words import Id


class Preparation(Input):
    """Which proposed awards are put to the decision; null: all that are proposed and not decided yet."""

    model_config = example(applications=["01J3Z5D4Q8N2V7X9K1M6R0T4WB"])
    applications: Annotated[tuple[Id, ...], Field(min_length=1, max_length=10_000)] | None = None


class StruckName(Input):
    """A single name that the approver strikes, with the reason."""

    application: Id
    reason: Words


class MinutesNamed(Input):
    """会议纪要: number and date."""

    number: Line
    date: Day


class ApprovalGiven(Input):
    """What is approved: all that was prepared, without the struck names."""

    model_config = example(
        struck=[{"application": "01J3Z5D4Q8N2V7X9K1M6R0T4WB", "reason": "企业已迁出本市"}],
        minutes={"number": "石政会纪〔2024〕12号", "date": "2024-08-20"},
    )
    struck: Annotated[tuple[StruckName, ...], Field(max_length=10_000)] = ()
    minutes: MinutesNamed | None = None


class Discarding(Input):
    """Why it is not approved, or taken back."""

    model_config = example(reason="材料需补充")
    reason: Words


class DecisionDone(Output):
    """What a command on a decision answers: how many names it has, and their sum in fen."""

    decision: int
    status: str
    names: int
    amount: int
    at: Instant

    @computed_field  # type: ignore[prop-decorator]
    @property
    def yuan(self) -> str:
        return yuan(self.amount)


class PreparedShown(Output):
    """A decision that waits for the approver."""

    decision: int
    applications: tuple[str, ...]
    amount: int
    by: str

    @computed_field  # type: ignore[prop-decorator]
    @property
    def yuan(self) -> str:
        return yuan(self.amount)


class DecisionShown(Output):
    """A decision that was made."""

    decision: int
    approved: tuple[str, ...]
    struck: tuple[Struck, ...]
    amount: int
    minutes: Minutes | None
    prepared_by: str
    by: str

    @computed_field  # type: ignore[prop-decorator]
    @property
    def yuan(self) -> str:
        return yuan(self.amount)
