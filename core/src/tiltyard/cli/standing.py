"""
What commands say about where a player stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiltyard.cli.exits import Exit
from tiltyard.cli.output import note, print_json, say
from tiltyard.models import Entrant, EntrantStatus, Evidence, Member, PersonId, Phase, Tournament
from tiltyard.tournament.roster import IN_LINE, entrant_of, member_of, seated, waitlist_position
from tiltyard.tournament.views import entry


def say_where(state: Tournament, person: PersonId, *, as_json: bool) -> Exit | None:
    """Where somebody stands now, after whatever was to be done about them; what the command ends with."""
    entrant = entrant_of(state, person)
    if entrant is None:
        raise LookupError(f"{person} was just acted on and is not in {state.id}")
    if as_json:
        print_json(entry(state, entrant))
    elif entrant.status is EntrantStatus.REJECTED:
        note(f"{entrant.name} was not accepted: {entrant.reason} {entrant.next_step}", style="yellow")
    else:
        say(_where(state, entrant, person))
        if entrant.status in IN_LINE and _recommended(state, member_of(entrant, state.aliases.get(person, person))):
            note("It is recommended to prove that the account is theirs: tiltyard prove.")
    return Exit.REFUSED if entrant.status is EntrantStatus.REJECTED else None


def _recommended(state: Tournament, member: Member) -> bool:
    """Whether somebody is asked for a proof that they may do without."""
    optional = state.rules.recommends_ownership and state.rules.identity is not Evidence.OWNERSHIP
    return optional and not member.proof and not member.challenge


def standing(state: Tournament, person: PersonId) -> dict[str, Any]:
    """The same as plain data."""
    entrant = entrant_of(state, person)
    return entry(state, entrant) if entrant else {"person": person}


_OUT: Mapping[EntrantStatus, str] = {
    EntrantStatus.DROPPED: "has dropped",
    EntrantStatus.NO_SHOW: "did not come and is out",
    EntrantStatus.DISQUALIFIED: "is disqualified",
}


def _where(state: Tournament, entrant: Entrant, person: PersonId) -> str:
    name, member = entrant.name, member_of(entrant, state.aliases.get(person, person))
    if entrant.status in _OUT:
        return f"{name} {_OUT[entrant.status]}."
    if entrant.offered_until:
        return f"{name} is offered a seat until {entrant.offered_until:%Y-%m-%d %H:%M} UTC."
    if entrant.status is EntrantStatus.REGISTERED and entrant.checked_in:
        return f"{name} is checked in{', late' if member.late else ''}."
    if entrant.status is EntrantStatus.REGISTERED:
        here = ", not checked in" if state.check_in is Phase.OPEN else ""
        if member.checked_in:
            here = f"; {member.shown} is checked in, the team is not complete"
        return f"{name} is registered, place {entrant.order} in line{here}."
    if entrant.status is EntrantStatus.WAITLISTED:
        here = ", checked in" if entrant.checked_in else ""
        return f"{name} is on the waitlist, position {waitlist_position(state, entrant)}{here}."
    seat = "a seat is held" if entrant.seated else "no seat is free yet"
    here = "checked in; " if entrant.checked_in else ""
    if member.checked_in and not entrant.checked_in:
        here = f"{member.shown} is checked in, the team is not complete; "
    checked = "waiting for staff" if entrant.waits_for == "staff" else "still being checked"
    place = f"{name}: {here}received, {checked}; place {entrant.order} in line is kept, {seat}."
    return " ".join(words for words in (place, entrant.reason, entrant.next_step) if words)


def held_words(state: Tournament) -> str:
    """How many seats wait for what staff decide about who is not here, and how they do; blank when none does."""
    if not state.no_shows_held:
        return ""
    number = sum(1 for one in seated(state) if not one.checked_in)
    who = "1 with a seat is" if number == 1 else f"{number} with seats are"
    return f"{who} not here and staff decide: tiltyard no-shows release --dry-run shows who, no-shows keep keeps them"


def status_cell(one: Mapping[str, Any]) -> str:
    """The status of an `entry` in a table."""
    if one["offered_until"]:
        return f"seat offered until {one['offered_until'][11:16]} UTC"
    if one["waitlist_position"]:
        return f"waitlist {one['waitlist_position']}"
    words = str(one["status"]).replace("_", " ")
    return f"{words}, needs staff" if one["status"] == "pending" and one["waits_for"] == "staff" else words


def here_cell(one: Mapping[str, Any]) -> str:
    """Whether an `entry` is checked in, in a table."""
    here = sum(1 for member in one["members"] if member["checked_in"])
    if not here:
        return ""
    late = " late" if one["late"] else ""
    return f"✓{late}" if one["checked_in"] else f"{here} of {len(one['members'])}{late}"


def proof_cell(one: Mapping[str, Any]) -> str:
    """Whose accounts of an `entry` were shown to be theirs, in a table; blank when nobody's was."""
    proven = [member for member in one["members"] if member["proof"]]
    if not proven:
        return ""
    by = ", ".join(sorted({member["proof"]["code"] for member in proven}))
    of = "" if len(proven) == len(one["members"]) else f" {len(proven)} of {len(one['members'])}"
    return f"account proven{of} ({by})"


def name_cell(one: Mapping[str, Any]) -> str:
    """Who an `entry` is, in a table: a team with its members."""
    if not one["team"]:
        alone = one["members"][0]
        return f"{one['name']} (takes any partner)" if alone["free_agent"] else str(one["name"])
    return f"{one['team']}: {' & '.join(str(member['name']) for member in one['members'])}"
