"""What a ranking is recomputed from where the programme shows totals only: every sheet's total, and nothing of what it is made up of.

Where totals are equal, the cases' means of the criteria that break ties are there as well, since the order follows from them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.events.values import Code, Instant, Sha256
from services.scoring.domain.aggregate import CaseAggregate, averaged, sheet_total
from services.scoring.domain.ranking import Ranking
from services.scoring.domain.ranking_inputs import Case, Judged, RankingInputs, Recorded, Round, Sheet
from services.scoring.domain.rounding import points

Points = Annotated[str, Field(pattern=r"^(100\.00|[1-9]?[0-9]\.[0-9]{2})$", description="The total of a sheet, exact")]
Exact = Annotated[str, Field(pattern=r"^[0-9]{1,30}(\.[0-9]{1,30}|/[1-9][0-9]{0,29})?$", description="Without rounding: 82.5, 251/3")]


class PublicExcluded(Recorded):
    """A sheet that does not count, with the kind of reason; ``total`` is None where it was never submitted."""

    expert: Code
    reason: Code
    total: Points | None


class PublicCase(Recorded):
    """An application: ``sheets`` are the totals of those that count, by expert; ``joint`` is the total that the panel agreed on.

    ``criteria``: exact means, of those criteria alone that break ties, where another application has the same total.
    """

    case: Code
    submitted_at: Instant
    sheets: dict[Code, Points]
    excluded: tuple[PublicExcluded, ...]
    joint: Points | None
    criteria: dict[Code, Exact]


class PublicInputs(Round):
    """One round's track. ``whole`` is the digest of the inputs with every sheet by criterion, from which these were taken."""

    whole: Sha256
    cases: tuple[PublicCase, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len({case.case for case in self.cases}) != len(self.cases):
            raise ValueError("an application stands twice")
        if empty := [case.case for case in self.cases if not case.sheets and case.joint is None]:
            raise ValueError(f"{empty[0]} has neither a sheet that counts nor a joint opinion")
        return self

    def judged(self) -> dict[str, Judged]:
        """By application, in order."""
        return {case.case: self._judged(case) for case in self.ordered.cases}

    def _judged(self, case: PublicCase) -> Judged:
        totals = {expert: _hundredths(total) for expert, total in sorted(case.sheets.items())}
        found = averaged(self.rules.aggregate, totals, None if case.joint is None else _hundredths(case.joint))
        criteria = {code: Fraction(mean) for code, mean in case.criteria.items()}
        return Judged(case.submitted_at, totals, CaseAggregate.of(self.rules.aggregate, totals, found, criteria))

    @property
    def ordered(self) -> Self:
        """The same, in the one order that it is written in."""
        return self.model_copy(update={"cases": tuple(sorted(self.cases, key=lambda case: case.case))})


def _hundredths(total: str) -> int:
    return int(total.replace(".", ""))


def public(inputs: RankingInputs, ranking: Ranking, whole: str) -> PublicInputs:
    """What is for everybody of a ranking, where scores by criterion are not; ``whole``: the digest of the inputs."""
    tied = {case for tie in ranking.ties for case in tie.cases}
    breaking = [rule for rule in inputs.rules.ties if rule in inputs.rules.weights]
    means = {each.case: {code: each.criteria[code] for code in breaking} for each in ranking.ranked if each.case in tied}
    cases = tuple(_public(inputs, case, means.get(case.case, {})) for case in inputs.ordered.cases)
    return PublicInputs(**inputs.model_dump(include=set(Round.model_fields)), whole=whole, cases=cases)


def _public(inputs: RankingInputs, case: Case, criteria: dict[str, str]) -> PublicCase:
    weights = inputs.rules.weights_for(case.option)

    def total(scores: Sheet) -> str:
        return f"{points(sheet_total(weights, scores)):f}"

    return PublicCase(
        case=case.case,
        submitted_at=case.submitted_at,
        sheets={expert: total(scores) for expert, scores in case.sheets.items()},
        excluded=tuple(
            PublicExcluded(expert=each.expert, reason=each.reason, total=total(each.scores) if each.scores is not None else None)
            for each in case.excluded
        ),
        joint=total(case.joint) if case.joint is not None else None,
        criteria=criteria,
    )
