"""Experts of the case's own industry: the flow is led to them, and what it could not give is sought by exchange.

Leading: for each case as many experts of its industry as the rule wants, by lot, cost less than all others. Exchange
(:mod:`draw_exchange`): a case that has too few takes one, and others take over what that one leaves. Case by case, in an order by lot,
until no chain of replacements helps any case.
"""

from __future__ import annotations

import numpy as np

from services.scoring.domain.draw_board import Board, Marks
from services.scoring.domain.draw_exchange import Exchange
from services.scoring.domain.draw_pool import Rules
from services.scoring.domain.draw_seed import COST_BITS, Integers, Lots


def led(board: Board, lots: Lots, rules: Rules) -> Integers:
    """The costs by which the flow chooses: the seed's, and lower than all of these for those to whom it is led."""
    costs, free = lots.costs.copy(), board.matched.copy()
    for _ in range(rules.industry_least):
        rows = np.flatnonzero(free.any(axis=1))
        first = np.where(free[rows], lots.lots[rows], np.iinfo(np.int64).max).argmin(axis=1)
        costs[rows, first] -= 1 << COST_BITS
        free[rows, first] = False
    return costs


def improved(exchange: Exchange, lots: Lots) -> Marks:
    """Case × expert, after as many cases as exchanges can help have the experts of their industry."""
    waiting = sorted(exchange.waiting(), key=lambda row: (int(lots.lots[row].min()), row))
    while sum(exchange.helps(row, lots.lots[row]) for row in waiting):
        still = exchange.waiting()
        waiting = [row for row in waiting if row in still]
    return exchange.chosen
