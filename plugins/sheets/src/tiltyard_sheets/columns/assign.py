"""
One column, one role, for the highest total: the assignment problem, solved exactly.

The shortest-augmenting-path method of Jonker and Volgenant (Computing 38, 1987), for few rows and many columns.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define

INFINITE = float("inf")


def assign(scores: Sequence[Sequence[float]]) -> list[int | None]:
    """For each row its column, or None where no column has a score above 0 for it.

    scores   rows x columns, not negative; rows may outnumber columns
    returns  columns, none of them twice; the sum of their scores is the highest there is
    """
    real = len(scores[0]) if scores else 0
    # As many columns again that are worth nothing, so that a row may stay without one.
    solver = _Solver([[-value for value in row] + [0.0] * len(scores) for row in scores])
    return [
        column if column < real and scores[row][column] > 0.0 else None for row, column in enumerate(solver.columns())
    ]


@define(init=False)
class _Solver:
    """Prices of rows and columns under which every chosen pair costs nothing more; index 0 is a scratch entry."""

    costs: list[list[float]]
    row_price: list[float]
    column_price: list[float]
    row_of: list[int]

    def __init__(self, costs: list[list[float]]) -> None:
        self.costs = costs
        width = len(costs[0]) if costs else 0
        self.row_price = [0.0] * (len(costs) + 1)
        self.column_price = [0.0] * (width + 1)
        self.row_of = [0] * (width + 1)

    def columns(self) -> list[int]:
        """The cheapest column of each row, none of them twice."""
        for row in range(1, len(self.costs) + 1):
            self._place(row)
        found = [0] * len(self.costs)
        for column, row in enumerate(self.row_of):
            if column and row:
                found[row - 1] = column - 1
        return found

    def _place(self, row: int) -> None:
        """Give one more row its column, moving rows that have one along the cheapest path."""
        width = len(self.row_of)
        self.row_of[0] = row
        column = 0
        least, before, done = [INFINITE] * width, [0] * width, [False] * width
        while self.row_of[column]:
            done[column] = True
            column, step = self._nearest(column, least, before, done)
            for other in range(width):
                if done[other]:
                    self.row_price[self.row_of[other]] += step
                    self.column_price[other] -= step
                else:
                    least[other] -= step
        while column:
            self.row_of[column] = self.row_of[before[column]]
            column = before[column]

    def _nearest(self, column: int, least: list[float], before: list[int], done: list[bool]) -> tuple[int, float]:
        row = self.row_of[column]
        costs, price = self.costs[row - 1], self.row_price[row]
        nearest, step = 0, INFINITE
        for other in range(1, len(done)):
            if done[other]:
                continue
            reduced = costs[other - 1] - price - self.column_price[other]
            if reduced < least[other]:
                least[other], before[other] = reduced, column
            if least[other] < step:
                nearest, step = other, least[other]
        return nearest, step
