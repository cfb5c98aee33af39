"""Texts close to their limits in 字, composed from pieces that were written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from contracts.text import length
from demo.data.texts import Filler

_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八")
_TRIES = 60  # orders tried for one text; the fullest that fits is taken


def fullest(pool: Sequence[str], limit: int, draw: Random, joint: str) -> str:
    """The pieces, each with a mark behind it, that come closest to the limit in 字."""
    chosen = _choose([length(text) + 1 for text in pool], limit, draw)
    return joint.join(pool[index] for index in chosen)


def _choose(lengths: Sequence[int], limit: int, draw: Random, first: int = 0) -> list[int]:
    """The positions of pieces whose lengths come closest to the limit, in their order; the ``first`` ones always."""
    best: list[int] = []
    for _ in range(_TRIES):
        order = [*range(first), *draw.sample(range(first, len(lengths)), len(lengths) - first)]
        taken, room = [], limit
        for index in order:
            if lengths[index] <= room:
                taken.append(index)
                room -= lengths[index]
        if sum(lengths[index] for index in taken) > sum(lengths[index] for index in best):
            best = taken
    return sorted(best)


def points(pool: Sequence[str], filler: Filler, limit: int, draw: Random) -> str:
    """分条提炼: numbered points, the first two of the pool always among them."""
    points = [filler.fill(text).replace("|", "。") for text in pool]
    marks = 4  # （十一）: no number is longer
    chosen = _choose([length(point) + marks for point in points], limit, draw, first=2)
    return "\n".join(f"（{number}）{points[index]}" for number, index in zip(_NUMBERS, chosen, strict=False))
