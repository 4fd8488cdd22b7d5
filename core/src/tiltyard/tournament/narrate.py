"""
Events in a sentence each, for logs that people read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tiltyard.models import EntrantId, LinkKind, Tournament
from tiltyard.tournament import events as e
from tiltyard.tournament.views import UNNAMED


def narrate(event: e.Event, state: Tournament | None) -> str:
    """What happened.

    state  the tournament after the event, for names
    """
    entrant_id: EntrantId | None = getattr(event, "entrant", None)
    entrant = state.entrants.get(entrant_id) if state and entrant_id else None
    return _WORDS[type(event)](event, (entrant.name if entrant else None) or UNNAMED)


def _by(event: Any) -> str:
    return " on schedule" if event.by == "schedule" else ""


def _read_by(event: Any) -> str:
    return "".join(f", {role} is {header!r}" for role, header in event.columns.items())


def _linked(event: e.IdentityLinked) -> str:
    if event.kind is LinkKind.ROW and event.provenance == "typed":
        return "no account was given; the player is known by the name as typed"
    return f"a {event.kind.value.replace('_', ' ')} was linked ({event.provenance})"


def _for_good(event: e.RegistrationOpened | e.CheckInOpened) -> str:
    return " after its closing time; it stays open until it is closed by hand" if event.closes_by_hand else ""


_WORDS: Mapping[type[e.Event], Callable[[Any, str], str]] = {
    e.TournamentCreated: lambda event, _: f"{event.title} was created with {event.rules.capacity} seats",
    e.RegistrationOpened: lambda event, _: f"registration opened{_by(event)}{_for_good(event)}",
    e.RegistrationClosed: lambda event, _: f"registration closed{_by(event)}",
    e.SignUpReceived: lambda event, name: (
        f"{name} signed up, place {event.order} in line, {'a seat is held' if event.seated else 'no seat was free'}"
    ),
    e.SignUpUpdated: lambda _event, name: f"{name} changed the sign-up; it is checked again",
    e.IdentityLinked: lambda event, _: _linked(event),
    e.IdentityUnlinked: lambda event, _: f"a {event.kind.value.replace('_', ' ')} was unlinked",
    e.PlayerRegistered: lambda _event, name: f"{name} is registered",
    e.PlayerWaitlisted: lambda _event, name: f"{name} is on the waitlist",
    e.PlayerHeldPending: lambda event, name: f"{name} is held pending: {event.code} (waits for {event.waits_for})",
    e.PlayerRejected: lambda event, name: f"{name} was not accepted: {event.reason or event.code}",
    e.PlayerPromoted: lambda event, name: f"{name} got a seat ({event.rule.replace('_', ' ')})",
    e.CheckInOpened: lambda event, _: f"check-in opened{_by(event)}{_for_good(event)}",
    e.CheckInClosed: lambda event, _: f"check-in closed{_by(event)}",
    e.PlayerCheckedIn: lambda _event, name: f"{name} checked in",
    e.PlayerCheckedOut: lambda _event, name: f"{name} took the check-in back",
    e.PlayerDropped: lambda event, name: f"{name} dropped{', a seat is free' if event.had_seat else ''}",
    e.RowsBound: lambda event, _: f"the table {event.source} mirrors this tournament from now on{_read_by(event)}",
    e.RowsUnbound: lambda event, _: f"the table {event.source} mirrors this tournament no longer",
}
