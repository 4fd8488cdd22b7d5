"""
Which game a lobby has played.
"""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from riot_games import EIGHT, lobby, match

from tiltyard.models import Mode, PlayerAccount
from tiltyard_riot.resolver import resolve

FEWER = tuple("abcxyzuv")
"""A game with three of the lobby in it."""


def test_the_game_of_all_eight_is_the_lobbys():
    (found,) = resolve(lobby(), [match()])

    assert (found.verdict, found.confidence) == ("found", 1.0)
    assert found.placements == found.in_game == {name: place for place, name in enumerate(EIGHT, 1)}
    assert (found.outsiders, found.missing) == ((), ())
    assert found.reasons == ("8 of the lobby's 8 players are in it",)


def test_a_stranger_leaves_no_gap_in_the_lobbys_own_order():
    (found,) = resolve(lobby(), [match("abxcdefg")])

    assert found.placements == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7}
    assert found.in_game["c"] == 4
    assert (found.outsiders, found.missing) == (("x",), ("H",))
    assert "1 player in it is not of the lobby" in found.reasons
    assert found.verdict == "found"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(match("abxyzuvw"), id="two-members"),
        pytest.param(match(at_min=-1), id="before-the-round"),
        pytest.param(match(at_min=121), id="after-it"),
        pytest.param(match(queue=1130), id="hyper-roll"),
        pytest.param(match(queue=1160), id="double-up"),
        pytest.param(match(queue=1220), id="tockers-trials"),
        pytest.param(match(match_id="EUW1_used"), id="counts-for-something-else"),
    ],
)
def test_a_game_that_cannot_be_the_lobbys_is_none(other):
    assert resolve(lobby(used=["EUW1_used"]), [other]) == []


def test_placements_that_contradict_each_other_are_no_game():
    broken = match()
    first, *others = broken.participants
    twice = attrs.evolve(broken, participants=(attrs.evolve(first, placement=2), *others))
    beyond = attrs.evolve(broken, participants=(attrs.evolve(first, placement=9), *others))

    assert resolve(lobby(), [twice, beyond]) == []


def test_two_games_of_the_same_eight_are_for_people_to_choose_from():
    found = resolve(lobby(), [match(match_id="EUW1_2", at_min=80), match(match_id="EUW1_1")])

    assert [one.verdict for one in found] == ["ambiguous", "ambiguous"]
    assert [one.match_id for one in found] == ["EUW1_1", "EUW1_2"]


def test_a_game_with_clearly_fewer_of_the_lobby_does_not_make_it_ambiguous():
    (found,) = resolve(lobby(), [match(FEWER, match_id="EUW1_0"), match()])

    assert (found.match_id, found.verdict) == ("EUW1_1", "found")
    assert found.reasons[-1] == "1 other game had clearly fewer of the lobby in it"


def test_a_single_game_with_few_of_the_lobby_is_shown_and_not_taken():
    (found,) = resolve(lobby(), [match(FEWER)])

    assert found.verdict == "ambiguous"
    assert found.confidence < 0.5


def test_a_custom_game_is_known_by_its_players_with_less_confidence():
    (found,) = resolve(lobby(), [match(queue=3130)])

    assert (found.verdict, found.confidence) == ("found", 0.85)
    assert "queue 3130 is none that is known" in found.reasons[1]


def test_a_game_that_may_have_begun_before_the_round_says_so():
    (found,) = resolve(lobby(), [match(at_min=10)])

    assert found.confidence < 1
    assert "it may have begun before the round" in found.reasons


def test_members_whose_history_could_not_be_read_are_named():
    (found,) = resolve(lobby(), [match()], unread=["H"])

    assert found.confidence == 0.9
    assert "the history of H could not be read" in found.reasons[1]


def test_members_nobody_has_looked_up_are_missing():
    known = lobby()
    members = (*known.members[:-1], PlayerAccount("H"))

    (found,) = resolve(attrs.evolve(known, members=members), [match()])

    assert (found.missing, found.outsiders) == (("H",), ("h",))


class TestRemakes:
    def test_a_game_that_riot_calls_aborted_counts_for_nothing(self):
        (found,) = resolve(lobby(), [match(result="Abort_TooFewPlayers", length_s=90.0)])

        assert found.verdict == "remake"
        assert "broken off (Abort_TooFewPlayers)" in found.reasons[-1]

    def test_a_short_game_that_was_played_again_counts_for_nothing(self):
        broken_off = match(match_id="EUW1_0", at_min=5, length_s=200.0)

        found = resolve(lobby(), [broken_off, match()])

        assert [(one.match_id, one.verdict) for one in found] == [("EUW1_1", "found"), ("EUW1_0", "remake")]
        assert "took 3 minutes, and the same players then played EUW1_1" in found[1].reasons[-1]

    def test_it_stays_a_remake_once_the_other_game_counts(self):
        broken_off = match(match_id="EUW1_0", at_min=5, length_s=200.0)

        (found,) = resolve(lobby(used=["EUW1_1"]), [broken_off, match()])

        assert (found.match_id, found.verdict) == ("EUW1_0", "remake")

    def test_a_short_game_after_which_there_was_none_is_a_game(self):
        (found,) = resolve(lobby(), [match(length_s=800.0)])

        assert found.verdict == "found"


class TestDoubleUp:
    def test_partners_are_told_where_riot_tells_them(self):
        (found,) = resolve(
            lobby(mode=Mode.DOUBLE_UP), [match(queue=1160, set_number=17, pairs=(1, 1, 2, 2, 3, 3, 4, 4))]
        )

        assert found.verdict == "found"
        assert found.reasons[-1] == "partners came 1 and 2, 3 and 4, 5 and 6, 7 and 8"

    def test_since_set_18_they_are_not_told_and_the_game_is_known_all_the_same(self):
        (found,) = resolve(lobby(mode=Mode.DOUBLE_UP), [match(queue=1160)])

        assert (found.verdict, found.confidence) == ("found", 1.0)
        assert found.reasons[-1] == "Riot does not tell who were partners in it"

    def test_partners_may_share_a_place(self):
        game = match(queue=1150, set_number=17)
        shared = tuple(
            attrs.evolve(one, placement=1 + (one.placement - 1) // 2, partner_group_id=(one.placement + 1) // 2)
            for one in game.participants
        )

        (found,) = resolve(lobby(mode=Mode.DOUBLE_UP), [attrs.evolve(game, participants=shared)])

        assert [found.placements[name] for name in EIGHT] == [1, 1, 3, 3, 5, 5, 7, 7]

    def test_a_solo_game_is_none_of_theirs(self):
        assert resolve(lobby(mode=Mode.DOUBLE_UP), [match(queue=1100)]) == []


PEOPLE = "abcdefghijkl"
GAMES = st.lists(
    st.builds(
        match,
        st.permutations(PEOPLE).map(lambda people: people[:8]),
        match_id=st.sampled_from([f"EUW1_{number}" for number in range(6)]),
        at_min=st.integers(-30, 150),
        length_s=st.sampled_from([120.0, 800.0, 2000.0]),
        queue=st.sampled_from([1090, 1100, 1130, 1160, 9999]),
        result=st.sampled_from(["GameComplete", "Abort_TooFewPlayers"]),
    ),
    max_size=5,
    unique_by=lambda one: one.id,
)


@given(GAMES, st.sets(st.sampled_from(PEOPLE), max_size=8))
def test_placements_are_one_to_n_in_the_order_of_the_game(games, members):
    for found in resolve(lobby(sorted(members)), games):
        own = sorted(found.placements, key=found.placements.__getitem__)

        assert sorted(found.placements.values()) == list(range(1, len(own) + 1))
        assert own == sorted(own, key=found.in_game.__getitem__)
        assert set(own) | set(found.outsiders) == set(found.in_game)
        assert set(own) <= members
        assert len(own) >= 3


@given(GAMES, st.sets(st.sampled_from(PEOPLE), max_size=8), st.randoms())
def test_the_order_in_which_games_and_members_come_does_not_matter(games, members, chance):
    shuffled, mixed = list(games), sorted(members)
    chance.shuffle(shuffled)
    chance.shuffle(mixed)

    def told(answers):
        return [attrs.evolve(one, missing=tuple(sorted(one.missing))) for one in answers]

    assert told(resolve(lobby(mixed), shuffled + games)) == told(resolve(lobby(sorted(members)), games))


@given(GAMES)
def test_one_is_found_or_several_are_ambiguous_never_both(games):
    verdicts = [one.verdict for one in resolve(lobby(), games) if one.verdict != "remake"]

    assert verdicts == ["found"] or set(verdicts) <= {"ambiguous"}


@given(GAMES)
def test_a_game_that_counts_for_something_else_is_never_told_again(games):
    used = {one.match_id for one in resolve(lobby(), games)}

    assert used.isdisjoint(one.match_id for one in resolve(lobby(used=used), games))
