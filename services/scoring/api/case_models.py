"""Cases and assignments as clients send them and are shown them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from contracts.events.parties import Division
from contracts.events.scoring.case import CaseFile
from contracts.events.values import Instant
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Sha256, Words, example, legible
from services.scoring.api.sheet_models import MarkShown, SheetWritten
from services.scoring.api.words import ANSWERS, ExpertId
from services.scoring.domain.panel import Opinion

Name = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True), AfterValidator(legible)]
_DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_EXPERTS = ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01BX5ZZKBKACTAV9WEVGEMMVRZ"]


class Signature(Input):
    """The digest of the undertaking's words as they were read, and the expert's own name."""

    model_config = example(text=_DIGEST, name="李四")
    text: Sha256
    name: Name


class UndertakingShown(Output):
    """The words of the undertaking; ``digest`` is what a signature names."""

    example = ANSWERS["UndertakingShown"]
    zh: str
    en: str
    digest: str
    signed_at: Instant | None


class Signed(Output):
    example = ANSWERS["Signed"]
    digest: str
    signed_at: Instant


class Declined(Input):
    """Why the expert does not take the case on; ``conflict``: because of an interest in it."""

    model_config = example(reason="曾任该企业顾问", conflict=True)
    reason: Words
    conflict: Annotated[bool, Field(strict=True)] = False


class Done(Output):
    """What was done, and where the case, the place or the sheet now stands."""

    example = ANSWERS["Done"]
    application: str
    status: str
    at: Instant
    expert: str | None = None


class Withdrawal(Input):
    """Why, if the applicant wants to say."""

    model_config = example(reason="项目计划调整")
    reason: Words | None = None


class JointOpinion(SheetWritten):
    """What the panel agreed on: marks on every criterion, the opinion, who was present, and the signed minutes where they were uploaded."""

    model_config = example(marks={"empowerment": {"score": 70}}, opinion="经合议，成效数据口径一致", present=_EXPERTS)
    opinion: Words
    present: Annotated[tuple[ExpertId, ...], Field(max_length=50)]
    minutes: Sha256 | None = None

    @property
    def stated(self) -> Opinion:
        return Opinion(self.writing, self.present, self.minutes)


class Minutes(Output):
    """The signed minutes as they were kept."""

    example = ANSWERS["Minutes"]
    sha256: str
    size: int
    pages: int | None


class Anchor(Output):
    at: int
    text: str


class CriterionShown(Output):
    """One criterion as it holds for the case's mode: its weight in hundredths, its anchored levels."""

    code: str
    title_zh: str
    title_en: str
    looks_at: str
    weight: int
    levels: tuple[Anchor, ...]


class RubricShown(Output):
    """What is scored, from 0 to 100 in steps of ``step``; a reason of ``reason_least`` 字 is needed below and above the two levels."""

    step: int
    passing: int
    reason_below: int
    reason_above: int
    reason_least: int
    criteria: tuple[CriterionShown, ...]


class ScoreShown(Output):
    """What the case came to; means by criterion where the programme shows them."""

    total: str
    joint: bool
    spread: str | None
    criteria: dict[str, str] | None


class JointShown(Output):
    marks: tuple[MarkShown, ...]
    opinion: str
    present: tuple[str, ...]
    minutes: str | None
    at: Instant


class CaseRow(Output):
    """A case in a list. ``vacant`` places and the total are for who runs or watches the review; for its applicant after the ranking."""

    example = ANSWERS["CaseRow"]
    id: str
    programme: str
    round: str
    track: str
    title: str
    applicant: str
    region: Division
    mode: str | None
    industry: str | None
    status: str
    vacant: int | None
    total: str | None


class CaseShown(CaseRow):
    """A case as the caller may see it."""

    example = ANSWERS["CaseShown"]
    file: CaseFile | None
    rubric: RubricShown | None
    score: ScoreShown | None
    joint: JointShown | None
    extra_review: bool | None
    withdrawal: str | None


class AssignmentShown(Output):
    """A case of the expert's own. What it is about is shown once the undertaking is signed.

    ``status``: assigned, accepted, submitted, reopened, withdrawn.
    """

    example = ANSWERS["AssignmentShown"]
    application: str
    programme: str
    round: str
    track: str
    status: str
    due: Instant | None
    signed: bool
    title: str | None
    applicant: str | None
    mode: str | None
    industry: str | None
