"""All that a ranking follows from: the round's rules, its applications with their sheets, and the seed of the lot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.events.values import Code, Instant
from contracts.programme.review import Review
from services.scoring.domain.aggregate import CaseAggregate, Rule, aggregate, sheet_total

Score = Annotated[int, Field(strict=True, ge=0, le=100)]
Number = Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)]
Weights = dict[Code, Annotated[int, Field(strict=True, ge=1, le=100)]]
Sheet = dict[Code, Score]
Seed = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="32 bytes in hexadecimal")]


class Recorded(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Averaging(Recorded):
    """As contracts.programme.review.Aggregate has it."""

    rule: Rule
    trims_from: Annotated[int, Field(strict=True, ge=3)]
    decimals: Annotated[int, Field(strict=True, ge=0, le=6)]
    rounding: Literal["half-up"]


class Rules(Recorded):
    """``weights`` by criterion, ``variants`` the weights of those options of the rubric's choice field that have their own."""

    aggregate: Averaging
    weights: Weights
    variants: dict[Code, Weights] = Field(default_factory=dict)
    step: Annotated[int, Field(strict=True, ge=1)]
    passing: Number
    ties: tuple[Code, ...]
    least_shared: Annotated[int, Field(strict=True, ge=1)]
    ranking_by: Literal["raw", "adjusted"]

    @classmethod
    def of(cls, review: Review) -> Self:
        """The rules of a programme's track."""
        rubric = review.rubric
        options = {option for criterion in rubric.criteria.values() for option in criterion.variants}
        weights = {option: {each.code: each.weight for each in rubric.for_option(option)} for option in (None, *sorted(options))}
        base = weights[None]
        return cls(
            aggregate=Averaging(**review.aggregate.model_dump(exclude={"source"})),
            weights=base,
            variants={option: own for option, own in weights.items() if option is not None and own != base},
            step=rubric.step,
            passing=rubric.passing,
            ties=review.ties,
            least_shared=review.severity.least_shared,
            ranking_by=review.severity.ranking_by,
        )

    def weights_for(self, option: str | None) -> Weights:
        return self.variants.get(option or "", self.weights)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for name, weights in (("weights", self.weights), *self.variants.items()):
            if weights.keys() != self.weights.keys() or sum(weights.values()) != 100:
                raise ValueError(f"{name}: the weights of all criteria add up to 100")
        if self.ties[-1:] != ("lot",) or len(set(self.ties)) != len(self.ties):
            raise ValueError("ties: every rule once, the last of them lot, so that every tie is broken")
        if unknown := set(self.ties) - self.weights.keys() - {"submission", "lot"}:
            raise ValueError(f"ties: {', '.join(sorted(unknown))} is neither a criterion nor submission nor lot")
        return self


class Excluded(Recorded):
    """A sheet that does not count, with the kind of reason (a conflict found, a reopened version …)."""

    expert: Code
    reason: Code
    scores: Sheet | None = None


class Case(Recorded):
    """An application: ``option`` is what the rubric varies by (the mode), ``sheets`` are those that count, by expert.

    ``joint`` are the scores that the panel agreed on, where it had to meet; they stand for the average of the sheets.
    """

    case: Code
    option: Code | None = None
    submitted_at: Instant
    sheets: dict[Code, Sheet]
    excluded: tuple[Excluded, ...] = ()
    joint: Sheet | None = None

    def scores(self) -> Iterator[tuple[str, Sheet]]:
        """Every set of scores that counts, with whose it is."""
        yield from self.sheets.items()
        if self.joint is not None:
            yield "joint", self.joint


@dataclass(frozen=True, slots=True)
class Judged:
    """An application as the ranking takes it: when it was submitted, the sheets' totals in hundredths by expert, what it came to."""

    submitted_at: datetime
    totals: dict[str, int]
    scored: CaseAggregate


class Given(Protocol):
    """What a ranking is made from, in whatever detail."""

    @property
    def rules(self) -> Rules: ...
    @property
    def seed(self) -> str: ...
    def judged(self) -> Mapping[str, Judged]: ...


class Round(Recorded):
    """One round's track, and the rules that it is ranked by. ``seed`` is the key of the lot."""

    programme: Code
    version: Annotated[int, Field(strict=True, ge=1)]
    round: Code
    track: Code
    rules: Rules
    seed: Seed


class RankingInputs(Round):
    """One round's track with every sheet. ``ordered`` is written, whatever order the applications came in."""

    cases: tuple[Case, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ids = [case.case for case in self.cases]
        if len(set(ids)) != len(ids):
            raise ValueError(f"{next(each for each in ids if ids.count(each) > 1)} stands twice")
        for case in self.cases:
            self._check(case)
        return self

    def _check(self, case: Case) -> None:
        if not case.sheets and case.joint is None:
            raise ValueError(f"{case.case} has neither a sheet that counts nor a joint opinion")
        for whose, scores in case.scores():
            if scores.keys() != self.rules.weights.keys():
                raise ValueError(f"{case.case}, {whose}: exactly the criteria are scored: {', '.join(self.rules.weights)}")
            if any(score % self.rules.step for score in scores.values()):
                raise ValueError(f"{case.case}, {whose}: a score is no multiple of {self.rules.step}")

    def judged(self) -> dict[str, Judged]:
        """By application, in order."""
        return {case.case: self._judged(case) for case in self.ordered.cases}

    def _judged(self, case: Case) -> Judged:
        weights = self.rules.weights_for(case.option)
        totals = {expert: sheet_total(weights, scores) for expert, scores in sorted(case.sheets.items())}
        return Judged(case.submitted_at, totals, aggregate(self.rules.aggregate, weights, case.sheets, case.joint))

    @property
    def ordered(self) -> Self:
        """The same, in the one order that it is written in."""
        cases = (case.model_copy(update={"excluded": tuple(sorted(case.excluded, key=_excluded_key))}) for case in self.cases)
        return self.model_copy(update={"cases": tuple(sorted(cases, key=lambda case: case.case))})


def _excluded_key(sheet: Excluded) -> tuple[str, str, list[tuple[str, int]]]:
    return sheet.expert, sheet.reason, sorted((sheet.scores or {}).items())
