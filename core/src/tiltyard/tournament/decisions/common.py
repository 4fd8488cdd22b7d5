"""
What the decisions share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tiltyard.models import CheckState, Entrant, Guild, Link, LinkKind, Member, Mode, PersonId, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament.roster import IN_LINE, entrant_of

Decision = list[e.Event] | Refusal

STAFF = ("staff", "cli")
"""Kinds of actors who act for the organisers. A table does not count: players may write in it."""

UNIQUE_KEYS = ("puuid", "name")
"""Comparison keys that only one player of a tournament may hold, the surest first: names are compared of two players
whose PUUIDs are not both known. About others, such as look-alike skeletons, staff are asked."""


def by_staff(command: c.Command) -> bool:
    """Whether somebody asks who acts for the organisers."""
    return command.actor.kind in STAFF


def overrides(command: c.Command) -> bool:
    """Whether staff say why the usual rule is not to count."""
    return by_staff(command) and bool(command.reason)


def entry(state: Tournament, person: PersonId) -> Entrant | Refusal:
    """Somebody's entry, also one that is over."""
    return entrant_of(state, person) or refusals.unknown_player(person)


def entry_in_line(state: Tournament, person: PersonId) -> Entrant | Refusal:
    """Somebody's entry that takes part."""
    entrant = entry(state, person)
    if isinstance(entrant, Refusal) or entrant.status in IN_LINE:
        return entrant
    return refusals.not_in_tournament(entrant)


def rivals(state: Tournament, person: PersonId, keys: Mapping[str, str]) -> list[tuple[Entrant, Member]]:
    """Everybody else in line who holds a comparison key that only one may hold."""
    unique = {keys[kind] for kind in UNIQUE_KEYS if kind in keys}
    if not unique:
        return []
    found = []
    # A plain loop with the cheapest question first: every name is held against everybody.
    for entrant in state.entrants.values():
        for member in entrant.members:
            if unique.isdisjoint(member.keys.values()) or member.person == person:
                continue
            if _are_one_account(member.keys, keys) and entrant.status in IN_LINE:
                found.append((entrant, member))
    return found


def _are_one_account(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """By the PUUID, where both are known: a name may have been given up by the one and taken by the other."""
    kind = next((kind for kind in UNIQUE_KEYS if kind in one and kind in other), None)
    return kind is not None and one[kind] == other[kind]


def played_by_others(state: Tournament, member: Member) -> list[tuple[Entrant, Member]]:
    """Who was let in with the account that this member was let in with."""
    return [pair for pair in rivals(state, member.person, member.keys) if pair[1].check is CheckState.VERIFIED]


def asked_again(state: Tournament, entrant: Entrant) -> list[e.Event]:
    """For an entry that takes part again: an account may be somebody else's by now."""
    return [
        e.RecheckRequested(member.person, entrant.id, "returned")
        for member in entrant.members
        if member.check is CheckState.VERIFIED and played_by_others(state, member)
    ]


def is_blocked(guild: Guild | None, links: Iterable[Link] = (), keys: Mapping[str, str] | None = None) -> bool:
    """Whether a guild lets nobody play who is known by one of the links, or by one of the comparison keys."""
    known = {(link.kind, link.key) for link in links}
    if puuid := (keys or {}).get("puuid"):
        known.add((LinkKind.PUUID, puuid))
    return guild is not None and any((block.kind, block.key) in known for block in guild.blocked)


def is_whole(state: Tournament, entrant: Entrant) -> bool:
    """Whether nobody is missing from a team; a single player always is."""
    return len(entrant.members) >= state.rules.mode.team_size


def in_teams(state: Tournament) -> bool:
    """Whether teams play here."""
    return state.rules.mode is not Mode.SOLO
