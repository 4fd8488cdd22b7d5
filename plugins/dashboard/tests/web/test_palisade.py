"""
The row of stakes never lies about empty, somebody, and full.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tiltyard_dashboard.web.palisade import STAKES_MAX, Stake, palisade

EVENINGS = st.integers(1, 2000).flatmap(
    lambda capacity: st.integers(0, capacity).flatmap(
        lambda seated: st.tuples(st.just(capacity), st.just(seated), st.integers(0, seated))
    )
)


@given(EVENINGS)
def test_a_stake_for_each_seat_as_long_as_there_is_room(evening):
    capacity, seated, here = evening
    stakes = palisade(capacity=capacity, seated=seated, checked_in=here)

    assert len(stakes) == min(capacity, STAKES_MAX)
    if capacity <= STAKES_MAX:
        assert stakes == [Stake.HERE] * here + [Stake.SEATED] * (seated - here) + [Stake.FREE] * (capacity - seated)


@given(EVENINGS)
def test_somebody_is_always_seen_and_it_is_full_only_when_full(evening):
    capacity, seated, here = evening
    stakes = palisade(capacity=capacity, seated=seated, checked_in=here)

    assert (Stake.HERE in stakes) == (here > 0)
    assert (Stake.FREE in stakes) == (seated < capacity)
    assert (stakes == [Stake.HERE] * len(stakes)) == (here == capacity)
