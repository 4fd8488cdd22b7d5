"""
Commands as they come in: what is right is understood, everything else is told.
"""

from __future__ import annotations

import inspect

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import Actor, Rules, TournamentId
from tiltyard.tournament import commands as c
from tiltyard.tournament.rights import HELPERS_MAY
from tiltyard_dashboard.api.commands import BY_NAME, BadCommand, decode
from tiltyard_dashboard.api.scopes import Scope

CUP = TournamentId("local/cup")
HAL = Actor("staff", "7", "Hal")

NOT_OVER_THE_API = {
    "BindRows": "whether a table may be bound needs the plugin that reads it",
    "ChallengePlayer": "made by the desk for a plugin's challenge",
    "Correct": "an undo and a command, asked for one after the other",
    "ErasePerson": "erasing is more than this command, see `tiltyard privacy`",
    "RecordDowntime": "the host's own",
    "RecordFindings": "findings come from the host",
    "Tick": "the host's own",
}


def understood(kind, fields, **more):
    return decode(kind, fields, tournament=CUP, actor=HAL, reason=more.get("reason"), key=more.get("key"))


def test_every_command_may_be_asked_for_or_there_is_a_reason_why_not():
    every = {
        name for name, kind in vars(c).items()
        if inspect.isclass(kind) and issubclass(kind, c.Command) and kind is not c.Command
    }  # fmt: skip

    assert every == BY_NAME.keys() | NOT_OVER_THE_API.keys()
    assert not BY_NAME.keys() & NOT_OVER_THE_API.keys()


def test_what_a_helper_may_needs_less_than_the_rest():
    assert {name for name, kind in BY_NAME.items() if kind.scope is Scope.ACT} == {
        one.__name__ for one in HELPERS_MAY
    } - NOT_OVER_THE_API.keys()


def test_a_command_is_asked_for_in_the_name_of_who_asks():
    asked = understood("AcceptPlayer", {"person": "p1"}, reason="known", key="k")

    assert asked == c.AcceptPlayer(tournament=CUP, actor=HAL, reason="known", key="k", person="p1")


def test_rules_and_times_become_what_they_are():
    asked = understood("ChangeRules", {"changes": {"capacity": 64, "starts_at": "2026-12-05T18:00:00+01:00"}})

    assert asked.changes["starts_at"].isoformat() == "2026-12-05T18:00:00+01:00"
    assert understood("CreateTournament", {"title": "Cup", "rules": {"capacity": 8}}).rules == Rules(8)


@pytest.mark.parametrize(
    ("kind", "fields", "where", "what"),
    [
        pytest.param("Nope", {}, "$.type", "there are: CreateTournament", id="unknown-type"),
        pytest.param("RecordFindings", {"person": "p", "claim": 1, "findings": []}, "$.type", "no command", id="hosts"),
        pytest.param("AcceptPlayer", {}, "$.fields", "person", id="missing"),
        pytest.param("AcceptPlayer", {"person": 7}, "$.fields.person", "str", id="wrong-type"),
        pytest.param("AcceptPlayer", {"person": "p", "actor": {}}, "$.fields", "actor", id="another-actor"),
        pytest.param("Drop", {"person": "p", "new_entrant": "e"}, "$.fields", "new_entrant", id="filled-in"),
        pytest.param("Undo", {"command_id": "c", "before": None}, "$.fields", "before", id="another-past"),
        pytest.param("OpenCheckIn", {"closes_at": "2026-12-05T18:00:00"}, "$.fields", "offset", id="naive-time"),
        pytest.param("OpenCheckIn", {"closes_at": "tonight"}, "$.fields.closes_at", "RFC3339", id="no-time"),
        pytest.param(
            "CreateTournament", {"title": "x", "rules": {"capacity": 8, "zz": 1}}, "$.fields", "zz", id="rule"
        ),
        pytest.param(
            "ChangeRules", {"changes": {"starts_at": "2026-12-05T18:00:00"}}, "$.fields", "offset", id="naive"
        ),
        pytest.param("ChangeRules", {"changes": {"capacity": "many"}}, "$.fields", "many", id="no-number"),
        pytest.param(
            "SignUp", {"links": [{"kind": "passport"}], "typed_name": "A#1"}, "$.fields", "LinkKind", id="no-such-link"
        ),
    ],
)
def test_what_is_wrong_is_told_with_where(kind, fields, where, what):
    with pytest.raises(BadCommand) as bad:
        understood(kind, fields)

    assert bad.value.where == where
    assert what in bad.value.what


@pytest.mark.parametrize("reason", ["x" * 501, "a\0b", "\u202e"])
def test_a_reason_is_text_that_can_be_shown(reason):
    with pytest.raises(BadCommand) as bad:
        understood("Drop", {"person": "p"}, reason=reason)

    assert bad.value.where == "$.reason"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(BY_NAME)), st.data())
def test_nothing_that_comes_in_breaks_it(name, data):
    names = [one.name for one in attrs.fields(BY_NAME[name].command)]
    fields = data.draw(st.dictionaries(st.sampled_from(names), JSON, max_size=4))
    asked = wrong = None
    try:
        asked = understood(name, fields)
    except BadCommand as bad:
        wrong = bad

    if asked:
        assert (asked.actor, asked.tournament, asked.actor_key) == (HAL, CUP, "")
    else:
        assert wrong.what
        assert wrong.where.startswith("$")
