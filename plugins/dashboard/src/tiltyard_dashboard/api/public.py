"""
What everybody may see of a tournament. Pure.

Left out on purpose: who was rejected or has dropped, and why (their business and staff's), why somebody is still being
checked, and person ids, by which one could follow a person from one tournament to the next. Counts stay: they name
nobody. The names of those in line are what a sign-up sheet shows.

Of a table everybody may see how far it is behind, in what kind of trouble it is and how much in it waits for staff.
Where it lives is left out, since whoever has the id of a sheet may be let in by it, and so is every sentence that was
made of what stands in it. `tiltyard tournament show` and `tiltyard sheets conflicts` have these.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from tiltyard.desk.desk import Behind
from tiltyard.desk.mirror import Standing
from tiltyard.models import ColumnMapping, PromotionRule, Tournament
from tiltyard.rows.entries import EntryKind
from tiltyard.tournament import views
from tiltyard.tournament.roster import IN_LINE

ENTRANT_FIELDS = ("id", "order", "name", "status", "seated", "offered_until", "waitlist_position", "checked_in", "team")


LATE = timedelta(seconds=60)
"""So long nobody is told that a table is behind that nothing is wrong with: it is written every few seconds at most."""


def public_summary(state: Tournament, changed_at: datetime | None, table: dict[str, Any] | None) -> dict[str, Any]:
    """What is on, until when, how many, and when it last changed. `capacity` counts entries: players, or teams.

    table             as `public_table` has it; None when none is bound
    no_shows          what becomes of who has a seat and is not here in time: a `NoShows`
    checked_in_first  of those who wait, who is here comes before who is not
    """
    return {
        **views.summary(state),
        "capacity": state.rules.seats,
        "changed_at": changed_at.isoformat() if changed_at else None,
        "table": table,
        "no_shows": state.rules.no_shows.value,
        "checked_in_first": state.rules.promotion[:1] == (PromotionRule.CHECKED_IN_FIRST,),
    }


def public_roster(state: Tournament, changed_at: datetime | None, table: dict[str, Any] | None) -> dict[str, Any]:
    """The summary, then who is seated and then who waits, each in order; of teams also who plays in them."""
    shown = [one for one in views.roster(state)["entrants"] if one["status"] in IN_LINE]
    entrants = [{**{field: one[field] for field in ENTRANT_FIELDS}, "members": _members(one)} for one in shown]
    return {**public_summary(state, changed_at, table), "entrants": entrants}


def _members(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Who plays in a team; nobody for a single player without one, whose name stands for the entry."""
    members = entry["members"] if entry["team"] or len(entry["members"]) > 1 else []
    return [{"name": one["name"], "checked_in": one["checked_in"]} for one in members]


def public_table(standing: Standing, now: datetime) -> dict[str, Any]:
    """How a table stands to its tournament.

    source     its scheme
    behind     how many changes are not written yet, and since when; only of a table that is late or in trouble
    trouble    since when it cannot be kept in line, and why: a `TroubleKind`
    held       since when nothing is taken from it until staff have looked, and how many players that is about
    for_staff  for each kind of entry how many there are
    columns    role to the number of its column, the first being 1; None while that is not settled
    """
    behind, trouble, held = standing.behind, standing.trouble, standing.held
    kinds = Counter(one.kind for one in standing.entries)
    return {
        "source": standing.source.scheme,
        "behind": _behind(behind) if behind and (trouble or now - behind.since >= LATE) else None,
        "trouble": trouble and {"since": trouble.since.isoformat(), "why": trouble.kind.value},
        "held": held and {"since": held.since.isoformat(), "players": len(held.people)},
        "for_staff": {kind.value: kinds[kind] for kind in EntryKind},
        "columns": standing.columns and _columns(standing.columns),
    }


def _behind(behind: Behind) -> dict[str, Any]:
    return {"changes": behind.changes, "since": behind.since.isoformat()}


def _columns(mapping: ColumnMapping) -> dict[str, int]:
    return {role.value: index + 1 for role, index in sorted(mapping.columns.items(), key=lambda one: one[1])}
