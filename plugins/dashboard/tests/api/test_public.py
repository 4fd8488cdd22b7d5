"""
What everybody may see, and what nobody finds there.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

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
from tiltyard_dashboard.api.public import ENTRANT_FIELDS, public_roster

NOW = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)
OUT = (EntrantStatus.REJECTED, EntrantStatus.DROPPED, EntrantStatus.NO_SHOW, EntrantStatus.DISQUALIFIED)
CHECKS = {
    EntrantStatus.RECEIVED: CheckState.RECEIVED,
    EntrantStatus.PENDING: CheckState.PENDING,
    EntrantStatus.REJECTED: CheckState.REJECTED,
}
"""What makes an entry stand so; every other status is that of a verified name."""

statuses = st.lists(st.sampled_from(EntrantStatus), max_size=8)


def tournament_of(statuses: list[EntrantStatus]) -> Tournament:
    entrants = {}
    for order, status in enumerate(statuses, start=1):
        seated = status is EntrantStatus.REGISTERED
        member = Member(
            PersonId(f"person-{order}"), f"name-{order}", f"typed-{order}", pronouns="secret pronouns",
            check=CHECKS.get(status, CheckState.VERIFIED), code="secret_code", reason="secret reason",
            next_step="secret step",
        )  # fmt: skip
        out = status if status in OUT and status is not EntrantStatus.REJECTED else None
        entrant = Entrant(EntrantId(f"entrant-{order}"), (member,), order, seated, out)
        assert entrant.status is status
        entrants[entrant.id] = entrant
    return Tournament(TournamentId("local/cup"), "local", "cup", "Cup", Rules(8), entrants=entrants)


@given(statuses)
def test_everyone_in_line_is_shown_and_nobody_else(statuses):
    shown = public_roster(tournament_of(statuses), NOW)["entrants"]

    in_line = [f"name-{order}" for order, status in enumerate(statuses, start=1) if status not in OUT]
    assert sorted(one["name"] for one in shown) == sorted(in_line)


@given(statuses)
def test_no_reason_no_person_id_and_no_other_personal_word_is_told(statuses):
    told = msgspec.json.encode(public_roster(tournament_of(statuses), NOW)).decode()

    assert "secret" not in told
    assert "person-" not in told
    assert "typed-" not in told


@given(statuses)
def test_an_entrant_has_just_the_public_fields(statuses):
    for one in public_roster(tournament_of(statuses), NOW)["entrants"]:
        assert tuple(one) == ENTRANT_FIELDS


def test_it_says_when_it_last_changed():
    assert public_roster(tournament_of([]), NOW)["changed_at"] == "2026-11-28T19:00:00+00:00"
