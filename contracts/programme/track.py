"""A track (类别): one kind of entry of a programme, with its own form, materials, workflow, quota and award."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import Field

from contracts.programme.applicant import Applicant
from contracts.programme.award import Award, Fund, Payment
from contracts.programme.checks import Check
from contracts.programme.choices import ChoiceSet
from contracts.programme.form import Form
from contracts.programme.materials import Material
from contracts.programme.oversight import Audit, Decision, Evaluation, Notice
from contracts.programme.review import Review
from contracts.programme.summary_table import SummaryTable
from contracts.programme.when import holds
from contracts.programme.word import Bilingual, Code, FieldName, Word
from contracts.programme.workflow import DeclaredCount, Quota, Step, StepName, Uniqueness


class Track(Word):
    """Everything about one kind of entry. What a programme does not have (a review, a fund) is left out."""

    title: Bilingual
    applicant: Applicant
    form: Form
    materials: dict[Code, Material]
    checks: dict[Code, Check] = Field(default_factory=dict)
    workflow: tuple[Step, ...] = Field(min_length=1)
    counts: dict[FieldName, DeclaredCount] = Field(default_factory=dict)
    quotas: tuple[Quota, ...] = ()
    unique: tuple[Uniqueness, ...] = ()
    summary_table: SummaryTable | None = None
    own_table: SummaryTable | None = None
    review: Review | None = None
    audit: Audit | None = None
    decision: Decision | None = None
    notice: Notice | None = None
    award: Award
    fund: Fund | None = None
    payment: Payment | None = None
    evaluation: Evaluation | None = None

    @cached_property
    def steps(self) -> dict[StepName, Step]:
        """The steps by name."""
        return {step.step: step for step in self.workflow}

    @property
    def tables(self) -> tuple[SummaryTable, ...]:
        """The bureaus' summary table, and that of who files directly."""
        return tuple(table for table in (self.summary_table, self.own_table) if table)

    def is_direct(self, content: Mapping[str, object]) -> bool:
        """Whether a form with this content is filed directly: nobody recommends it, and it goes on a list of its filer's own."""
        step = self.steps.get(StepName.RECOMMENDATION)
        return self.own_table is not None and (step is None or not holds(step.when, content))

    def checks_at(self, step: StepName, content: dict[str, object]) -> Iterator[tuple[str, Check]]:
        """The checks that are recorded at a step for an application with this form content."""
        return ((code, check) for code, check in self.checks.items() if check.step is step and check.applies(content))


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """A track with the choices of its programme: all that a form is checked against."""

    track: Track
    choices: dict[str, ChoiceSet]
