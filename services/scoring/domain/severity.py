"""How strict or mild each expert is: the additive model  total of a sheet = effect of the application + effect of the expert.

The effects are the least-squares solution with the experts' effects adding up to 0 within each group of experts who are connected by
shared applications. Effects of two groups cannot be compared: nobody has read for both. An expert who shares too few applications
with others is not modelled, and neither are the sheets: what is left is looked at again until everybody who remains shares enough.

The applications' effects are eliminated, which leaves one equation for each expert with integer coefficients (the weighted Laplacian of
who read with whom). It is solved in decimal arithmetic of fixed precision, whose every step the General Decimal Arithmetic
specification determines, in the order of the experts' names: the same digits on every machine. With 60 digits of working
precision the first 30 decimals are certain for rounds of hundreds of experts; the effects are rounded to those, so that an effect that
is a short decimal is exactly that. The work grows with the cube of the experts: 200 take a second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from math import lcm

Totals = Mapping[str, Mapping[str, int]]
"""Application → expert → total of the sheet in hundredths of a point."""

_PRECISION, _CERTAIN = 60, 30

Matrix = list[list[Decimal]]


def shared(totals: Totals) -> dict[str, int]:
    """How many applications each expert shares with at least one other."""
    counts = Counter({expert: 0 for sheets in totals.values() for expert in sheets})
    counts.update(expert for sheets in totals.values() if len(sheets) > 1 for expert in sheets)
    return dict(counts)


def modelled(totals: Totals, least_shared: int) -> dict[str, dict[str, int]]:
    """The totals of shared applications by the experts who share at least ``least_shared`` of them with others who do so too."""
    while True:
        counts = shared(totals)
        kept = {
            case: {expert: total for expert, total in sheets.items() if counts[expert] >= least_shared} for case, sheets in totals.items()
        }
        if kept == totals:
            return {case: sheets for case, sheets in kept.items() if len(sheets) > 1}
        totals = kept


def groups(totals: Totals) -> list[tuple[str, ...]]:
    """The experts that are connected by applications, each group in order, the groups by their first expert."""
    neighbours: dict[str, set[str]] = {}
    for sheets in totals.values():
        for expert in sheets:
            neighbours.setdefault(expert, set()).update(sheets)
    found, seen = [], set[str]()
    for first in sorted(neighbours):
        if first in seen:
            continue
        group, ahead = {first}, [first]
        while ahead:
            fresh = neighbours[ahead.pop()] - group
            group |= fresh
            ahead.extend(fresh)
        seen |= group
        found.append(tuple(sorted(group)))
    return found


def effects(totals: Totals, least_shared: int) -> dict[str, Fraction]:
    """Points that each modelled expert gives above (or below, if negative) the others for the same work, to 30 decimals."""
    kept = modelled(totals, least_shared)
    found: dict[str, Fraction] = {}
    with localcontext(Context(prec=_PRECISION, rounding=ROUND_HALF_EVEN)):
        for group in groups(kept):
            solved = _centred(_solved(*_equations(kept, group)))
            found |= {expert: _certain(effect) for expert, effect in zip(group, solved, strict=True)}
    return found


def _equations(totals: Totals, group: Sequence[str]) -> tuple[Matrix, list[Decimal]]:
    """One equation for each expert but the last, whose effect is taken as 0; of the symmetric matrix, what is right of the diagonal."""
    place = {expert: index for index, expert in enumerate(group)}
    mine = [{place[expert]: total for expert, total in sheets.items()} for sheets in totals.values() if place.keys() >= sheets.keys()]
    scale = lcm(*(len(sheets) for sheets in mine))
    matrix, right = [[0] * len(group) for _ in group], [0] * len(group)
    for sheets in mine:
        part, total = scale // len(sheets), sum(sheets.values())
        for row, value in sheets.items():
            right[row] += scale * value - part * total
            matrix[row][row] += scale
            for column in sheets:
                matrix[row][column] -= part
    last = len(group) - 1
    return [[Decimal(value) for value in matrix[row][row:last]] for row in range(last)], [Decimal(value) for value in right[:last]]


def _solved(matrix: Matrix, right: list[Decimal]) -> list[Decimal]:
    """Gauss's elimination of a symmetric positive definite matrix, which needs no pivots; row i begins at column i."""
    for pivot, top in enumerate(matrix):
        for row in range(pivot + 1, len(matrix)):
            if factor := top[row - pivot] / top[0]:
                matrix[row] = [below - factor * above for below, above in zip(matrix[row], top[row - pivot :], strict=True)]
                right[row] -= factor * right[pivot]
    found: list[Decimal] = []  # from the last to the first
    for top, value in zip(reversed(matrix), reversed(right), strict=True):
        found.append((value - sum(part * known for part, known in zip(top[1:], reversed(found), strict=True))) / top[0])
    return found[::-1]


def _centred(solved: list[Decimal]) -> list[Decimal]:
    """With the last expert's 0, less the mean of all."""
    mean = sum(solved, Decimal(0)) / (len(solved) + 1)
    return [effect - mean for effect in (*solved, Decimal(0))]


def _certain(effect: Decimal) -> Fraction:
    """From hundredths of a point to points."""
    return Fraction(effect.quantize(Decimal(1).scaleb(-_CERTAIN))) / 100
