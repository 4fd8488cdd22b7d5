"""
Who people are: the names that the outside world has for them, gained, moved and merged.
"""

from __future__ import annotations

from tiltyard.models import Entrant, EntrantStatus, Link, LinkKind, Member, PersonId, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament.decisions.common import Decision, entry
from tiltyard.tournament.roster import IN_LINE, entrant_of, member_of, person_of

_CHANGING = {LinkKind.ROW: None, LinkKind.DISCORD_HANDLE: "discord"}
"""Kinds of names that change, and who must say so for the new one to take the place of the old one; None: anybody."""


def new_links(entrant: Entrant | None, person: PersonId, links: tuple[Link, ...]) -> list[e.Event]:
    """Those of the links that this person does not have yet."""
    known = {(link.kind, link.key) for link in (member_of(entrant, person).links if entrant else ())}
    fresh = {(link.kind, link.key): link for link in links if (link.kind, link.key) not in known}
    return [e.IdentityLinked(person, link.kind, link.key, link.provenance, value=link.value) for link in fresh.values()]


def unlinked(person: PersonId, link: Link) -> e.Event:
    """That name is nobody's any more."""
    return e.IdentityUnlinked(person, link.kind, link.key)


def link_identity(state: Tournament, command: c.LinkIdentity) -> Decision:
    """One more name."""
    entrant = entry(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    person = state.aliases.get(command.person, command.person)
    holder = person_of(state, command.link)
    strayed: list[e.Event] = []
    if holder not in (None, person):
        if not _has_moved(state, holder, command.link):
            return refusals.identity_taken(command.link.value or command.link.kind)
        strayed = [unlinked(holder, command.link)]
    fresh = new_links(entrant, person, (command.link,))
    return [*(_before(member_of(entrant, person), command.link) if fresh else []), *strayed, *fresh]


def _has_moved(state: Tournament, holder: PersonId | None, link: Link) -> bool:
    """Discord has given a handle to somebody else; whoever had it before is known by their account."""
    entrant = entrant_of(state, holder) if holder else None
    if entrant is None or holder is None or link.kind is not LinkKind.DISCORD_HANDLE or link.provenance != "discord":
        return False
    return any(one.kind is LinkKind.DISCORD_ID for one in member_of(entrant, holder).links)


def _before(member: Member, link: Link) -> list[e.Event]:
    """A name that changes takes the place of the one before: once it was corrected, that may be another player's."""
    if link.kind not in _CHANGING or _CHANGING[link.kind] not in (None, link.provenance):
        return []
    return [unlinked(member.person, one) for one in member.links if one.kind is link.kind]


def move_link(state: Tournament, command: c.MoveLink) -> Decision:
    """That name is this person's, whoever had it."""
    if not command.reason:
        return refusals.reason_missing("Moving a link")
    entrant = entry(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    person = state.aliases.get(command.person, command.person)
    holder = person_of(state, command.link)
    if holder is None:
        return refusals.link_unknown(command.link.value or command.link.kind)
    if holder == person:
        return []
    link = command.link
    return [unlinked(holder, link), e.IdentityLinked(person, link.kind, link.key, "staff", value=link.value)]


def merge(state: Tournament, command: c.MergePeople) -> Decision:
    """Two people are one: the entry that was earlier in line is theirs, and has a seat if either had."""
    if not command.reason:
        return refusals.reason_missing("Merging two people")
    mine, other = entry(state, command.person), entry(state, command.gone)
    if isinstance(mine, Refusal):
        return mine
    if isinstance(other, Refusal):
        return other
    person = state.aliases.get(command.person, command.person)
    gone = state.aliases.get(command.gone, command.gone)
    if person == gone:
        return refusals.same_person(mine.name or "this entry")
    if mine.id == other.id or (len(mine.members) > 1 and len(other.members) > 1):
        return refusals.merge_of_teams(mine.name or "this team", other.name or "that team")
    for out, plays in ((mine, other), (other, mine)):
        if out.status is EntrantStatus.DISQUALIFIED and plays.status in IN_LINE:
            return refusals.disqualified(out)  # under another name they would play on
    # A team stays a team; otherwise who takes part goes before who does not, and then the earlier place counts.
    kept, removed = sorted((mine, other), key=lambda one: (len(one.members) == 1, one.status not in IN_LINE, one.order))
    seated = kept.status in IN_LINE and (kept.seated or removed.seated)
    return [e.PeopleMerged(person, gone, kept.id, removed.id, seated)]


def erase(state: Tournament, command: c.ErasePerson) -> Decision:
    """Known by a pseudonym from now on."""
    entrant = entry(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    person = state.aliases.get(command.person, command.person)
    return [e.PersonErased(person, command.pseudonym)]
