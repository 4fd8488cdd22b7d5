"""
The log in words: what people read must be what happened.
"""

from __future__ import annotations

import pytest

from tiltyard.models import LinkKind, PersonId
from tiltyard.tournament import events as e
from tiltyard.tournament.narrate import narrate


@pytest.mark.parametrize(
    ("kind", "provenance", "words"),
    [
        pytest.param(LinkKind.ROW, "import", "a row was linked (import)", id="row-of-a-table"),
        pytest.param(LinkKind.DISCORD_HANDLE, "typed", "a discord handle was linked (typed)", id="account"),
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
