"""
What everybody may see of a tournament. Pure.

Left out on purpose: who was rejected or has dropped, and why (their business and staff's), why somebody is still being
checked, and person ids, by which one could follow a person from one tournament to the next. Counts stay: they name
nobody. The names of those in line are what a sign-up sheet shows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tiltyard.models import Tournament
from tiltyard.tournament import views
from tiltyard.tournament.roster import IN_LINE

ENTRANT_FIELDS = ("id", "order", "name", "status", "seated", "offered_until", "waitlist_position", "checked_in")


def public_summary(state: Tournament, changed_at: datetime | None) -> dict[str, Any]:
    """What is on, until when, how many, and when it last changed. `capacity` counts entries: players, or teams."""
    changed = changed_at.isoformat() if changed_at else None
    return {**views.summary(state), "capacity": state.rules.seats, "changed_at": changed}


def public_roster(state: Tournament, changed_at: datetime | None) -> dict[str, Any]:
    """The summary, then who is seated and then who waits, each in order."""
    shown = [one for one in views.roster(state)["entrants"] if one["status"] in IN_LINE]
    entrants = [{field: one[field] for field in ENTRANT_FIELDS} for one in shown]
    return {**public_summary(state, changed_at), "entrants": entrants}
