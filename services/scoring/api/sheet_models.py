"""Score sheets as clients send them and are shown them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from contracts.events.values import Instant
from contracts.refusal import Fault
from services.chassis.api.models import Input, Output
from services.chassis.api.words import example
from services.scoring.api.words import ANSWERS
from services.scoring.domain.sheet import Entry, Writing

Draftable = Annotated[str, StringConstraints(max_length=5000)]
CriterionCode = Annotated[str, StringConstraints(max_length=100)]
Number = Annotated[int, Field(strict=True, ge=-(2**53 - 1), le=2**53 - 1)]


class EntryWritten(Input):
    """What is written for one criterion so far; a score of no points on the rubric's grid is warned of, and refused on submission."""

    score: Number | None = None
    reason: Draftable | None = None


class SheetWritten(Input):
    """The whole sheet as far as it is written, by the rubric's criteria."""

    model_config = example(
        marks={"empowerment": {"score": 82}, "driving": {"score": 95, "reason": "带动企业四十二家，逐家有盖章佐证材料"}},
        opinion="举措扎实，成效有据",
    )
    marks: Annotated[dict[CriterionCode, EntryWritten], Field(max_length=100, default_factory=dict)]
    opinion: Draftable | None = None

    @property
    def writing(self) -> Writing:
        entries = {code: Entry(**entry.model_dump()) for code, entry in self.marks.items()}
        return Writing(marks=entries, opinion=self.opinion)


class SheetFault(Output):
    """One thing that keeps the sheet from being submitted, in both languages."""

    code: str
    pointer: str
    detail_zh: str
    detail_en: str
    limit: str | int | None
    actual: str | int | None
    source: str | None

    @classmethod
    def of(cls, fault: Fault) -> SheetFault:
        said: dict[str, Any] = {"detail_zh": fault.text.zh, "detail_en": fault.text.en, "limit": fault.limit, "actual": fault.actual}
        return cls(code=fault.code, pointer=fault.pointer, source=fault.source, **said)


class DraftShown(Output):
    """A sheet as it is written. ``warnings`` keep it from being submitted; ``total`` is exact, once all scores are there.

    ``reopened`` is why the city gave the submitted one back.
    """

    example = ANSWERS["DraftShown"]
    application: str
    edition: int
    status: str
    marks: dict[str, EntryWritten]
    opinion: str | None
    warnings: tuple[SheetFault, ...]
    total: str | None
    reopened: str | None


class Submitted(Output):
    """The sheet as it was submitted; ``late``: after the review's due date."""

    example = ANSWERS["Submitted"]
    application: str
    version: int
    total: str
    late: bool = False
    status: str
    at: Instant


class MarkShown(Output):
    criterion: str
    score: int
    reason: str | None


class VersionShown(Output):
    """One submitted version; ``reopened`` is why the city gave it back, ``late``: it came after the review's due date."""

    version: int
    marks: tuple[MarkShown, ...]
    opinion: str | None
    total: str
    at: Instant
    reopened: str | None
    late: bool


class SheetShown(Output):
    """One expert's sheet, all versions. ``expert`` and ``name`` are for who may know them, ``pseudonym`` for everybody else.

    ``status``: assigned, accepted, submitted, reopened, or why it does not count: declined, conflict, suspended.
    """

    example = ANSWERS["SheetShown"]
    expert: str | None
    name: str | None
    pseudonym: str
    own: bool
    status: str
    reason: str | None
    versions: tuple[VersionShown, ...]
