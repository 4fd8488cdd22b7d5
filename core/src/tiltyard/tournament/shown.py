"""
What is shown of each person outside: the words of their row, and the roles they have.

Pure. A table's mirror writes these words and a dry run foretells them, so they are made in one place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import frozen

from tiltyard.models import Entrant, EntrantStatus, Member, PersonId, Tournament
from tiltyard.tournament.roster import IN_LINE, waiting

REGISTERED, CHECKED_IN, WAITLIST = "registered", "checked_in", "waitlist"
"""Names of the roles; what gives and takes them outside says what they are called there."""


@frozen
class Shown:
    """One person as the outside sees them.

    name        None after an erasure without a pseudonym
    status      as it stands in a row
    checked_in  this person, not the whole team
    note        why, where there is something to say; blank otherwise
    roles       names of roles
    """

    name: str | None
    status: str
    checked_in: bool
    note: str
    roles: frozenset[str]


def shown(state: Tournament) -> Mapping[PersonId, Shown]:
    """Everybody, by what they are; of two entries of one person the later one counts."""
    positions = {one.id: place for place, one in enumerate(waiting(state), start=1)}
    entrants = sorted(state.entrants.values(), key=lambda one: one.order)
    return {
        member.person: Shown(
            member.shown,
            status_words(entrant, positions.get(entrant.id, 0)),
            member.checked_in,
            member.reason,
            _roles(entrant, member),
        )
        for entrant in entrants
        for member in entrant.members
    }


def status_words(entrant: Entrant, position: int) -> str:
    """Where an entry stands, as it is written in a row.

    position  on the waitlist; 0 when it does not wait
    """
    if entrant.offered_until:
        return "seat offered"
    if entrant.status is EntrantStatus.WAITLISTED:
        return f"waitlist {position}"
    return entrant.status.value.replace("_", " ")


def are_status_words(text: str) -> bool:
    """Whether `status_words` could have written it, for whatever entry."""
    return text in _STATUS_WORDS or bool(_PLACE_IN_LINE.fullmatch(text))


_STATUS_WORDS = frozenset(["seat offered", *(one.value.replace("_", " ") for one in EntrantStatus)])
_PLACE_IN_LINE = re.compile(r"waitlist \d+")


def _roles(entrant: Entrant, member: Member) -> frozenset[str]:
    roles = {
        REGISTERED: entrant.status is EntrantStatus.REGISTERED,
        WAITLIST: entrant.status is EntrantStatus.WAITLISTED,
        CHECKED_IN: member.checked_in and entrant.status in IN_LINE,
    }
    return frozenset(name for name, has in roles.items() if has)
