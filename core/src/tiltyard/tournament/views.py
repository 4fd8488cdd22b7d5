"""
A tournament as plain data, the same for `--json`, the API and whoever reads them.
"""

from __future__ import annotations

from typing import Any

from tiltyard.models import Entrant, EntrantStatus, Tournament
from tiltyard.tournament import windows as w
from tiltyard.tournament.roster import seated, waiting, waitlist_position

UNNAMED = "(name erased)"


def summary(state: Tournament) -> dict[str, Any]:
    """What is on, until when, and how many: counts of seats add up to the capacity at most."""
    registration, check_in = w.registration(state), w.check_in(state)
    entries = state.entrants.values()
    return {
        "id": state.id,
        "scope": state.scope,
        "slug": state.slug,
        "name": state.name,
        "seq": state.seq,
        "capacity": state.rules.capacity,
        "identity": state.rules.identity.value,
        "registration": state.registration.value,
        "check_in": state.check_in.value,
        "windows": {
            "registration_opens_at": _iso(registration.opens_at),
            "registration_closes_at": _iso(registration.closes_at),
            "check_in_opens_at": _iso(check_in.opens_at),
            "check_in_closes_at": _iso(check_in.closes_at),
        },
        "counts": {
            "seated": len(seated(state)),
            "waiting": len(waiting(state)),
            "checked_in": sum(1 for one in seated(state) if one.checked_in),
            "pending": sum(1 for one in entries if one.status in (EntrantStatus.RECEIVED, EntrantStatus.PENDING)),
            "rejected": sum(1 for one in entries if one.status is EntrantStatus.REJECTED),
            "dropped": sum(1 for one in entries if one.status is EntrantStatus.DROPPED),
        },
    }


def roster(state: Tournament) -> dict[str, Any]:
    """The summary, and everyone who ever signed up: seated first, then the waitlist, then who is out."""
    out = [one for one in state.entrants.values() if one.status in (EntrantStatus.REJECTED, EntrantStatus.DROPPED)]
    entries = [*seated(state), *waiting(state), *sorted(out, key=lambda one: one.order)]
    return {**summary(state), "entrants": [entry(state, entrant) for entrant in entries]}


def entry(state: Tournament, entrant: Entrant) -> dict[str, Any]:
    """One entrant."""
    return {
        "id": entrant.id,
        "person": entrant.person,
        "order": entrant.order,
        "name": entrant.name or UNNAMED,
        "status": entrant.status.value,
        "seated": entrant.seated,
        "waitlist_position": waitlist_position(state, entrant) or None,
        "checked_in": entrant.checked_in,
        "code": entrant.code or None,
        "reason": entrant.reason or None,
        "next_step": entrant.next_step or None,
    }


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
