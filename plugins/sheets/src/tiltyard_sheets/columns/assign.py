"""
One column, one role, for the highest total: the assignment problem, solved exactly.

The shortest-augmenting-path method of Jonker and Volgenant (Computing 38, 1987), for few rows and many columns.
"""

from __future__ import annotations

from collections.abc import Sequence

INFINITE = float("inf")


def assign(scores: Sequence[Sequence[float]]) -> list[int | None]:
    """For each row its column, or None where no column has a score above 0 for it.

    scores   rows x columns, not negative; rows may outnumber columns
    returns  columns, none of them twice; the sum of their scores is the highest there is
    """
    rows = len(scores)
    # As many columns again that are worth nothing, so that a row may stay without one.
    costs = [[-value for value in row] + [0.0] * rows for row in scores]
    real = len(scores[0]) if scores else 0
    chosen = _cheapest(costs)
    return [column if column < real and scores[row][column] > 0.0 else None for row, column in enumerate(chosen)]


def _cheapest(costs: Sequence[Sequence[float]]) -> list[int]:  # noqa: C901 # one algorithm, as published
    rows, columns = len(costs), len(costs[0]) if costs else 0
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    row_of = [0] * (columns + 1)
    for row in range(1, rows + 1):
        row_of[0] = row
        column = 0
        least, before, done = [INFINITE] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while row_of[column]:
            done[column] = True
            at, step, following = row_of[column], INFINITE, 0
            for other in range(1, columns + 1):
                if done[other]:
                    continue
                reduced = costs[at - 1][other - 1] - row_price[at] - column_price[other]
                if reduced < least[other]:
                    least[other], before[other] = reduced, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(columns + 1):
                if done[other]:
                    row_price[row_of[other]] += step
                    column_price[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            row_of[column] = row_of[before[column]]
            column = before[column]
    found = [0] * rows
    for column in range(1, columns + 1):
        if row_of[column]:
            found[row_of[column] - 1] = column - 1
    return found
