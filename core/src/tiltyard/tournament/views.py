"""
A tournament as plain data, the same for `--json`, the API and whoever reads them.
"""

from __future__ import annotations

from typing import Any

from tiltyard.models import Eligibility, Entrant, EntrantStatus, Member, Proof, Tournament
from tiltyard.tournament import windows as w
from tiltyard.tournament.roster import IN_LINE, seated, waiting, waitlist_position

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
        "unit": state.rules.unit.value,
        "mode": state.rules.mode.value,
        "seats": state.rules.seats,
        "identity": state.rules.identity.value,
        "recommends_ownership": state.rules.recommends_ownership,
        "eligibility": _eligibility(state.rules.eligibility),
        "starts_at": _iso(state.rules.starts_at),
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
            "no_shows": sum(1 for one in entries if one.status is EntrantStatus.NO_SHOW),
            "disqualified": sum(1 for one in entries if one.status is EntrantStatus.DISQUALIFIED),
            "offered": sum(1 for one in entries if one.offered_until),
            "for_staff": sum(1 for one in entries if one.status in IN_LINE and one.waits_for == "staff"),
        },
        "check_in_round": state.check_in_round,
        "grace_until": _iso(state.grace_until),
        "no_shows_for_staff": state.no_shows_held,
        "teams_locked": state.teams_locked,
        "paused": state.paused,
        "archived_at": _iso(state.archived_at),
    }


def roster(state: Tournament) -> dict[str, Any]:
    """The summary, and everyone who ever signed up: seated first, then the waitlist, then who is out."""
    out = [one for one in state.entrants.values() if one.status not in IN_LINE]
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
        "late": any(member.late for member in entrant.members),
        "offered_until": _iso(entrant.offered_until),
        "waits_for": entrant.waits_for or None,
        "team": entrant.team,
        "members": [member_view(member) for member in entrant.members],
        "code": entrant.code or None,
        "reason": entrant.reason or None,
        "next_step": entrant.next_step or None,
    }


def member_view(member: Member) -> dict[str, Any]:
    """One person of an entrant."""
    return {
        "person": member.person,
        "name": member.shown or UNNAMED,
        "check": member.check.value,
        "checked_in": member.checked_in,
        "late": member.late,
        "free_agent": member.free_agent,
        "code": member.code or None,
        "proof": proof_view(member.proof) if member.proof else None,
        "challenged_until": _iso(member.challenge.until) if member.challenge else None,
    }


def _eligibility(eligibility: Eligibility) -> dict[str, Any]:
    return {
        "platforms": sorted(eligibility.platforms),
        "lowest": eligibility.lowest,
        "highest": eligibility.highest,
        "queue": eligibility.queue.value,
    }


def proof_view(proof: Proof) -> dict[str, Any]:
    """How it was shown that an account is somebody's: for staff."""
    return {"code": proof.code, "source": proof.source, "as_of": _iso(proof.as_of), "strength": proof.strength}


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
