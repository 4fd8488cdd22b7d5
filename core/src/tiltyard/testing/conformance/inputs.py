"""
Everything a hook may be asked, made by hypothesis: valid, and as odd as the world is.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

import click
from hypothesis import strategies as st

from tiltyard.models import (
    Actor,
    CellChange,
    Eligibility,
    EventRecord,
    Evidence,
    Lobby,
    Mode,
    NewRow,
    PersonId,
    PlayerAccount,
    PlayerClaim,
    RankQueue,
    RowChanges,
    RowSource,
    RowTable,
    ServiceAction,
    ServiceRequest,
    Tier,
)

FOREIGN = "conformance"
"""A scheme that no plugin answers for."""

names = st.one_of(
    st.sampled_from(
        ["Ann#EUW", "Ann # EUW", "아리#KR1", "", "   ", "#", "a" * 200, "Ann\u200b#EUW", "=1+1#EUW", "<b>#EUW", "😀#1"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
moments = st.datetimes(timezones=st.just(UTC))
cells = st.one_of(names, st.integers(-9, 9), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))
sources = st.builds(RowSource, st.just(FOREIGN), st.text(max_size=20))


@st.composite
def tables(draw: st.DrawFn) -> RowTable:
    """A grid of up to 12 columns and 30 rows, padded."""
    width = draw(st.integers(0, 12))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=30))
    return RowTable(draw(sources), rows, "r1", draw(moments))


platforms = st.sampled_from(["euw1", "kr", "na1", "oc1", "", "nowhere"])
puuids = st.none() | st.sampled_from(["p" * 78, "", "../x"])
claims = st.builds(
    PlayerClaim,
    person=st.just(PersonId("p1")),
    typed_name=names,
    alternates=st.lists(names, max_size=3).map(tuple),
    platform=st.none() | platforms,
    roster_keys=st.dictionaries(st.sampled_from(["name", "skeleton"]), st.frozensets(names, max_size=4), max_size=2),
    puuid=puuids,
    eligibility=st.builds(
        Eligibility,
        st.frozensets(platforms, max_size=2),
        st.none() | st.sampled_from(Tier),
        st.none() | st.sampled_from(Tier),
        st.sampled_from(RankQueue),
    ),
    wants=st.sampled_from(Evidence),
    waiting=st.booleans(),
)
accounts = st.builds(PlayerAccount, names, puuids, st.none() | platforms)
lobbies = st.builds(
    Lobby,
    mode=st.sampled_from(Mode),
    members=st.lists(accounts, max_size=9).map(tuple),
    since=moments,
    until=moments,
    used_match_ids=st.frozensets(st.sampled_from(["EUW1_1", "", "x"]), max_size=2),
)
changes = st.builds(
    RowChanges,
    revision=st.just("r1"),
    header_row=st.just(0),
    key_column=st.just(0),
    changes=st.lists(st.builds(CellChange, names, st.integers(0, 12), cells, cells), max_size=5).map(tuple),
    new_rows=st.lists(st.builds(NewRow, names, st.dictionaries(st.integers(0, 12), cells, max_size=4)), max_size=2).map(
        tuple
    ),
)
events = st.builds(
    EventRecord,
    stream=st.just("tournament:local/cup"),
    seq=st.integers(1, 999),
    type=st.sampled_from(["TournamentCreated", "SignUpReceived", "PlayerCheckedIn", "SomethingOfALaterRelease"]),
    version=st.integers(1, 2),
    at=moments,
    actor=st.builds(Actor, st.sampled_from(["player", "staff", "host"]), st.text(max_size=9), names),
    command_id=st.text(max_size=9),
    reason=st.none() | names,
    facts=st.dictionaries(st.text(max_size=9), st.none() | st.integers() | names, max_size=4),
    personal=st.none() | st.dictionaries(st.text(max_size=9), names, max_size=3),
)
# Only looking: to start a stranger's services is no check, it is an effect.
requests = st.builds(ServiceRequest, st.just(ServiceAction.STATUS), st.lists(names, max_size=3).map(tuple))

ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    "source": sources,
    "changes": changes,
    "table": tables(),
    "claim": claims,
    "player": accounts,
    "queue": st.sampled_from(RankQueue),
    "lobby": lobbies,
    "request": requests,
    "event": events,
    "cli": st.builds(click.Group),
}
"""Argument of a core hook to what it may be."""


def arguments_for(arguments: list[str]) -> st.SearchStrategy[dict[str, Any]] | None:
    """Arguments for one call; None when one of them is not of core: its plugin knows what it may be, we do not."""
    if not set(arguments) <= set(ARGUMENTS):
        return None
    return st.fixed_dictionaries({name: ARGUMENTS[name] for name in arguments})
