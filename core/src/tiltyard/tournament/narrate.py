"""
Events in a sentence each, for logs that people read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from tiltyard.models import Entrant, EntrantId, EventRecord, LinkKind, PersonId, Tournament
from tiltyard.tournament import events as e
from tiltyard.tournament import guild as g
from tiltyard.tournament.roster import entrant_of, member_of
from tiltyard.tournament.views import UNNAMED


def narrate(event: e.Event, state: Tournament | None, *, before: Tournament | None = None) -> str:
    """What happened.

    state   the tournament after the event, for names
    before  the one before it, for names that are gone with it
    """
    entrant = state.entrants.get(getattr(event, "entrant", EntrantId(""))) if state else None
    if isinstance(event, e.TeamInvited | e.InviteEnded):
        return _invitation(event, entrant, _name_of(state, event.invitee))
    name = _name(event, state, entrant)
    if isinstance(event, e.PeopleMerged):
        return _merged(event, name, before)
    return _WORDS[type(event)](event, name)


_OF_ALL = (
    e.PlayerPromoted,
    e.PlayerUnseated,
    e.SeatOffered,
    e.OfferExtended,
    e.OfferEnded,
    e.PlayerDropped,
    e.PlayerNoShow,
    e.PlayerReturned,
    e.EntrantRestored,
)
"""What happens to everyone of an entry, although its captain stands for them in the event."""


def _name(event: e.Event, state: Tournament | None, entrant: Entrant | None) -> str:
    """Whom an event is about; the whole entry where nobody knows them any more."""
    everybody = (entrant and " & ".join(name for member in entrant.members if (name := member.shown))) or UNNAMED
    person: PersonId | None = getattr(event, "person", None)
    if person is None or isinstance(event, _OF_ALL):
        return everybody
    of = entrant if entrant and any(member.person == person for member in entrant.members) else None
    return (of and member_of(of, person).shown) or _name_of(state, person, otherwise=everybody)


def numbered(words: str, event: e.Event, numbers: Mapping[str, int]) -> str:
    """The same with the log's number in place of a command's id.

    numbers  command to the first of its events
    """
    undone: str = getattr(event, "undone", "")
    return words.replace(undone, f"line {numbers[undone]}") if undone in numbers else words


def first_numbers(records: Iterable[EventRecord]) -> dict[str, int]:
    """Command to the first of its events."""
    first: dict[str, int] = {}
    for record in records:
        first.setdefault(record.command_id, record.seq)
    return first


def _name_of(state: Tournament | None, person: PersonId, *, otherwise: str = UNNAMED) -> str:
    entrant = entrant_of(state, person) if state else None
    if state is None or entrant is None:
        return otherwise
    return member_of(entrant, state.aliases.get(person, person)).shown or otherwise


def _merged(event: e.PeopleMerged, name: str, before: Tournament | None) -> str:
    once = {_name_of(before, one, otherwise="") for one in (event.person, event.gone)} - {"", name}
    return f"{' and '.join([name, *sorted(once)] if once else [name, 'another entry'])} turned out to be one person"


def _invitation(event: e.TeamInvited | e.InviteEnded, team: Entrant | None, invitee: str) -> str:
    of = (team.name if team else None) or UNNAMED
    if isinstance(event, e.TeamInvited):
        return f"{of} invited {invitee} into the team"
    return f"the invitation of {invitee} into the team of {of} is {event.because}"


def _by(event: Any) -> str:
    return " on schedule" if event.by == "schedule" else ""


def _read_by(event: Any) -> str:
    return "".join(f", {role} is {header!r}" for role, header in event.columns.items())


def _linked(event: e.IdentityLinked, name: str) -> str:
    of = "" if name == UNNAMED else f" to {name}"
    if event.kind is LinkKind.ROW and event.provenance == "typed":
        return f"no account was given; {'the player' if name == UNNAMED else name} is known by the name as typed"
    return f"a {_kind(event)} was linked{of} ({event.provenance})"


def _unlinked(event: e.IdentityUnlinked, name: str) -> str:
    return f"a {_kind(event)} was unlinked{'' if name == UNNAMED else f' from {name}'}"


def _kind(event: e.IdentityLinked | e.IdentityUnlinked | g.PlayerBlocked | g.PlayerUnblocked) -> str:
    return {LinkKind.DISCORD_ID: "Discord account", LinkKind.PUUID: "Riot account"}.get(
        event.kind, event.kind.value.replace("_", " ")
    )


def _blocked(event: g.PlayerBlocked) -> str:
    why = f": {event.why}" if event.why else ""
    return f"the {_kind(event)} {event.value or UNNAMED} may not play here{why}"


def _for_good(event: e.RegistrationOpened | e.CheckInOpened) -> str:
    return " after its closing time; it stays open until it is closed by hand" if event.closes_by_hand else ""


def _until(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _check_in_opened(event: e.CheckInOpened) -> str:
    before = f" for round {event.round}" if event.round else ""
    closes = f", closes {_until(event.closes_at)}" if event.closes_at else ""
    return f"check-in{before} opened{_by(event)}{closes}{_for_good(event)}"


def _check_in_closed(event: e.CheckInClosed) -> str:
    grace = f"; late ones count until {_until(event.grace_until)}" if event.grace_until else ""
    return f"check-in closed{_by(event)}{grace}"


_MISSED = {"missed": "nobody was there to see the time pass", "downtime": "nobody could reach us for a while"}


def _held(event: e.NoShowsHeld) -> str:
    why = " because the time was missed" if event.because == "missed" else ""
    return f"{event.count} are not here; staff decide what becomes of them{why}"


def _by_staff(event: e.PlayerRegistered | e.PlayerWaitlisted) -> str:
    return ", staff settled the check" if event.by == "staff" else ""


def _proof(event: e.OwnershipProven) -> str:
    seen = f", seen {_until(event.as_of)}" if event.as_of else ""
    return f"{event.code} says {event.source or 'a check'}{seen}"


_RECHECK = {
    "staff": "staff ask",
    "clash_over": "nobody else claims the account any more",
    "renamed": "the account has another name",
    "returned": "somebody else plays on that account by now",
    "rules": "the tournament asks for something else",
}


_FIELDS: Mapping[str, str] = {
    "no_shows_held": "what staff decide about who is not here",
    "no_shows_open": "what becomes of who is not here",
}


def _restored(event: e.TournamentRestored) -> str:
    said = ", ".join(_FIELDS.get(field, field.replace("_", " ")) for field in event.fields)
    return f"{said} as before {event.undone} was done"


_WORDS: Mapping[type[e.Event], Callable[[Any, str], str]] = {
    e.TournamentCreated: lambda event, _: f"{event.title} was created with {event.rules.capacity} seats",
    e.RegistrationOpened: lambda event, _: f"registration opened{_by(event)}{_for_good(event)}",
    e.RegistrationClosed: lambda event, _: f"registration closed{_by(event)}",
    e.SignUpReceived: lambda event, name: (
        f"{name} signed up, place {event.order} in line, {'a seat is held' if event.seated else 'no seat was given'}"
    ),
    e.SignUpUpdated: lambda _event, name: f"{name} changed the sign-up; it is checked again",
    e.IdentityLinked: _linked,
    e.IdentityUnlinked: _unlinked,
    e.EntryClaimed: lambda _event, name: f"{name} came and took over the entry that a row had made",
    e.PersonErased: lambda event, _: f"{event.pseudonym} was erased; what they achieved stays",
    e.RecheckRequested: lambda event, name: f"{name} is checked again: {_RECHECK[event.because]}",
    e.PlayerRenamed: lambda event, name: f"the account is called {event.name or name} now; the seat stays",
    e.AccountRekeyed: lambda _event, name: f"the account of {name} is known by another id now; name and seat stay",
    e.OwnershipChallenged: lambda event, name: (
        f"{name} was told how to prove that the account is theirs ({event.code}), until {_until(event.until)}"
    ),
    e.OwnershipProven: lambda event, name: f"{name} proved that the account is theirs ({_proof(event)})",
    e.PlayerRegistered: lambda event, name: f"{name} is registered{_by_staff(event)}",
    e.PlayerWaitlisted: lambda event, name: f"{name} is on the waitlist{_by_staff(event)}",
    e.PlayerHeldPending: lambda event, name: f"{name} is held pending: {event.code} (waits for {event.waits_for})",
    e.PlayerRejected: lambda event, name: f"{name} was not accepted: {event.reason or event.code}",
    e.PlayerPromoted: lambda event, name: f"{name} got a seat ({event.rule.replace('_', ' ')})",
    e.CheckInOpened: lambda event, _: _check_in_opened(event),
    e.CheckInExtended: lambda event, _: f"check-in closes later, {_until(event.until)}: {_MISSED[event.because]}",
    e.CheckInClosed: lambda event, _: _check_in_closed(event),
    e.GraceExtended: lambda event, _: f"late check-ins count until {_until(event.until)}: {_MISSED['downtime']}",
    e.NoShowsHeld: lambda event, _: _held(event),
    e.NoShowsSettled: lambda event, _: (
        "whoever is not here keeps the seat" if event.kept else "it is settled who is not here"
    ),
    e.PlayerCheckedIn: lambda event, name: f"{name} checked in{', late' if event.late else ''}",
    e.PlayerCheckedOut: lambda _event, name: f"{name} took the check-in back",
    e.PlayerUnseated: lambda _event, name: f"{name} lost the seat and waits: there are fewer seats",
    e.SeatOffered: lambda event, name: (
        f"{name} is offered a seat until {_until(event.until)} ({event.rule.replace('_', ' ')})"
    ),
    e.OfferExtended: lambda event, name: (
        f"{name} has until {_until(event.until)} to take the seat: {_MISSED[event.because]}"
    ),
    e.OfferEnded: lambda event, name: (
        f"{name} {'declined the seat' if event.because == 'declined' else 'did not take the seat in time'} "
        f"and is at place {event.order} now"
    ),
    e.PlayerDropped: lambda event, name: f"{name} dropped{', a seat is free' if event.had_seat else ''}",
    e.PlayerNoShow: lambda _event, name: f"{name} did not come",
    e.PlayerDisqualified: lambda event, name: f"{name} was disqualified{', a seat is free' if event.had_seat else ''}",
    e.PlayerReturned: lambda event, name: (
        f"{name} takes part again, place {event.order} in line, "
        f"{'with a seat' if event.seated else 'no seat was given'}"
    ),
    e.TeamNamed: lambda event, name: (
        f"the team of {name} is called {event.team}" if event.team else f"the team of {name} has no name any more"
    ),
    e.TeamJoined: lambda event, name: f"{name} joined the team at place {event.order} ({event.by.replace('_', ' ')})",
    e.TeamLeft: lambda event, name: f"{name} left the team and is at place {event.order} now",
    e.TeamsLocked: lambda _event, _: "teams are locked",
    e.TeamsUnlocked: lambda _event, _: "teams are unlocked",
    e.FreeAgentSet: lambda event, name: (
        f"{name} {'takes whoever is paired with them' if event.free_agent else 'does not want to be paired'}"
    ),
    e.EntrantRestored: lambda event, name: f"{name} stands again as before {event.undone} was done",
    e.EntryWithdrawn: lambda _event, name: f"{name} has the earlier entry again",
    e.TournamentRestored: lambda event, _: _restored(event),
    e.RulesChanged: lambda event, _: f"the rules were changed; {event.rules.capacity} seats",
    e.StaffGranted: lambda event, _: f"{event.who} is staff, as {event.role.value}",
    e.StaffRevoked: lambda event, _: f"{event.who} is staff no longer",
    e.OutsidePaused: lambda _event, _: "paused: nothing outside is changed",
    e.OutsideResumed: lambda _event, _: "resumed: the outside catches up",
    e.TournamentArchived: lambda _event, _: "archived: nothing in it changes any more",
    e.TournamentUnarchived: lambda _event, _: "taken out of the archive",
    e.RowsBound: lambda event, _: f"the table {event.source} mirrors this tournament from now on{_read_by(event)}",
    e.RowsUnbound: lambda event, _: f"the table {event.source} mirrors this tournament no longer",
    g.GuildStaffGranted: lambda event, _: f"{event.who} is staff of all tournaments here, as {event.role.value}",
    g.GuildStaffRevoked: lambda event, _: f"{event.who} is staff of all tournaments here no longer",
    g.PlayerBlocked: lambda event, _: _blocked(event),
    g.PlayerUnblocked: lambda event, _: f"a {_kind(event)} that was blocked may play again",
    g.GuildDefaultsSet: lambda event, _: f"new tournaments start from other rules; {event.rules.capacity} seats",
    g.GuildFrozen: lambda _event, _: "the bot was removed: nothing changes here",
    g.GuildThawed: lambda _event, _: "the bot is there again",
}
