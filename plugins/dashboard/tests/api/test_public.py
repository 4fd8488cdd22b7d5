"""
What everybody may see, and what nobody finds there.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.desk.desk import Behind
from tiltyard.desk.mirror import Standing
from tiltyard.desk.tables import Trouble, TroubleKind
from tiltyard.models import (
    CheckState,
    ColumnMapping,
    Entrant,
    EntrantId,
    EntrantStatus,
    Member,
    PersonId,
    Role,
    RowSource,
    Rules,
    Tournament,
    TournamentId,
)
from tiltyard.rows.entries import Entry, EntryKind
from tiltyard.rows.suspicion import Hold
from tiltyard_dashboard.api.public import ENTRANT_FIELDS, public_roster, public_table

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
    shown = public_roster(tournament_of(statuses), NOW, None)["entrants"]

    in_line = [f"name-{order}" for order, status in enumerate(statuses, start=1) if status not in OUT]
    assert sorted(one["name"] for one in shown) == sorted(in_line)


@given(statuses)
def test_no_reason_no_person_id_and_no_other_personal_word_is_told(statuses):
    told = msgspec.json.encode(public_roster(tournament_of(statuses), NOW, None)).decode()

    assert "secret" not in told
    assert "person-" not in told
    assert "typed-" not in told


@given(statuses)
def test_an_entrant_has_just_the_public_fields(statuses):
    for one in public_roster(tournament_of(statuses), NOW, None)["entrants"]:
        assert tuple(one) == (*ENTRANT_FIELDS, "members")


def test_it_says_when_it_last_changed():
    assert public_roster(tournament_of([]), NOW, None)["changed_at"] == "2026-11-28T19:00:00+00:00"


def entry(kind: EntryKind, **fields: str) -> Entry:
    texts = dict.fromkeys(("row_key", "column", "theirs", "ours", "why", "next_step"), "secret")
    return Entry(kind, row_number=7, person=PersonId("secret-person"), role="ign", since=NOW, **{**texts, **fields})


def standing_of(**fields: object) -> Standing:
    parts = {"behind": None, "trouble": None, "held": None, "entries": (), **fields}
    return Standing(RowSource("gsheet", "secret-id/0"), **parts)


TROUBLE = Trouble(NOW, "Google does not let us in: secret-id. Share it with secret@robot", TroubleKind.ACCESS)
HOLD = Hold("its columns cannot be told any more: secret", NOW, (PersonId("secret-1"), PersonId("secret-2")))


def test_a_table_that_is_fine_is_told_of_by_its_kind_and_its_columns():
    columns = ColumnMapping(2, {Role.IGN: 3, Role.DISCORD: 1}, "secret", "saved")

    assert public_table(standing_of(columns=columns), NOW) == {
        "source": "gsheet", "behind": None, "trouble": None, "held": None,
        "for_staff": {"clash": 0, "refused": 0, "waiting": 0, "locked": 0, "displaced": 0},
        "columns": {"discord": 2, "ign": 4},
    }  # fmt: skip


def test_a_table_is_told_of_without_a_word_of_what_stands_in_it_or_where_it_lives():
    entries = tuple(entry(kind) for kind in (*EntryKind, EntryKind.CLASH))
    told = public_table(standing_of(behind=Behind(12, NOW), trouble=TROUBLE, held=HOLD, entries=entries), NOW)

    assert "secret" not in msgspec.json.encode(told).decode()
    assert told["behind"] == {"changes": 12, "since": NOW.isoformat()}
    assert told["trouble"] == {"since": NOW.isoformat(), "why": "access"}
    assert told["held"] == {"since": NOW.isoformat(), "players": 2}
    assert told["for_staff"] == {"clash": 2, "refused": 1, "waiting": 1, "locked": 1, "displaced": 1}


@pytest.mark.parametrize(
    ("waited_s", "trouble", "told"),
    [
        pytest.param(59, None, False, id="about-to-be-written"),
        pytest.param(60, None, True, id="late"),
        pytest.param(0, TROUBLE, True, id="in-trouble"),
    ],
)
def test_a_table_is_behind_when_it_is_late_or_in_trouble(waited_s, trouble, told):
    standing = standing_of(behind=Behind(1, NOW), trouble=trouble)

    assert bool(public_table(standing, NOW + timedelta(seconds=waited_s))["behind"]) is told
