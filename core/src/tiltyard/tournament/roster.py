"""
Questions about who is in a tournament.

Those that every command asks go through all entries in plain loops: generators took most of the time of an import.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from tiltyard.models import (
    Entrant,
    EntrantStatus,
    Link,
    LinkKind,
    Member,
    PersonId,
    Phase,
    PromotionRule,
    Tournament,
)

IN_LINE = frozenset({EntrantStatus.RECEIVED, EntrantStatus.PENDING, EntrantStatus.REGISTERED, EntrantStatus.WAITLISTED})
"""Entries that hold a seat or wait for one."""

CHECKING = frozenset({EntrantStatus.RECEIVED, EntrantStatus.PENDING})
"""Entries without a verdict."""


def in_line(state: Tournament) -> Iterator[Entrant]:
    """Everyone who holds a seat or waits for one, in order of receipt."""
    entrants = (entrant for entrant in state.entrants.values() if entrant.status in IN_LINE)
    return iter(sorted(entrants, key=lambda entrant: entrant.order))


def seated(state: Tournament) -> list[Entrant]:
    """Who holds a seat, provisional ones included, in order of receipt."""
    return [entrant for entrant in in_line(state) if entrant.seated]


def waiting(state: Tournament) -> list[Entrant]:
    """Who waits for a seat, in the order in which they will get one."""
    unseated = [entrant for entrant in in_line(state) if not entrant.seated]
    ladder = state.rules.promotion
    return sorted(unseated, key=lambda entrant: [standing(state, entrant, rule) for rule in ladder])


def standing(state: Tournament, entrant: Entrant, rule: PromotionRule) -> int:
    """Where one rung of the ladder puts an entrant; less is earlier."""
    match rule:
        case PromotionRule.CHECKED_IN_FIRST:
            return int(not entrant.checked_in)
        case PromotionRule.WHOLE_TEAMS_FIRST:
            return state.rules.mode.team_size - len(entrant.members)
        case PromotionRule.ORDER_OF_RECEIPT:
            return entrant.order


def waitlist_position(state: Tournament, entrant: Entrant) -> int:
    """1 for who is next; 0 for someone who does not wait."""
    return next((place for place, one in enumerate(waiting(state), start=1) if one.id == entrant.id), 0)


def free_seats(state: Tournament) -> int:
    """Seats that nobody holds."""
    return state.rules.seats - sum(1 for entrant in state.entrants.values() if entrant.seated)


def entrant_of(state: Tournament, person: PersonId) -> Entrant | None:
    """The entry of a person, also one that is over; None when there never was one."""
    person = state.aliases.get(person, person)
    found = None
    for entrant in state.entrants.values():
        for member in entrant.members:
            if member.person == person and (found is None or found.order < entrant.order):
                found = entrant
    return found


def member_of(entrant: Entrant, person: PersonId) -> Member:
    """That person within their entry."""
    return next(member for member in entrant.members if member.person == person)


def link_of_kind(member: Member, kind: LinkKind) -> Link | None:
    """The newest link of that kind."""
    return next((link for link in reversed(member.links) if link.kind is kind), None)


def person_of(state: Tournament, link: Link) -> PersonId | None:
    """Whom a link names; links are compared by their digest."""
    for entrant in state.entrants.values():
        for member in entrant.members:
            for known in member.links:
                if known.key == link.key and known.kind == link.kind:
                    return member.person
    return None


def people_of_links(state: Tournament, links: Sequence[Link]) -> list[PersonId | None]:
    """Whom each of these links names, as `person_of` says; for the many of a table, in one pass over all entries."""
    named: dict[tuple[LinkKind, str], PersonId] = {}
    for entrant in state.entrants.values():
        for member in entrant.members:
            for known in member.links:
                named.setdefault((known.kind, known.key), member.person)
    return [named.get((link.kind, link.key)) for link in links]


def phase_name(phase: Phase) -> str:
    """A window's phase in words."""
    return {Phase.NOT_YET: "not open yet", Phase.OPEN: "open", Phase.CLOSED: "closed"}[phase]


def find(state: Tournament, who: str) -> list[Entrant]:
    """Everyone whom these words may mean: a shown or typed name, a Discord handle, a place `#12`, or an id.

    Names compare without case, width and spaces at the ends; who is in the tournament comes before who was.
    """
    words = _loosely(who)
    found = [one for one in state.entrants.values() if words in _names(one)]
    return sorted(found, key=lambda one: (one.status not in IN_LINE, one.order))


def whom(entrant: Entrant, who: str) -> PersonId:
    """The member whom these words name; the captain where they name the whole entry."""
    words = _loosely(who)
    return next((member.person for member in entrant.members if words in _names_of(member)), entrant.person)


def _names(entrant: Entrant) -> set[str]:
    team = [_loosely(entrant.team)] if entrant.team else []
    return {f"#{entrant.order}", entrant.id, *team}.union(*(_names_of(member) for member in entrant.members))


def _names_of(member: Member) -> set[str]:
    links = [link.value for link in member.links]
    said = (member.name, member.typed_name, member.pseudonym, member.person, *links)
    return {_loosely(text) for text in said if text}


def _loosely(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().removeprefix("@").casefold()
