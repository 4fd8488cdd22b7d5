"""
How an entrant came to where it stands, as everybody may see it. Pure.

Told by code and moment alone: what was found out about a name, why somebody was refused, who did it and what they wrote
about it stay with staff.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tiltyard.models import EntrantId, EventRecord, Refusal, TournamentId

PUBLIC = frozenset(
    {
        "SignUpReceived", "PlayerRegistered", "PlayerWaitlisted", "PlayerPromoted", "PlayerUnseated", "SeatOffered",
        "OfferExtended", "OfferEnded", "PlayerCheckedIn", "PlayerCheckedOut", "PlayerReturned", "TeamJoined",
        "TeamLeft", "EntrantRestored",
    }
)  # fmt: skip
"""Events that change what the list shows of an entrant anyway."""


def story(history: Iterable[EventRecord], entrant: EntrantId) -> list[dict[str, Any]]:
    """What happened to this entrant, oldest first: the number of the event, when, and its type."""
    return [
        {"seq": record.seq, "at": record.at.isoformat(), "what": record.type}
        for record in history
        if record.type in PUBLIC and entrant in (record.facts.get("entrant"), record.facts.get("new_entrant"))
    ]


def no_such_entrant(tournament: TournamentId, entrant: str) -> Refusal:
    """Nobody in line is called so: never was, or is out."""
    return Refusal(
        "unknown_entrant",
        "nobody in line has this id",
        f"{entrant} in {tournament}",
        f"List who is in line with GET /v1/tournaments/{tournament}.",
    )
