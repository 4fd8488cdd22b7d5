"""
Who may ask for what.

Players act for themselves, staff by their role: the one they were given here, or in the guild, whichever lets them do
more. Whoever sits at the host's terminal, and the parts of the host itself, may ask for everything. Front ends say who
asks and have no rules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from tiltyard.models import Guild, LinkKind, Refusal, StaffRole, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import refusals
from tiltyard.tournament.guild import BlockPlayer, GuildCommand
from tiltyard.tournament.roster import entrant_of, member_of

PLAYERS_MAY: tuple[type[c.Command], ...] = (
    c.SignUp,
    c.UpdateSignUp,
    c.ChallengePlayer,
    c.CheckIn,
    c.CheckOut,
    c.Drop,
    c.TakeSeat,
    c.DeclineSeat,
    c.NameTeam,
    c.Invite,
    c.AcceptInvite,
    c.DeclineInvite,
    c.LeaveTeam,
    c.Substitute,
    c.BeFreeAgent,
)
"""What players may ask for, and each only for themselves."""

HELPERS_MAY: tuple[type[c.Command], ...] = (
    *PLAYERS_MAY,
    c.LinkIdentity,
    c.AcceptPlayer,
    c.RejectPlayer,
    c.Recheck,
    c.MarkNoShow,
    c.Return,
)
"""What concerns one player. What touches many, the rules or the staff is for organisers."""


ALWAYS = "always"

REASONS: Mapping[type[c.Command | GuildCommand], str] = {
    c.ChangeRules: "where it takes seats from players",
    c.SignUp: "for staff, when registration is not open, or to put somebody into a team that is there",
    c.UpdateSignUp: "for staff, when registration is not open and the player was rejected",
    c.MoveLink: ALWAYS,
    c.MergePeople: ALWAYS,
    c.AcceptPlayer: ALWAYS,
    c.RejectPlayer: ALWAYS,
    c.CheckIn: "for staff, when check-in is not open",
    c.CheckOut: "for staff, when check-in is not open",
    c.Disqualify: ALWAYS,
    c.MarkNoShow: "before check-in has closed, and for who has checked in",
    c.Return: "for the old place in line, and for who was disqualified",
    c.DropMany: ALWAYS,
    c.ResetCheckIns: ALWAYS,
    c.NameTeam: "for staff, when teams are locked",
    c.Invite: "for staff, when teams are locked",
    c.AcceptInvite: "for staff, when teams are locked",
    c.LeaveTeam: "for staff, when teams are locked",
    c.Substitute: "for staff, when teams are locked",
    c.PairFreeAgents: "when teams are locked",
    c.Correct: ALWAYS,
    BlockPlayer: ALWAYS,
}
"""When a command needs a reason; the others never do, and are kept with one all the same."""


def wrong(state: Tournament | None, guild: Guild | None, command: c.Command) -> Refusal | None:
    """Why this actor may not ask for this; None when they may."""
    if command.actor.kind == "player":
        return _wrong_for_player(state, command)
    if command.actor.kind == "staff":
        return _wrong_for_staff(state, guild, command)
    return None


def _wrong_for_player(state: Tournament | None, command: c.Command) -> Refusal | None:
    if not isinstance(command, PLAYERS_MAY):
        return refusals.not_for_players(type(command).__name__)
    if isinstance(command, c.SignUp):
        accounts = {link.key for link in command.links if link.kind is LinkKind.DISCORD_ID}
        return None if accounts == {command.actor_key} else refusals.not_yours("another Discord account")
    person = getattr(command, "person", None)
    entrant = entrant_of(state, person) if state and person else None
    if state is None or person is None or entrant is None:
        return None  # whoever it is, they are not here: the decision says so in better words
    person = state.aliases.get(person, person)
    own = any(
        link.key == command.actor_key for member in entrant.members if member.person == person for link in member.links
    )
    if own or (isinstance(command, c.DeclineInvite) and _is_captain(state, command)):
        return None
    return refusals.not_yours(entrant.name or "this entry")


def _is_captain(state: Tournament, command: c.DeclineInvite) -> bool:
    team = entrant_of(state, command.captain)
    return team is not None and any(link.key == command.actor_key for link in member_of(team, team.person).links)


def _wrong_for_staff(state: Tournament | None, guild: Guild | None, command: c.Command) -> Refusal | None:
    roles = {
        role
        for staff in (state.staff if state else {}, guild.staff if guild else {})
        if (role := staff.get(command.actor.id))
    } | ({command.actor.role} if command.actor.role else set())
    if StaffRole.ORGANISER in roles:
        return None
    if not roles:
        return refusals.not_staff(command.actor.display or command.actor.id)
    return None if isinstance(command, HELPERS_MAY) else refusals.not_an_organiser(type(command).__name__)
