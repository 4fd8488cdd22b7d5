"""
Where a player stands, in words.
"""

from __future__ import annotations

import pytest

from tiltyard.cli.standing import say_where
from tiltyard.models import (
    CheckState,
    Entrant,
    EntrantId,
    EntrantStatus,
    Member,
    PersonId,
    Rules,
    Tournament,
    TournamentId,
)


@pytest.mark.parametrize(
    ("here", "words"),
    [
        pytest.param(True, "Ann#EUW: checked in; received, still being checked", id="here"),
        pytest.param(False, "Ann#EUW: received, still being checked", id="not-here"),
    ],
)
def test_a_check_in_is_said_also_while_the_name_is_being_checked(here, words, capsys):
    ann = PersonId("p-ann")
    member = Member(ann, "Ann#EUW", "ann#euw", check=CheckState.PENDING, checked_in=here)
    entrant = Entrant(EntrantId("e-ann"), (member,), 1, seated=True)
    state = Tournament(
        TournamentId("local/cup"), "local", "cup", "Cup", Rules(capacity=2), entrants={entrant.id: entrant}
    )

    say_where(state, ann, as_json=False)

    assert entrant.status is EntrantStatus.PENDING
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("waits_for", "words"),
    [
        pytest.param("retry", "received, still being checked", id="asked-again-by-itself"),
        pytest.param("staff", "received, waiting for staff", id="staff"),
    ],
)
def test_who_is_pending_is_told_whom_they_wait_for_why_and_what_comes_next(waits_for, words, capsys):
    ann = PersonId("p-ann")
    why = {"reason": "Riot does not answer now.", "next_step": "It is tried again by itself."}
    member = Member(ann, "Ann#EUW", "ann#euw", check=CheckState.PENDING, waits_for=waits_for, **why)
    entrant = Entrant(EntrantId("e-ann"), (member,), 1, seated=True)
    state = Tournament(
        TournamentId("local/cup"), "local", "cup", "Cup", Rules(capacity=2), entrants={entrant.id: entrant}
    )

    say_where(state, ann, as_json=False)

    said = " ".join(capsys.readouterr().out.split())
    assert words in said
    assert said.endswith("Riot does not answer now. It is tried again by itself.")
