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
