"""
What happens to players: sign up, rename, check in, drop, one or many.
"""

from __future__ import annotations

from typing import Any

import click

from tiltyard.cli import acting, context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import dry_run_option, json_option, reason_option, tournament_option, yes_option
from tiltyard.cli.output import note, print_json, print_table
from tiltyard.cli.standing import say_where
from tiltyard.models import Link, LinkKind, PersonId, PlayerClaim, Verdict
from tiltyard.tournament import commands as c
from tiltyard.tournament.judge import Outcome, judge
from tiltyard.tournament.roster import member_of, whom


@click.command("signup")
@click.argument("riot_id")
@click.option("--discord", metavar="HANDLE", help="Discord handle or id; the player is known by it from then on.")
@click.option("--pronouns", help="As the player gave them.")
@click.option("--alternate", "alternates", multiple=True, metavar="RIOT_ID", help="A further account. May be repeated.")
@click.option("--team", metavar="NAME", help="In double-up: the team they begin; with a reason also one that is here.")
@click.option("--another-team", is_flag=True, help="It is like the name of a team that is here, and is not that one.")
@click.option("--free-agent", is_flag=True, help="In double-up: they take whoever is paired with them.")
@reason_option
@tournament_option
@json_option
@context.command
async def signup_command(
    riot_id: str,
    discord: str | None,
    pronouns: str | None,
    alternates: tuple[str, ...],
    team: str | None,
    another_team: bool,
    free_agent: bool,
    reason: str | None,
    wanted: str | None,
    as_json: bool,
) -> Exit | None:
    """Sign a player up under RIOT_ID, such as "Ann#EUW". With a reason also after registration has closed."""
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        asked = c.SignUp(
            tournament=state.id,
            actor=context.actor(),
            links=(_link(discord, riot_id),),
            typed_name=riot_id,
            alternates=alternates,
            pronouns=pronouns,
            team=team,
            another_team=another_team,
            free_agent=free_agent,
            reason=reason,
        )
        answer = await app.desk.handle(asked)
        if no := context.refused(answer, as_json=as_json):
            return no
        await context.settle(app)
        return say_where(await app.desk.state(state.id), answer.person, as_json=as_json)


@click.command("rename")
@click.argument("who")
@click.argument("riot_id")
@tournament_option
@json_option
@context.command
async def rename_command(who: str, riot_id: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Let WHO play under RIOT_ID instead; it is checked again, and the place in line stays."""
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        entrant = context.pick_entrant(state, who)
        member = member_of(entrant, whom(entrant, who))
        asked = c.UpdateSignUp(
            tournament=state.id,
            actor=context.actor(),
            person=member.person,
            typed_name=riot_id,
            alternates=member.alternates,
            platform=member.platform,
            pronouns=member.pronouns,
        )
        if no := context.refused(await app.desk.handle(asked), as_json=as_json):
            return no
        await context.settle(app)
        state = await app.desk.state(state.id)
        says = member_of(state.entrants[entrant.id], member.person).typed_name
        if says != riot_id:
            note(f"{state.binding} says {says}, and what it says counts: rename the player there.", style="yellow")
        return say_where(state, member.person, as_json=as_json)


@click.command("check-in")
@click.argument("who")
@reason_option
@tournament_option
@json_option
@context.command
async def check_in_command(who: str, reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Check WHO in: a Riot ID, a Discord handle, or a place like "#12". With a reason also while it is closed."""
    return await acting.about_one(c.CheckIn, who, wanted, as_json=as_json, reason=reason)


@click.command("check-out")
@click.argument("who")
@reason_option
@tournament_option
@json_option
@context.command
async def check_out_command(who: str, reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Take WHO's check-in back; the seat stays. With a reason also while check-in is closed."""
    return await acting.about_one(c.CheckOut, who, wanted, as_json=as_json, reason=reason)


@click.command("drop")
@click.argument("who", nargs=-1)
@click.option("--all", "everyone", is_flag=True, help="Everyone: as `tiltyard reset registrations`.")
@reason_option
@dry_run_option
@yes_option
@tournament_option
@json_option
@context.command
async def drop_command(
    who: tuple[str, ...],
    everyone: bool,
    reason: str | None,
    dry_run: bool,
    yes: bool,
    wanted: str | None,
    as_json: bool,
) -> Exit | None:
    """Take WHO out of the tournament; the seat goes to the next in line. Of a team only that player leaves.

    Several at once, or --all, needs a reason; whole teams go then. Every effect is shown first, then it asks.
    """
    if everyone == bool(who):
        raise click.UsageError("Say who: one or more players, or --all.")
    if len(who) == 1 and not dry_run:
        return await acting.about_one(c.Drop, who[0], wanted, as_json=as_json, reason=reason)
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        people = tuple(context.pick_person(state, one) for one in who)
        common: dict[str, Any] = {"tournament": state.id, "actor": context.actor(), "reason": reason}
        one = len(people) == 1
        asked = c.Drop(person=people[0], **common) if one else c.DropMany(people=people, **common)
        return await acting.with_care(
            app, asked, "Take all these players out?", dry_run=dry_run, yes=yes, as_json=as_json
        )


@click.group("reset")
def reset_command() -> None:
    """Begin anew: take back all check-ins, or all registrations."""


@reset_command.command("check-ins")
@reason_option
@dry_run_option
@yes_option
@tournament_option
@json_option
@context.command
async def reset_check_ins(
    reason: str | None, dry_run: bool, yes: bool, wanted: str | None, as_json: bool
) -> Exit | None:
    """Take everybody's check-in back. Needs a reason; every effect is shown first, then it asks."""
    return await _reset(c.ResetCheckIns, "Take all check-ins back?", reason, wanted, dry_run, yes, as_json=as_json)


@reset_command.command("registrations")
@reason_option
@dry_run_option
@yes_option
@tournament_option
@json_option
@context.command
async def reset_registrations(
    reason: str | None, dry_run: bool, yes: bool, wanted: str | None, as_json: bool
) -> Exit | None:
    """Take everyone out. Needs a reason; every effect is shown first, then it asks."""
    return await _reset(c.DropMany, "Take everyone out?", reason, wanted, dry_run, yes, as_json=as_json)


async def _reset(
    kind: type[Any],
    question: str,
    reason: str | None,
    wanted: str | None,
    dry_run: bool,  # handed on as it was typed
    yes: bool,
    *,
    as_json: bool,
) -> Exit | None:
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        asked = kind(tournament=state.id, actor=context.actor(), reason=reason)
        return await acting.with_care(app, asked, question, dry_run=dry_run, yes=yes, as_json=as_json)


@click.command("verify")
@click.argument("riot_id")
@click.option("--platform", help="Riot platform such as euw1, when known.")
@json_option
@context.command
async def verify_command(riot_id: str, platform: str | None, as_json: bool) -> Exit | None:
    """Ask all plugins what they know about RIOT_ID; nothing is kept."""
    from tiltyard.desk.asking import ask
    from tiltyard.models import Evidence

    async with context.opened() as app:
        findings = await ask(app.host, PlayerClaim(PersonId("nobody"), riot_id, platform=platform))
    judgement = judge(findings, Evidence.SHAPE)
    if as_json:
        plain = [
            {
                "source": one.source,
                "code": one.code,
                "verdict": one.verdict.value,
                "evidence": one.evidence.value if one.evidence else None,
                "reason": one.reason,
                "next_step": one.next_step,
                "canonical": one.canonical,
            }
            for one in findings
        ]
        print_json({"outcome": judgement.outcome.value, "canonical": judgement.canonical, "findings": plain})
    else:
        print_table(
            ("plugin", "verdict", "evidence", "code", "why"),
            [
                (one.source, one.verdict, one.evidence or "", one.code, f"{one.reason} {one.next_step}")
                for one in findings
            ],
        )
        if not findings:
            note("No plugin had anything to say. `tiltyard plugins list` shows which are ready.")
    return Exit.REFUSED if any(one.verdict is Verdict.REJECTED for one in findings) else _unless(judgement.outcome)


def _unless(outcome: Outcome) -> Exit | None:
    return None if outcome is Outcome.VERIFIED else Exit.UNAVAILABLE


def _link(discord: str | None, riot_id: str) -> Link:
    if discord:
        kind = LinkKind.DISCORD_ID if discord.isdigit() else LinkKind.DISCORD_HANDLE
        return Link(kind, discord, "typed")
    # Without an account to know them by, a player is known by what they typed.
    return Link(LinkKind.ROW, f"ign:{riot_id.strip().casefold()}", "typed")
