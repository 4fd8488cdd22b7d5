"""
Teams of double-up tournaments: named, joined, left, mended, locked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from tiltyard.cli import acting, context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import dry_run_option, json_option, reason_option, tournament_option, yes_option
from tiltyard.cli.output import note
from tiltyard.models import PersonId, Tournament
from tiltyard.tournament import commands as c

# Staff may do it while teams are locked when they say why, so that every command here takes a reason.


@click.group("team")
def team_command() -> None:
    """Name, join, leave, mend and lock teams. Whoever is named by a team's name is its captain."""


def _other(who: str) -> Callable[[Tournament], PersonId]:
    return lambda state: context.pick_person(state, who)


@team_command.command("name")
@click.argument("who")
@click.argument("name")
@click.option("--another-team", is_flag=True, help="It is like the name of a team that is here, and is not that one.")
@reason_option
@tournament_option
@json_option
@context.command
async def name_team(
    who: str, name: str, another_team: bool, reason: str | None, wanted: str | None, as_json: bool
) -> Exit | None:
    """Call WHO's team NAME."""
    more: dict[str, Any] = {"team": name, "another_team": another_team, "reason": reason}
    return await acting.about_one(c.NameTeam, who, wanted, as_json=as_json, **more)


@team_command.command("invite")
@click.argument("who")
@click.argument("other")
@reason_option
@tournament_option
@json_option
@context.command
async def invite(who: str, other: str, reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Let WHO ask OTHER, who has signed up, into the team."""
    no = await acting.about_one(c.Invite, who, wanted, as_json=as_json, invitee=_other(other), reason=reason)
    if not no and not as_json:
        note(f'{other} is invited. To join: tiltyard team accept "{other}" "{who}"')
    return no


@team_command.command("accept")
@click.argument("who")
@click.argument("captain")
@reason_option
@tournament_option
@json_option
@context.command
async def accept(who: str, captain: str, reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Let WHO join the team of CAPTAIN, who has invited them."""
    return await acting.about_one(c.AcceptInvite, who, wanted, as_json=as_json, captain=_other(captain), reason=reason)


@team_command.command("decline")
@click.argument("who")
@click.argument("captain")
@tournament_option
@json_option
@context.command
async def decline(who: str, captain: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Decline for WHO the invitation of CAPTAIN, or take it back for the captain."""
    return await acting.about_one(c.DeclineInvite, who, wanted, as_json=as_json, captain=_other(captain))


@team_command.command("leave")
@click.argument("who")
@reason_option
@tournament_option
@json_option
@context.command
async def leave(who: str, reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Let WHO leave the team and stay in the tournament, at the end of the line; the team keeps its seat."""
    return await acting.about_one(c.LeaveTeam, who, wanted, as_json=as_json, reason=reason)


@team_command.command("substitute")
@click.argument("leaves")
@click.argument("comes")
@reason_option
@tournament_option
@json_option
@context.command
async def substitute(leaves: str, comes: str, reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Let COMES, who has signed up and is in no team, play instead of LEAVES; the team keeps its place and seat.

    LEAVES is out of the tournament then, as after `tiltyard drop`, and may sign up or be returned again.
    """
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        team, comer = context.pick_entrant(state, leaves), context.pick_person(state, comes)
        asked = c.Substitute(
            tournament=state.id,
            actor=context.actor(),
            person=team.person,
            leaves=context.pick_person(state, leaves),
            comes=comer,
            reason=reason,
        )
        answer = await app.desk.handle(asked)
        if no := context.refused(answer, as_json=as_json):
            return no
        await context.settle(app)
        before, state = state, await app.desk.state(state.id)
        left = frozenset({"PlayerDropped"})
        return acting.say_done(state, comer, answer.events, as_json=as_json, before=before, also=left)


@team_command.command("lock")
@tournament_option
@json_option
@context.command
async def lock(wanted: str | None, as_json: bool) -> Exit | None:
    """From now on teams stay as they are; staff can still change one with a reason."""
    return await acting.about_all(
        c.LockTeams, wanted, as_json=as_json, words=lambda state: f"{state.name}: teams are locked."
    )


@team_command.command("unlock")
@tournament_option
@json_option
@context.command
async def unlock(wanted: str | None, as_json: bool) -> Exit | None:
    """Let teams change again."""
    return await acting.about_all(
        c.UnlockTeams, wanted, as_json=as_json, words=lambda state: f"{state.name}: teams may change."
    )


@team_command.command("free-agent")
@click.argument("who")
@click.option("--no", is_flag=True, help="Take that back.")
@tournament_option
@json_option
@context.command
async def free_agent(who: str, no: bool, wanted: str | None, as_json: bool) -> Exit | None:
    """Say that WHO takes whoever is paired with them."""
    return await acting.about_one(c.BeFreeAgent, who, wanted, as_json=as_json, free_agent=not no)


@team_command.command("pair")
@reason_option
@dry_run_option
@yes_option
@tournament_option
@json_option
@context.command
async def pair(reason: str | None, dry_run: bool, yes: bool, wanted: str | None, as_json: bool) -> Exit | None:
    """Make teams of all who take whoever is paired with them, in order of receipt.

    Every effect is shown first, then it asks.
    """
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        asked = c.PairFreeAgents(tournament=state.id, actor=context.actor(), reason=reason)
        return await acting.with_care(app, asked, "Pair them?", dry_run=dry_run, yes=yes, as_json=as_json)
