"""Equal totals: the programme's rules in order, until every one of them has its own place."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Any

from contracts.canonical import instant
from services.scoring.domain.ranking_inputs import Recorded
from services.scoring.domain.rounding import exactly


@dataclass(frozen=True, slots=True)
class Contender:
    """An application with its total and all that a tie may be broken by; ``criteria`` are exact means."""

    case: str
    total: Decimal
    criteria: dict[str, Fraction]
    submitted_at: datetime
    lot: str


class Step(Recorded):
    """A rule that told some of ``cases`` apart; ``cases`` stand as it ordered them, ``values`` are what it went by, without rounding."""

    by: str
    cases: tuple[str, ...]
    values: dict[str, str]

    def parts(self, first: str, second: str) -> bool:
        return {first, second} <= self.values.keys() and self.values[first] != self.values[second]


class Tie(Recorded):
    """Applications with one total, in the order that they are ranked in, and the rules that made it so."""

    total: Decimal
    cases: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def broken_by(self) -> tuple[str, ...]:
        """The rule that put each application before the next."""
        return tuple(next(step.by for step in self.steps if step.parts(*pair)) for pair in pairwise(self.cases))


def lot(seed: str, case: str) -> str:
    """HMAC-SHA256 of ``lot/<application>`` under the seed (bytes in hexadecimal): the smaller comes first."""
    return hmac.new(bytes.fromhex(seed), f"lot/{case}".encode(), hashlib.sha256).hexdigest()


def ordered(contenders: Sequence[Contender], rules: Sequence[str]) -> tuple[list[Contender], list[Tie]]:
    """The contenders from the first place to the last, and each tie. The last rule is the lot, which leaves nothing equal."""
    ranked: list[Contender] = []
    ties: list[Tie] = []
    for total, group in _parted(contenders, lambda each: -each.total):
        steps: list[Step] = []
        places = list(_broken(group, rules, steps))
        ranked.extend(places)
        if len(places) > 1:
            ties.append(Tie(total=-total, cases=tuple(each.case for each in places), steps=tuple(steps)))
    return ranked, ties


def _broken(group: Sequence[Contender], rules: Sequence[str], steps: list[Step]) -> Iterator[Contender]:
    """The group in order; each rule that parts what was equal is noted in ``steps``."""
    if len(group) == 1:
        yield group[0]
        return
    rule, rest = rules[0], rules[1:]
    parts = [part for _, part in _parted(group, lambda each: _key(each, rule))]
    if len(parts) > 1:
        inside = [each for part in parts for each in part]
        values = {each.case: _value(each, rule) for each in inside}
        steps.append(Step(by=rule, cases=tuple(values), values=values))
    for part in parts:
        yield from _broken(part, rest, steps)


def _parted(contenders: Sequence[Contender], key: Callable[[Contender], Any]) -> Iterator[tuple[Any, list[Contender]]]:
    """By rising key; within one key by the application's id, so that the order of arrival is nowhere to be seen."""
    inside = sorted(contenders, key=lambda each: (key(each), each.case))
    return ((value, list(group)) for value, group in groupby(inside, key))


def _key(contender: Contender, rule: str) -> Fraction | datetime | str:
    """What is smaller comes first."""
    if rule == "submission":
        return contender.submitted_at
    if rule == "lot":
        return contender.lot
    if rule not in contender.criteria:
        raise ValueError(f"{contender.case} ties with another, and its mean of {rule} is not said")
    return -contender.criteria[rule]


def _value(contender: Contender, rule: str) -> str:
    if rule == "submission":
        return instant(contender.submitted_at)
    return contender.lot if rule == "lot" else exactly(contender.criteria[rule])
