"""Exchanging experts between the cases of a draw, so that a case gets one of its industry and no other case or expert is worse off.

A case gives up one expert for one of its industry. Who comes has a case too many now: hands one to somebody else, who hands on one in
turn, until the expert who went has one again; or keeps it, where the loads let one rise while another of the same group falls. No step
leaves a case with more experts of a county than it may have or fewer than it has to, or with fewer of its industry than it needs. A chain
that would come to one case twice may be missed.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from services.scoring.domain.draw_balance import Loads
from services.scoring.domain.draw_board import Board, Marks
from services.scoring.domain.draw_counties import Limits
from services.scoring.domain.draw_seed import Integers


class Exchange:
    """A draw while it is improved: who is ``chosen`` (case × expert), and what follows from that."""

    def __init__(self, board: Board, limits: Limits, loads: Loads, chosen: Marks, needed: int) -> None:
        self._board, self._limits, self._loads, self._needed = board, limits, loads, needed
        self.chosen = chosen.copy()
        self._there = board.by_county(chosen)
        self._own = (chosen & board.matched).sum(axis=1)
        self._load = chosen.sum(axis=0)
        self._moves: dict[int, Marks] = {}
        self._closed: list[Marks] = []  # sets of experts whom no chain leaves, as things stand

    def waiting(self) -> set[int]:
        """The cases that have too few experts of their industry while there are more."""
        short = (self._own < self._needed) & (self._board.matched.sum(axis=1) > self._own)
        return {int(row) for row in np.flatnonzero(short)}

    def helps(self, row: int, lots: Integers) -> bool:
        """Whether the case could get one more of its industry: done, if so. ``lots`` say whom to try first."""
        comers = np.flatnonzero(self._board.matched[row] & ~self.chosen[row])
        return any(self._enters(row, int(comes), lots) for comes in comers[np.argsort(lots[comers], kind="stable")])

    def _enters(self, row: int, comes: int, lots: Integers) -> bool:
        goers = self.chosen[row] & ~self._board.matched[row] & self._gives_way(row, comes)
        if not goers.any() or any(closed[comes] and not (closed & goers).any() for closed in self._closed):
            return False
        path = self._path(comes, goers, lots)
        return bool(path) and self._carried_out(row, path)

    def _gives_way(self, row: int, comes: int) -> Marks:
        """For whom an expert may come to a case, as far as counties go."""
        home, there = self._board.home, self._there[row]
        room = there[home[comes]] < self._limits.most[row, home[comes]]
        spare: Marks = there[home] > self._limits.least[row, home]
        gives: Marks = (home == home[comes]) | (spare & room)
        return gives

    def _path(self, start: int, goals: Marks, lots: Integers) -> list[int]:
        """The experts along a shortest chain from the one at the start to one of the goals; empty: there is none."""
        before, left, seen = {start: start}, [start], np.arange(len(goals)) == start
        for expert in left:  # it grows while it is gone through
            onward = (self._takers(expert) | self._shares(expert)) & ~seen
            seen |= onward
            found = np.flatnonzero(onward)
            for other in found[np.argsort(lots[found], kind="stable")]:
                before[int(other)] = expert
                if goals[other]:
                    return _back(before, int(other))
                left.append(int(other))
        self._closed.append(seen)
        return []

    def _takers(self, expert: int) -> Marks:
        """Who could take over some case of the expert."""
        if expert not in self._moves:
            rows = np.flatnonzero(self.chosen[:, expert])
            self._moves[expert] = np.logical_or.reduce(self._replacements(rows, expert), axis=0)
        return self._moves[expert]

    def _replacements(self, rows: Integers, goes: int) -> Marks:
        """Row by row, who may come for an expert who goes."""
        board, home, there = self._board, self._board.home, self._there[rows]
        room = (there < self._limits.most[rows])[:, home]
        spare = there[:, home[goes]] > self._limits.least[rows, home[goes]]
        own = self._own[rows]
        left = own - board.matched[rows, goes]
        enough = left[:, None] + board.matched[rows] >= np.minimum(own, self._needed)[:, None]
        allowed: Marks = board.eligible[rows] & ~self.chosen[rows] & enough & ((home == home[goes]) | (room & spare[:, None]))
        return allowed

    def _shares(self, expert: int) -> Marks:
        """Whose load may fall when the expert's rises."""
        loads = self._loads
        if self._load[expert] > loads.least[expert]:
            return np.zeros(len(self._load), dtype=np.bool_)
        fewer: Marks = (loads.group == loads.group[expert]) & (self._load > loads.least)
        return fewer

    def _carried_out(self, row: int, path: list[int]) -> bool:
        """Whether every step was found a case for; else nothing is changed."""
        kept = [bool(self._shares(one)[other]) for one, other in pairwise(path)]
        done = [(row, path[-1], path[0])]
        self._swap(*done[0])
        for (one, other), keeps in zip(pairwise(path), kept, strict=True):
            if keeps:
                continue
            rows = np.flatnonzero(self.chosen[:, one])
            open_to = rows[self._replacements(rows, one)[:, other]]
            if not len(open_to):
                for step, goes, comes in reversed(done):
                    self._swap(step, comes, goes)
                return False
            done.append((int(open_to[0]), one, other))
            self._swap(*done[-1])
        self._closed.clear()
        return True

    def _swap(self, row: int, goes: int, comes: int) -> None:
        self.chosen[row, [goes, comes]] = False, True
        self._there[row, self._board.home[goes]] -= 1
        self._there[row, self._board.home[comes]] += 1
        self._own[row] += int(self._board.matched[row, comes]) - int(self._board.matched[row, goes])
        self._load[[goes, comes]] += [-1, 1]
        for expert in (goes, *np.flatnonzero(self.chosen[row])):
            self._moves.pop(int(expert), None)


def _back(before: dict[int, int], last: int) -> list[int]:
    path = [last]
    while before[path[-1]] != path[-1]:
        path.append(before[path[-1]])
    return path[::-1]
