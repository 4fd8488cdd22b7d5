"""
What needs attention: in order, by stable names, with steps that answer it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tiltyard.desk.mirror import Standing
from tiltyard.desk.tables import Trouble, TroubleKind
from tiltyard.models import (
    CheckState,
    Entrant,
    EntrantId,
    Member,
    PersonId,
    RowSource,
    Rules,
    Tournament,
    TournamentId,
)
from tiltyard.rows.entries import Entry, EntryKind
from tiltyard.rows.suspicion import Hold
from tiltyard_dashboard.api.attention import (
    Failed,
    Item,
    Severity,
    of_failures,
    of_plugins,
    of_services,
    of_tournament,
    queue,
)

NOW = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)
SHEET = RowSource("gsheet", "an-id/0")


def member(who, check=CheckState.VERIFIED, **more):
    name = f"{who}#EUW"
    return Member(person=PersonId(who), links=(), typed_name=name, name=name, check=check, **more)


def cup(*members, **more):
    entrants = {
        EntrantId(f"e{order}"): Entrant(EntrantId(f"e{order}"), (one,), order, seated=True)
        for order, one in enumerate(members, start=1)
    }
    return Tournament(
        id=TournamentId("local/cup"), scope="local", slug="cup", name="Cup", rules=Rules(8), entrants=entrants, seq=9,
        **more,
    )  # fmt: skip


def kinds(items):
    return [one.kind for one in items]


def test_a_check_that_waits_for_staff_has_three_answers():
    pending = member("ann", CheckState.PENDING, waits_for="staff", reason="Looks like Bob.")

    (item,) = of_tournament(cup(pending, member("bob")), None)

    assert (item.severity, item.who, item.what) == (Severity.URGENT, "ann#EUW", "Looks like Bob.")
    assert [(one.label, one.body["type"], one.needs_reason) for one in item.actions] == [
        ("Accept", "AcceptPlayer", True),
        ("Refuse", "RejectPlayer", True),
        ("Ask again", "Recheck", False),
    ]
    assert item.actions[0].path == "/v1/staff/tournaments/local/cup/commands"


def test_one_that_is_asked_again_by_itself_waits_for_nobody():
    assert of_tournament(cup(member("ann", CheckState.PENDING, waits_for="retry")), None) == []


def test_an_archived_tournament_needs_nobody():
    assert of_tournament(cup(member("ann", CheckState.PENDING, waits_for="staff"), archived_at=NOW), None) == []


def test_no_shows_and_a_pause_are_told():
    assert kinds(of_tournament(cup(member("ann"), no_shows_held=True, paused=True), None)) == ["no_shows", "paused"]


def entry(kind, column="Riot ID"):
    return Entry(kind, "name:ann", 2, PersonId("ann"), column, "ign", "a", "b", "both changed it", "Choose.", NOW)


def test_a_table_is_told_with_what_answers_it():
    table = Standing(
        SHEET,
        None,
        Trouble(NOW, "it is away", TroubleKind.AWAY),
        Hold("many gone", NOW, (PersonId("ann"),)),
        (entry(EntryKind.CLASH), entry(EntryKind.LOCKED, "Notes"), entry(EntryKind.DISPLACED, "Seed")),
    )

    items = of_tournament(cup(member("ann")), table)

    assert kinds(items) == ["held", "table", "cell_clash", "cell_locked", "cell_displaced"]
    assert [one.label for one in items[2].actions] == ["Keep what the sheet says", "Keep what we say"]
    assert items[2].actions[0].body == {"keep": "table", "places": [["name:ann", "Riot ID"]]}
    assert (items[2].who, items[3].severity, items[4].severity) == ("ann#EUW", Severity.SOON, Severity.NOTE)


def test_the_hosts_own_troubles():
    failed = of_failures([Failed("rows", "local/cup", NOW, 5, "no header")], {"local/cup": "Cup"})
    services = of_services([{"name": "api", "state": "running"}, {"name": "web", "state": "failed", "last_error": "x"}])
    plugins = of_plugins(
        [{"name": "a", "state": "ready"}, {"name": "b", "state": "needs_setup"}, {"name": "c", "state": "quarantined"}]
    )

    assert "5 attempts" in failed[0].what
    assert [(one.id, one.actions[0].path) for one in services] == [("service:web", "/v1/services/web/restart")]
    assert [(one.id, one.severity) for one in plugins] == [("plugin:b", Severity.NOTE), ("plugin:c", Severity.SOON)]


items = st.builds(
    Item,
    id=st.text(min_size=1, max_size=3),
    kind=st.just("x"),
    severity=st.sampled_from(Severity),
    what=st.just(""),
    next_step=st.just(""),
    since=st.none() | st.integers(0, 99).map(lambda minutes: NOW + timedelta(minutes=minutes)),
)


@given(st.lists(items, max_size=8), st.randoms())
def test_the_order_is_the_same_however_they_come(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)

    ordered = queue(found)

    assert [(one.severity, one.since, one.id) for one in queue(shuffled)] == [
        (one.severity, one.since, one.id) for one in ordered
    ]
    places = [list(Severity).index(one.severity) for one in ordered]
    assert places == sorted(places)
