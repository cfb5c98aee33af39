"""The ranking of a round's track, recomputed from its recorded inputs: totals, places, ties, the experts' severity, their agreement.

What counts is the rounded total, as it is published: two applications that read 83.33 are a tie, and 60.00 passes where 60 does. Ranks
are 1 to n, none is shared. Severity and agreement look at all sheets that count, also those that the aggregate trims and those of
applications with a joint opinion: they say how the experts judged, each alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from services.scoring.domain import severity
from services.scoring.domain.aggregate import Applied, CaseAggregate, average
from services.scoring.domain.agreement import Undefined, agreement
from services.scoring.domain.ranking_inputs import Given, Judged, Recorded, Rules
from services.scoring.domain.rounding import exactly, half_up
from services.scoring.domain.ties import Contender, Tie, lot, ordered


class Ranked(Recorded):
    """An application in its place.

    ``total`` is the one that it is ranked by: ``raw`` or ``adjusted``, as the programme says. ``adjusted`` is the same rule over the
    sheets' totals less the effects of their experts; None, and ranked by ``raw``, where no expert has one and for a joint opinion.
    ``rule`` is what was applied. ``criteria`` are exact means of the counted sheets (82.5, 251/3), ``sheets`` the experts' totals,
    ``trimmed`` who of them does not count.
    """

    rank: int
    case: str
    total: Decimal
    passed: bool
    raw: Decimal
    adjusted: Decimal | None
    rule: Applied
    spread: Decimal
    criteria: dict[str, str]
    sheets: dict[str, Decimal]
    trimmed: tuple[str, ...]


class ExpertSeverity(Recorded):
    """An expert beside the others: ``mean`` of the own totals as given, and how far above or below the others, raw and adjusted.

    ``raw``: the own mean less the mean of all sheets, whatever they were of. ``effect``: the same with the applications evened out; with
    ``group`` None for who shares too few of them. Effects compare within a group (numbered from 1) only.
    """

    expert: str
    sheets: int
    shared: int
    mean: Decimal
    raw: Decimal
    effect: Decimal | None
    group: int | None


class RoundAgreement(Recorded):
    """Krippendorff's alpha of the sheets' totals, interval metric; None with the reason why there is none."""

    alpha: Decimal | None
    undefined: Undefined | None
    units: int
    values: int


class Rounding(Recorded):
    """Totals and effects are rounded once, to so many decimals, halves away from zero."""

    decimals: int
    rounding: Literal["half-up"]


class Ranking(Recorded):
    by: Literal["raw", "adjusted"]
    rounding: Rounding
    ranked: tuple[Ranked, ...]
    ties: tuple[Tie, ...]
    experts: tuple[ExpertSeverity, ...]
    agreement: RoundAgreement


def rank(inputs: Given) -> Ranking:
    """The ranking. The order in which the inputs came makes no difference. 3,000 applications with 5 sheets of 200 experts take seconds."""
    rules, judged = inputs.rules, inputs.judged()
    totals = {name: case.totals for name, case in judged.items()}
    effects = severity.effects(totals, rules.least_shared)
    adjusted = {name: _adjusted(rules, case, effects) for name, case in judged.items()}
    places, ties = ordered(_contenders(inputs, judged, adjusted), rules.ties)
    return Ranking(
        by=rules.ranking_by,
        rounding=Rounding(decimals=rules.aggregate.decimals, rounding=rules.aggregate.rounding),
        ranked=tuple(_ranked(rules, number, place, judged[place.case].scored, adjusted) for number, place in enumerate(places, 1)),
        ties=tuple(ties),
        experts=_experts(rules, totals, effects),
        agreement=_agreement(totals),
    )


def _adjusted(rules: Rules, case: Judged, effects: Mapping[str, Fraction]) -> Decimal | None:
    if case.scored.rule == "joint-opinion" or not effects.keys() & case.totals.keys():
        return None
    less = {expert: Fraction(total, 100) - effects.get(expert, 0) for expert, total in case.totals.items()}
    return half_up(average(rules.aggregate, less).exact, rules.aggregate.decimals)


def _contenders(inputs: Given, judged: Mapping[str, Judged], adjusted: Mapping[str, Decimal | None]) -> list[Contender]:
    ranking = {name: total for name, total in adjusted.items() if inputs.rules.ranking_by == "adjusted" and total is not None}
    return [
        Contender(
            case=name,
            total=ranking.get(name, case.scored.value),
            criteria=case.scored.criteria,
            submitted_at=case.submitted_at,
            lot=lot(inputs.seed, name),
        )
        for name, case in judged.items()
    ]


def _ranked(rules: Rules, number: int, place: Contender, scored: CaseAggregate, adjusted: Mapping[str, Decimal | None]) -> Ranked:
    return Ranked(
        rank=number,
        case=place.case,
        total=place.total,
        passed=place.total >= rules.passing,
        raw=scored.value,
        adjusted=adjusted[place.case],
        rule=scored.rule,
        spread=scored.spread,
        criteria={code: exactly(mean) for code, mean in scored.criteria.items()},
        sheets=scored.totals,
        trimmed=scored.trimmed,
    )


def _experts(rules: Rules, totals: severity.Totals, effects: Mapping[str, Fraction]) -> tuple[ExpertSeverity, ...]:
    """Every expert with a sheet that counts, by name."""
    decimals = rules.aggregate.decimals
    own: dict[str, list[int]] = {}
    for sheets in totals.values():
        for expert, total in sheets.items():
            own.setdefault(expert, []).append(total)
    overall, shared = _mean([total for given in own.values() for total in given]), severity.shared(totals)
    group_of = _numbered(severity.groups(severity.modelled(totals, rules.least_shared)))
    return tuple(
        ExpertSeverity(
            expert=expert,
            sheets=len(given),
            shared=shared[expert],
            mean=half_up(_mean(given), decimals),
            raw=half_up(_mean(given) - overall, decimals),
            effect=half_up(effects[expert], decimals) if expert in effects else None,
            group=group_of.get(expert),
        )
        for expert, given in sorted(own.items())
    )


def _mean(totals: Sequence[int]) -> Fraction:
    """In points; 0 without any."""
    return Fraction(sum(totals), 100 * len(totals)) if totals else Fraction(0)


def _numbered(groups: list[tuple[str, ...]]) -> dict[str, int]:
    return {expert: number for number, group in enumerate(groups, 1) for expert in group}


def _agreement(totals: severity.Totals) -> RoundAgreement:
    found = agreement([list(sheets.values()) for sheets in totals.values()])
    return RoundAgreement(alpha=found.alpha, undefined=found.undefined, units=found.units, values=found.values)
