"""
Seats as a row of stakes: who is here stands tall, who is seated stands half, a free seat lies low. Pure.
"""

from __future__ import annotations

from enum import StrEnum

STAKES_MAX = 64
"""More than these are too thin to be told apart on a phone; then each stake stands for several seats."""


class Stake(StrEnum):
    """How one stake stands."""

    HERE = "here"
    SEATED = "seated"
    FREE = "free"


def palisade(*, capacity: int, seated: int, checked_in: int) -> list[Stake]:
    """The stakes from left to right.

    checked_in  of the seated ones
    returns     `capacity` stakes, or `STAKES_MAX` in proportion: somebody is always seen, and it is full only when full
    """
    stakes = min(capacity, STAKES_MAX)
    tall = _share(checked_in, capacity, stakes)
    standing = max(tall, _share(seated, capacity, stakes))
    return [Stake.HERE] * tall + [Stake.SEATED] * (standing - tall) + [Stake.FREE] * (stakes - standing)


def _share(count: int, capacity: int, stakes: int) -> int:
    if count >= capacity:
        return stakes
    return min(stakes - 1, -(-count * stakes // capacity))
