"""The assignment problem: rows and columns of a cost matrix paired at the least total cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def cheapest_pairs(cost: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each row of a square matrix its column, at the least total cost, and the reduced costs.

    A reduced cost is what a pair would add to the total at least; it is 0 for the chosen pairs.
    Shortest augmenting paths (Jonker and Volgenant 1987), the inner loop in numpy. Costs must be finite.
    """
    n = cost.shape[0]
    row_price = np.zeros(n + 1)
    column_price = np.zeros(n + 1)
    owner = np.zeros(n + 1, np.int64)  # owner[j]: row (from 1) that holds column j; column 0 is the row being placed
    row_price[1:] = cost.min(axis=1)
    column_price[1:] = (cost - row_price[1:, None]).min(axis=0)
    for row in _unplaced(cost - row_price[1:, None] - column_price[None, 1:], owner):
        owner[0] = row
        column = 0
        slack = np.full(n + 1, np.inf)
        came_from = np.zeros(n + 1, np.int64)
        done = np.zeros(n + 1, bool)
        while True:
            done[column] = True
            current = owner[column]
            reduced = cost[current - 1] - row_price[current] - column_price[1:]
            better = ~done[1:] & (reduced < slack[1:])
            slack[1:][better] = reduced[better]
            came_from[1:][better] = column
            open_slack = np.where(done[1:], np.inf, slack[1:])
            following = int(np.argmin(open_slack)) + 1
            step = open_slack[following - 1]
            row_price[owner[done]] += step
            column_price[done] -= step
            slack[~done] -= step
            column = following
            if owner[column] == 0:
                break
        while column:
            previous = int(came_from[column])
            owner[column] = owner[previous]
            column = previous
    result = np.zeros(n, np.int64)
    result[owner[1:] - 1] = np.arange(n)
    return result, cost - row_price[1:, None] - column_price[None, 1:]


def _unplaced(reduced: NDArray[np.float64], owner: NDArray[np.int64]) -> list[int]:
    """Gives each row a free column that costs it nothing; the rows (from 1) that found none."""
    left = []
    for row in range(len(reduced)):
        free = np.flatnonzero((reduced[row] <= 0.0) & (owner[1:] == 0))
        if len(free):
            owner[free[0] + 1] = row + 1
        else:
            left.append(row + 1)
    return left
