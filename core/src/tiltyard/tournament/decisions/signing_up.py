"""
Getting in line: who a sign-up is, whether the line is open to them, and what they are called.
"""

from __future__ import annotations

from attrs import frozen

from tiltyard.models import Actor, Entrant, EntrantStatus, Guild, LinkKind, PersonId, Phase, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament.decisions import teams
from tiltyard.tournament.decisions.common import STAFF, Decision, in_teams, is_blocked, overrides
from tiltyard.tournament.decisions.people import new_links, unlinked
from tiltyard.tournament.decisions.seats import sits_at_once
from tiltyard.tournament.decisions.teams import left_team
from tiltyard.tournament.roster import IN_LINE, entrant_of, link_of_kind, member_of, person_of
from tiltyard.tournament.text import ALTERNATES_MAX, NAME_MAX, PRONOUNS_MAX, has_control_characters

VOUCHED = "discord"
"""The provenance of a link that Discord itself tells us; a handle that anybody typed is not proof of anything."""


@frozen
class _Who:
    """Whom a sign-up is of.

    person   as they are or will be known here
    known    they have been here before
    claims   they are named by an imported row and now come themselves
    strayed  handles that Discord gave to them and that another person had before
    """

    person: PersonId
    known: bool = False
    claims: bool = False
    strayed: tuple[e.Event, ...] = ()


def sign_up(state: Tournament, command: c.SignUp, guild: Guild | None) -> Decision:
    """Get in line, come back into it, or take over the entry that a row made."""
    who = _who(state, command)
    if isinstance(who, Refusal):
        return who
    entrant = entrant_of(state, who.person) if who.known else None
    if entrant and member_of(entrant, who.person).pseudonym and command.actor.kind in ("import", "sheet"):
        return refusals.person_erased(member_of(entrant, who.person).pseudonym)
    if not (who.claims and entrant and entrant.status in IN_LINE) and (no := _line_closed_to(state, entrant, command)):
        return no
    if no := _no_entry(command, guild):
        return no
    if entrant and entrant.status in IN_LINE:
        return _claim(state, entrant, who, command) if who.claims else refusals.already_signed_up(entrant)
    received = _received(state, entrant, who.person, command)
    if isinstance(received, Refusal):
        return received
    return [*who.strayed, received[0], *new_links(entrant, who.person, command.links), *received[1:]]


def _no_entry(command: c.SignUp, guild: Guild | None) -> Refusal | None:
    if not command.links:
        return refusals.no_link()
    if is_blocked(guild, command.links):
        return refusals.blocked(command.typed_name)
    return bad_words(command)


def _who(state: Tournament, command: c.SignUp) -> _Who | Refusal:
    """Ids decide; a handle is only a name, and Discord may have given it to somebody else since."""
    by_link = {link: person for link in command.links if (person := person_of(state, link))}
    people = set(by_link.values())
    if not people:
        return _Who(command.new_person)
    account = next((link for link in command.links if link.kind is LinkKind.DISCORD_ID), None)
    if account and account.provenance == VOUCHED:
        me = by_link.get(account)
        others = [(link, person) for link, person in by_link.items() if person != me]
        if unproven := [link for link, _ in others if link.provenance != VOUCHED]:
            return refusals.identity_taken(unproven[0].value or unproven[0].kind)
        strayed = [(link, person) for link, person in others if _has_account(state, person)]
        named = [person for link, person in others if (link, person) not in strayed]
        moved = tuple(unlinked(person, link) for link, person in strayed)
        if me is None and not named:
            return _Who(command.new_person, strayed=moved)
        if me is None and len(set(named)) == 1:
            return _Who(named[0], known=True, claims=True, strayed=moved)
        if me is not None and not named:
            return _Who(me, known=True, strayed=moved)
    if len(people) > 1:
        return refusals.identity_conflict(" and ".join(link.value or link.kind for link in command.links))
    return _Who(next(iter(people)), known=True)


def _has_account(state: Tournament, person: PersonId) -> bool:
    entrant = entrant_of(state, person)
    return entrant is not None and link_of_kind(member_of(entrant, person), LinkKind.DISCORD_ID) is not None


def _claim(state: Tournament, entrant: Entrant, who: _Who, command: c.SignUp) -> Decision:
    """They keep the row's place in line, and the name is theirs to say."""
    links = new_links(entrant, who.person, command.links)
    events: list[e.Event] = [*who.strayed, *links, e.EntryClaimed(who.person, entrant.id)]
    said = member_of(entrant, who.person).typed_name
    if said is not None and said.strip().casefold() == command.typed_name.strip().casefold():
        return events
    return [*events, updated(state, entrant, who.person, command)]


def _received(
    state: Tournament, entrant: Entrant | None, person: PersonId, command: c.SignUp
) -> list[e.Event] | Refusal:
    # A team that is out as a whole stays as it was: its others may come back, too.
    alone = left_team(state, entrant, person, command.new_entrant) if entrant and entrant.out else []
    if entrant and entrant.status is EntrantStatus.REJECTED and entrant.out is None:
        # The time that counts is when the person first pressed: a corrected name keeps its place in line.
        return [updated(state, entrant, person, command)]
    if command.team and not in_teams(state):
        return refusals.no_teams_here(state.id)
    joins = teams.joining_by_name(state, command) if command.team else None
    if isinstance(joins, Refusal):
        return joins
    received = e.SignUpReceived(
        person,
        entrant.id if entrant and not alone else command.new_entrant,
        order=state.next_order,
        seated=sits_at_once(state),
        platform=command.platform,
        free_agent=command.free_agent and in_teams(state),
        late=state.registration is Phase.CLOSED,
        team=None if joins else command.team,
        typed_name=command.typed_name,
        alternates=command.alternates,
        pronouns=command.pronouns,
    )
    if joins is None:
        return [*alone, received]
    seat = joins.seated or received.seated
    return [*alone, received, e.TeamJoined(person, joins.id, received.entrant, joins.order, seat, "sign_up")]


def _line_closed_to(state: Tournament, entrant: Entrant | None, command: c.SignUp | c.UpdateSignUp) -> Refusal | None:
    """Why nobody can get in line now.

    Staff can take back who was rejected, at any time: a check that answered late must not cost a player the evening.
    With a reason they can add anybody late.
    """
    if entrant and entrant.status is EntrantStatus.DISQUALIFIED:
        return refusals.disqualified(entrant)
    if overrides(command):
        return None
    times = state.rules.windows
    if state.registration is Phase.NOT_YET:
        return refusals.registration_not_open(times.registration_opens_at)
    if state.registration is Phase.CLOSED and not _taken_back(entrant, command.actor):
        return refusals.registration_closed(times.registration_closes_at)
    return None


def _taken_back(entrant: Entrant | None, actor: Actor) -> bool:
    return entrant is not None and entrant.status is EntrantStatus.REJECTED and actor.kind in STAFF


def update_sign_up(state: Tournament, command: c.UpdateSignUp) -> Decision:
    """Another name, the same place in line."""
    entrant = entrant_of(state, command.person)
    if entrant is None:
        return refusals.unknown_player(command.person)
    if entrant.out:
        return refusals.not_in_tournament(entrant)
    person = state.aliases.get(command.person, command.person)
    member = member_of(entrant, person)
    if member.pseudonym and command.actor.kind in ("import", "sheet"):
        return refusals.person_erased(member.pseudonym)
    if entrant.status is EntrantStatus.REJECTED and (refusal := _line_closed_to(state, entrant, command)):
        return refusal
    return bad_words(command) or [updated(state, entrant, person, command)]


def updated(state: Tournament, entrant: Entrant, person: PersonId, command: c.SignUp | c.UpdateSignUp) -> e.Event:
    """The claim is another one, and is to be checked."""
    return e.SignUpUpdated(
        person,
        entrant.id,
        seated=entrant.seated or sits_at_once(state),
        platform=command.platform,
        typed_name=command.typed_name,
        alternates=command.alternates,
        pronouns=command.pronouns,
    )


def bad_words(command: c.SignUp | c.UpdateSignUp) -> Refusal | None:
    """What is wrong with the text that was typed."""
    if not command.typed_name.strip():
        return refusals.name_missing()
    texts = [("name", command.typed_name, NAME_MAX), ("pronouns", command.pronouns or "", PRONOUNS_MAX)]
    texts += [("alternate name", alternate, NAME_MAX) for alternate in command.alternates]
    if len(command.alternates) > ALTERNATES_MAX:
        return refusals.text_too_long("alternate names", len(command.alternates), ALTERNATES_MAX)
    for field, text, limit in texts:
        if len(text) > limit:
            return refusals.text_too_long(field, len(text), limit)
        if has_control_characters(text):
            return refusals.control_characters(field)
    return None
