"""At most so many experts of one county on a case; where a case cannot be filled so, as few more as it takes.

A case's level is the least limit, from the rule's upwards, at which its counties have room for all its experts. Where that is above the
rule's, every county is asked for as many as it has, up to one below the level: no panel of eligible experts is spread more evenly over
the counties.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from services.scoring.domain.draw_board import Board
from services.scoring.domain.draw_pool import Rules
from services.scoring.domain.draw_seed import Integers


@dataclass(frozen=True, slots=True)
class Limits:
    """Case × county: at least ``least`` and at most ``most``. ``level``: each case's limit for one county; ``there``: eligible experts."""

    level: Integers
    least: Integers
    most: Integers
    there: Integers


def limits(board: Board, rules: Rules) -> Limits:
    """Every case has to have enough eligible experts."""
    there = board.by_county(board.eligible)
    level = np.full(len(board.cases), rules.county_most)
    while (short := np.minimum(there, level[:, None]).sum(axis=1) < rules.experts).any():
        level[short] += 1
    relaxed = level[:, None] > rules.county_most
    least = np.where(relaxed, np.minimum(there, level[:, None] - 1), 0)
    return Limits(level, least, np.minimum(there, level[:, None]), there)
