"""
Teams: found, joined, left, locked, mended. What a name might mean is asked, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tiltyard.models import Entrant, EntrantId, PersonId, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament.decisions.common import (
    Decision,
    by_staff,
    entry_in_line,
    in_teams,
    is_whole,
    overrides,
)
from tiltyard.tournament.roster import IN_LINE, entrant_of, in_line, member_of
from tiltyard.tournament.text import NAME_MAX, has_control_characters

TABLES = ("import", "sheet")
"""Where two rows that name one team say so: an organiser has written them."""


def joining_by_name(state: Tournament, command: c.SignUp) -> Entrant | Refusal | None:
    """The team that a sign-up with a team's name joins; None when it begins that team."""
    name = command.team or ""
    if refusal := _bad_name(name):
        return refusal
    team = _of_name(state, name)
    if team is None:
        near = _near(state, name)
        return refusals.team_name_near(name, near.team or "") if near and not command.another_team else None
    if command.actor.kind not in TABLES and not overrides(command):
        return refusals.team_exists(name, team.name or name)
    if is_whole(state, team):
        return refusals.team_full(team.team or name)
    return refusals.teams_locked(state.id) if state.teams_locked else team


def _bad_name(name: str) -> Refusal | None:
    if not name.strip():
        return refusals.team_name_missing()
    if len(name) > NAME_MAX:
        return refusals.text_too_long("team", len(name), NAME_MAX)
    return refusals.control_characters("team") if has_control_characters(name) else None


def _said(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _loosely(name: str) -> str:
    """What two spellings of one name have in common; another name may have it too, so it is asked about."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", name).casefold())


def _of_name(state: Tournament, name: str, *, beside: EntrantId | None = None) -> Entrant | None:
    return next(
        (one for one in in_line(state) if one.team and _said(one.team) == _said(name) and one.id != beside), None
    )


def _near(state: Tournament, name: str, *, beside: EntrantId | None = None) -> Entrant | None:
    return next(
        (one for one in in_line(state) if one.team and _loosely(one.team) == _loosely(name) and one.id != beside), None
    )


def _team(state: Tournament, person: PersonId, command: c.Command) -> Entrant | Refusal:
    """The team for which somebody speaks: its captain, or staff with a reason."""
    if not in_teams(state):
        return refusals.no_teams_here(state.id)
    entrant = entry_in_line(state, person)
    if isinstance(entrant, Refusal):
        return entrant
    if state.aliases.get(person, person) != entrant.person and not by_staff(command):
        return refusals.not_the_captain(entrant.name or "this team")
    if state.teams_locked and not overrides(command):
        return refusals.teams_locked(state.id)
    return entrant


def name(state: Tournament, command: c.NameTeam) -> Decision:
    """Call it so."""
    team = _team(state, command.person, command)
    if isinstance(team, Refusal):
        return team
    if refusal := _bad_name(command.team):
        return refusal
    if _of_name(state, command.team, beside=team.id):
        return refusals.team_name_taken(command.team)
    near = _near(state, command.team, beside=team.id)
    if near and not command.another_team:
        return refusals.team_name_near(command.team, near.team or "")
    return [] if team.team == command.team else [e.TeamNamed(team.person, team.id, team=command.team)]


def name_given_up(state: Tournament, entrant: Entrant) -> list[e.Event]:
    """For a team that takes part again: another one may have taken its name, which is one team's."""
    taken = entrant.team and _of_name(state, entrant.team, beside=entrant.id)
    return [e.TeamNamed(entrant.person, entrant.id, team=None)] if taken else []


def invite(state: Tournament, command: c.Invite) -> Decision:
    """Ask somebody to join."""
    team = _team(state, command.person, command)
    if isinstance(team, Refusal):
        return team
    invitee = entry_in_line(state, command.invitee)
    if isinstance(invitee, Refusal):
        return invitee
    if is_whole(state, team):
        return refusals.team_full(team.name or "this team")
    if invitee.id == team.id or len(invitee.members) > 1:
        return refusals.in_a_team(invitee.name or "this player")
    if _invitation(state, team, invitee.person):
        return refusals.already_invited(invitee.name or "this player")
    return [e.TeamInvited(team.person, team.id, invitee.person)]


def accept(state: Tournament, command: c.AcceptInvite) -> Decision:
    """Join."""
    joined = _invited(state, command.person, command.captain)
    if isinstance(joined, Refusal):
        return joined
    team, alone = joined
    if state.teams_locked and not overrides(command):
        return refusals.teams_locked(state.id)
    if len(alone.members) > 1:
        return refusals.in_a_team(alone.name or "this player")
    if is_whole(state, team):
        return refusals.team_full(team.name or "this team")
    return [joined_by(team, alone, "invite")]


def joined_by(team: Entrant, alone: Entrant, by: str) -> e.Event:
    """Two entries become one: nobody's place in line gets worse, and a seat that one had is the team's."""
    order, seated = min(team.order, alone.order), team.seated or alone.seated
    return e.TeamJoined(alone.person, team.id, alone.id, order, seated, by)


def decline(state: Tournament, command: c.DeclineInvite) -> Decision:
    """Do not join; or the captain, or staff, take the invitation back."""
    joined = _invited(state, command.person, command.captain)
    if isinstance(joined, Refusal):
        return joined
    team, alone = joined
    by_themselves = any(link.key == command.actor_key for member in alone.members for link in member.links)
    invited = _invitation(state, team, command.person) or alone.person
    return [e.InviteEnded(team.id, invited, "declined" if by_themselves else "withdrawn")]


def _invited(state: Tournament, person: PersonId, captain: PersonId) -> tuple[Entrant, Entrant] | Refusal:
    alone, team = entry_in_line(state, person), entry_in_line(state, captain)
    if isinstance(alone, Refusal):
        return alone
    if isinstance(team, Refusal):
        return team
    if _invitation(state, team, person) is None:
        return refusals.not_invited(team.name or "that team")
    return team, alone


def _invitation(state: Tournament, team: Entrant, person: PersonId) -> PersonId | None:
    """Under which id somebody is invited: they may have turned out to be somebody else since."""
    person = state.aliases.get(person, person)
    return next((one for one in team.invited if state.aliases.get(one, one) == person), None)


def leave(state: Tournament, command: c.LeaveTeam) -> Decision:
    """Leave it, and stay in line for oneself."""
    entrant = entry_in_line(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    if len(entrant.members) < 2:
        return refusals.in_no_team(entrant.name or "this player")
    if state.teams_locked and not overrides(command):
        return refusals.teams_locked(state.id)
    return left_team(state, entrant, command.person, command.new_entrant)


def left_team(state: Tournament, entrant: Entrant, person: PersonId, new_entrant: EntrantId) -> list[e.Event]:
    """Somebody's entry for themselves, at the end of the line; nothing when they have that already."""
    person = state.aliases.get(person, person)
    staying = [member.person for member in entrant.members if member.person != person]
    if not staying:
        return []
    captain = entrant.person if entrant.person != person else staying[0]
    return [e.TeamLeft(person, entrant.id, new_entrant, state.next_order, captain)]


def substitute(state: Tournament, command: c.Substitute) -> Decision:
    """Somebody plays for somebody else, and the team keeps its place and its seat.

    A captain can take nobody into the team who has not said that they would come, and nobody out of the tournament.
    """
    team = _team(state, command.person, command)
    if isinstance(team, Refusal):
        return team
    leaves = state.aliases.get(command.leaves, command.leaves)
    if all(member.person != leaves for member in team.members) or len(team.members) < 2:
        return refusals.not_of_this_team(team.name or "this team")
    comes = entry_in_line(state, command.comes)
    if isinstance(comes, Refusal):
        return comes
    if len(comes.members) > 1:
        return refusals.in_a_team(comes.name or "this player")
    if not comes.members[0].free_agent and not by_staff(command):
        return refusals.not_a_free_agent(comes.name or "this player")
    left = left_team(state, team, leaves, command.new_entrant)
    by_themselves = leaves == state.aliases.get(command.person, command.person)
    out = [e.PlayerDropped(leaves, command.new_entrant, had_seat=False)] if by_staff(command) or by_themselves else []
    joined = e.TeamJoined(comes.person, team.id, comes.id, team.order, team.seated, "substitute")
    return [*left, *out, joined]


def lock(state: Tournament, _: c.LockTeams) -> Decision:
    """As they are."""
    if not in_teams(state):
        return refusals.no_teams_here(state.id)
    return [] if state.teams_locked else [e.TeamsLocked()]


def unlock(state: Tournament, _: c.UnlockTeams) -> Decision:
    """Free again."""
    return [e.TeamsUnlocked()] if state.teams_locked else []


def be_free_agent(state: Tournament, command: c.BeFreeAgent) -> Decision:
    """Whoever comes."""
    if not in_teams(state):
        return refusals.no_teams_here(state.id)
    entrant = entry_in_line(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    if len(entrant.members) > 1:
        return refusals.in_a_team(entrant.name or "this player")
    member = member_of(entrant, state.aliases.get(command.person, command.person))
    if member.free_agent is command.free_agent:
        return []
    return [e.FreeAgentSet(member.person, entrant.id, command.free_agent)]


def pair_free_agents(state: Tournament, command: c.PairFreeAgents) -> Decision:
    """The first with the second, and so on: nobody is passed over, and anybody can check it."""
    if not in_teams(state):
        return refusals.no_teams_here(state.id)
    if state.teams_locked and not overrides(command):
        return refusals.teams_locked(state.id)
    alone = [one for one in in_line(state) if len(one.members) == 1 and one.members[0].free_agent]
    pairs = zip(alone[::2], alone[1::2], strict=False)
    return [joined_by(first, second, "pairing") for first, second in pairs]


def invites_over(state: Tournament) -> Iterator[e.Event]:
    """Invitations of those who can join no more."""
    for team in state.entrants.values():
        for invitee in team.invited:
            entrant = entrant_of(state, invitee)
            if entrant is None or entrant.status not in IN_LINE or len(entrant.members) > 1:
                yield e.InviteEnded(team.id, invitee, "over")
