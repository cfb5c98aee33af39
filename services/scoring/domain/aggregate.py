"""From an application's score sheets to its total, by the programme's rule, exactly: integers and fractions, rounded once at the end.

A sheet's total is Σ weight × score, where the weights add up to 100: an integer number of hundredths of a point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Protocol

from services.scoring.domain.rounding import half_up, points

Scores = Mapping[str, int]
"""Criterion → score, 0 to 100."""

Weights = Mapping[str, int]
"""Criterion → weight in hundredths of the total."""

Totals = Mapping[str, int]
"""Expert → total of the sheet, in hundredths of a point."""

Rule = Literal["trimmed-mean", "mean", "median"]
Applied = Literal["trimmed-mean", "mean", "median", "joint-opinion"]


class Averaging(Protocol):
    """The programme's rule of aggregation (contracts.programme.review.Aggregate has this form)."""

    @property
    def rule(self) -> Rule: ...
    @property
    def trims_from(self) -> int: ...
    @property
    def decimals(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Average:
    """``exact`` is the average of the ``counted`` experts' totals; ``trimmed`` are left out of it: the lowest, then the highest."""

    exact: Fraction
    rule: Applied
    counted: tuple[str, ...]
    trimmed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseAggregate:
    """What an application has reached.

    ``value`` is rounded half up to the rule's decimals, ``exact`` is not. ``rule`` is what was applied to this application.
    ``criteria`` are the exact means of the counted sheets by criterion (the panel's scores, where a joint opinion stands for the
    sheets), ``totals`` every sheet's total by expert, ``spread`` the highest of them minus the lowest.
    """

    value: Decimal
    exact: Fraction
    rule: Applied
    totals: dict[str, Decimal]
    counted: tuple[str, ...]
    trimmed: tuple[str, ...]
    criteria: dict[str, Fraction]
    spread: Decimal

    @classmethod
    def of(cls, averaging: Averaging, totals: Totals, found: Average, criteria: dict[str, Fraction]) -> CaseAggregate:
        """From the sheets' totals, their average and the means of the criteria."""
        return cls(
            value=half_up(found.exact, averaging.decimals),
            exact=found.exact,
            rule=found.rule,
            totals={expert: points(total) for expert, total in totals.items()},
            counted=found.counted,
            trimmed=found.trimmed,
            criteria=criteria,
            spread=points(max(totals.values(), default=0) - min(totals.values(), default=0)),
        )


def sheet_total(weights: Weights, scores: Scores) -> int:
    """In hundredths of a point. ValueError where the sheet does not score exactly the rubric's criteria."""
    if weights.keys() != scores.keys():
        raise ValueError(f"scores are for {', '.join(sorted(scores))}, the criteria are {', '.join(sorted(weights))}")
    return sum(weight * scores[code] for code, weight in weights.items())


def aggregate(averaging: Averaging, weights: Weights, sheets: Mapping[str, Scores], joint: Scores | None = None) -> CaseAggregate:
    """The total of an application from the sheets that count, by expert; a ``joint`` opinion of the panel replaces their average.

    ValueError without either.
    """
    totals = {expert: sheet_total(weights, sheets[expert]) for expert in sorted(sheets)}
    found = averaged(averaging, totals, None if joint is None else sheet_total(weights, joint))
    counted = [joint] if joint is not None else [sheets[expert] for expert in found.counted]
    return CaseAggregate.of(averaging, totals, found, _means(weights, counted))


def averaged(averaging: Averaging, totals: Totals, joint: int | None) -> Average:
    """The rule over the sheets' totals, or the total of the joint opinion (hundredths of a point). ValueError without either."""
    if joint is not None:
        return Average(Fraction(joint, 100), "joint-opinion", (), ())
    return average(averaging, {expert: Fraction(total, 100) for expert, total in totals.items()})


def average(averaging: Averaging, totals: Mapping[str, Fraction]) -> Average:
    """The rule over totals by expert. Of equal totals the expert who comes first by name is the lower: no trimming by chance."""
    ranked = sorted(totals, key=lambda expert: (totals[expert], expert))
    if not ranked:
        raise ValueError("neither a sheet that counts nor a joint opinion")
    rule = averaging.rule
    if rule == "trimmed-mean" and len(ranked) < averaging.trims_from:
        rule = "mean"
    trimmed = (ranked[0], ranked[-1]) if rule == "trimmed-mean" else ()
    counted = tuple(sorted(set(ranked) - set(trimmed)))
    middle = ranked[(len(ranked) - 1) // 2 : len(ranked) // 2 + 1] if rule == "median" else counted
    return Average(sum((totals[expert] for expert in middle), Fraction(0)) / len(middle), rule, counted, trimmed)


def _means(weights: Weights, counted: Sequence[Scores]) -> dict[str, Fraction]:
    return {code: Fraction(sum(scores[code] for scores in counted), len(counted)) for code in weights}
