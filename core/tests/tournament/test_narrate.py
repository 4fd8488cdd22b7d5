"""
The log in words: what people read must be what happened.
"""

from __future__ import annotations

import attrs
import pytest

from tiltyard.models import Actor, Entrant, LinkKind, Member, Mode, PersonId
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.codec import ALL_EVENT_TYPES
from tiltyard.tournament.narrate import narrate


@pytest.mark.parametrize(
    ("kind", "provenance", "words"),
    [
        pytest.param(LinkKind.ROW, "import", "a row was linked (import)", id="row-of-a-table"),
        pytest.param(LinkKind.DISCORD_HANDLE, "typed", "a discord handle was linked (typed)", id="handle"),
        pytest.param(
            LinkKind.ROW,
            "typed",
            "no account was given; the player is known by the name as typed",
            id="sign-up-by-command-has-no-row",
        ),
    ],
)
def test_a_link_is_told_as_what_it_is(kind, provenance, words):
    assert narrate(e.IdentityLinked(PersonId("p"), kind, "sealed", provenance, value="x"), None) == words


def _involves_a_player(kind):
    return bool({"person", "invitee"} & {field.name for field in attrs.fields(kind)}) and kind is not e.PersonErased


@pytest.mark.parametrize("kind", ALL_EVENT_TYPES.values(), ids=ALL_EVENT_TYPES)
def test_every_event_has_words_that_name_the_player(kind, cup, some):
    """In every field of the sample stands `some`: it is the id of whoever plays as Ann, too."""
    ann = Member(PersonId("some"), "Ann#EUW", "ann#euw")
    state = attrs.evolve(cup.state, entrants={"some": Entrant("some", (ann,), 1)})

    words = narrate(attrs.evolve(some(kind), name="Ann#EUW") if hasattr(kind, "name") else some(kind), state)

    assert words
    if _involves_a_player(kind):
        assert "Ann#EUW" in words or kind is e.PlayerRenamed  # it names the new one
    assert "None" not in words


@pytest.mark.parametrize("kind", ALL_EVENT_TYPES.values(), ids=ALL_EVENT_TYPES)
def test_every_event_has_words_also_when_everything_personal_is_gone(kind, some):
    words = [field.name for field in attrs.fields(kind) if e.is_personal(field)]

    told = narrate(attrs.evolve(some(kind), **dict.fromkeys(words)), None)

    assert told
    assert "None" not in told


def test_what_an_undo_restored_is_said_in_words():
    event = e.TournamentRestored("c7", {"no_shows_held": False, "check_in": "open"})

    assert narrate(event, None) == "what staff decide about who is not here, check in as before c7 was done"


class TestTeams:
    @pytest.fixture
    def reds(self, make_cup):
        cup = make_cup(capacity=4, mode=Mode.DOUBLE_UP).pair("ann", "bob")
        cup.do(c.NameTeam, person="p-ann", team="Reds")
        return cup

    def told(self, cup, decided):
        return [narrate(event, cup.state) for event in decided]

    def test_an_invitation_names_both_sides(self, reds):
        reds.register("cleo", "dan")

        assert self.told(reds, reds.do(c.Invite, person="p-cleo", invitee="p-dan")) == [
            "cleo#EUW invited dan#EUW into the team"
        ]
        assert self.told(
            reds, reds.do(c.DeclineInvite, actor=Actor("player", "dan"), person="p-dan", captain="p-cleo")
        ) == ["the invitation of dan#EUW into the team of cleo#EUW is declined"]

    def test_what_happens_to_a_whole_team_names_everybody(self, reds):
        reds.do(c.OpenCheckIn)
        reds.do(c.CloseCheckIn)

        assert self.told(reds, reds.do(c.MarkNoShow, person="p-bob")) == ["ann#EUW & bob#EUW did not come"]

    def test_what_one_of_a_team_does_names_that_one(self, reds):
        left, dropped = self.told(reds, reds.do(c.Drop, person="p-bob"))

        assert left.startswith("bob#EUW left the team")
        assert dropped == "bob#EUW dropped"
