"""
How somebody has played.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from riot_games import match

from tiltyard_riot.summary import Figures, summarise


def test_games_add_up_by_set_and_by_mode():
    games = [
        match("abcdefgh", match_id="1"),
        match("bcdaefgh", match_id="2"),
        match("bcdefgha", match_id="3", set_number=17),
        match("bacdefgh", match_id="4", queue=1160),
    ]

    told = summarise("a", games)

    assert told.all == Figures(4, 1, 3.75, 75.0)
    assert list(told.by_set) == [18, 17]
    assert told.by_set[17] == Figures(1, 0, 8.0, 0.0)
    assert told.by_mode == {"solo": Figures(3, 1, 4.33, 66.7), "double_up": Figures(1, 0, 2.0, 100.0)}


def test_what_was_broken_off_or_is_another_mode_is_left_out():
    told = summarise("a", [match(match_id="1", result="Abort_TooFewPlayers"), match(match_id="2", queue=1130)])

    assert (told.all, told.left_out) == (Figures(), 2)


def test_games_of_others_and_games_that_come_twice_do_not_count():
    assert summarise("a", [match("bcdefghi", match_id="1"), match(match_id="2"), match(match_id="2")]).all.games == 1


@given(st.lists(st.permutations("abcdefgh"), max_size=12))
def test_an_average_lies_between_first_and_last(orders):
    told = summarise("a", [match(order, match_id=str(number)) for number, order in enumerate(orders)]).all

    assert told.games == len(orders)
    assert told.average_placement is None if not orders else 1 <= told.average_placement <= 8
    assert told.wins == sum(order[0] == "a" for order in orders)
