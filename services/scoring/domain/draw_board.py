"""The pool as matrices: a row for each case, a column for each expert; experts of one county stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.scoring.domain.draw_pool import Pool
from services.scoring.domain.draw_seed import Integers

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Board:
    """``eligible``: may be on the case; ``matched``: eligible and of its industry; ``home``: each expert's county, by number, rising."""

    cases: tuple[str, ...]
    experts: tuple[str, ...]
    eligible: Marks
    matched: Marks
    home: Integers

    @property
    def counties(self) -> int:
        return int(self.home[-1]) + 1 if len(self.home) else 0

    def by_county(self, marks: Marks) -> Integers:
        """How many of each county are marked: a row for each case, a column for each county."""
        if not marks.size:
            return np.zeros((len(marks), self.counties), dtype=np.int64)
        first = np.flatnonzero(np.diff(self.home, prepend=-1))
        return np.add.reduceat(marks, first, axis=1, dtype=np.int64)


def board(pool: Pool) -> Board:
    """Experts by county and key, cases by key."""
    experts = sorted(pool.experts, key=lambda expert: (expert.county, expert.key))
    column = {expert.key: number for number, expert in enumerate(experts)}
    eligible = np.ones((len(pool.cases), len(experts)), dtype=np.bool_)
    pairs = [(row, column[key]) for row, case in enumerate(pool.cases) for key in case.excluded]
    if pairs:
        rows, columns = np.array(pairs).T
        eligible[rows, columns] = False
    matched = eligible & _of_industry(pool, [expert.industries for expert in experts])
    home = np.unique([expert.county for expert in experts], return_inverse=True)[1].astype(np.int64)
    return Board(tuple(case.key for case in pool.cases), tuple(expert.key for expert in experts), eligible, matched, home)


def _of_industry(pool: Pool, industries: Sequence[tuple[str, ...]]) -> Marks:
    """Case × expert: whether the expert is of the case's industry."""
    known = sorted({case.industry for case in pool.cases if case.industry is not None})
    members = np.array([[industry in own for own in industries] for industry in known] + [[False] * len(industries)], dtype=np.bool_)
    number = {industry: row for row, industry in enumerate(known)}
    return members[[number[case.industry] if case.industry is not None else len(known) for case in pool.cases]]
