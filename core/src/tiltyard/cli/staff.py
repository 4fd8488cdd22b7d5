"""
Who acts for the organisers, of one tournament and of a whole guild; and what holds for a guild.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import attrs
import click

from tiltyard.cli import acting, context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import DiscordId, json_option, reason_option, scope_option, tournament_option
from tiltyard.cli.output import note, print_json, print_table, say
from tiltyard.cli.rules import chosen, document, rules_options, say_rules
from tiltyard.errors import BadInput
from tiltyard.models import EntrantStatus, Guild, Link, LinkKind, Rules, StaffRole, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import guild as g
from tiltyard.tournament import refusals
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.roster import IN_LINE, entrant_of, find, member_of, whom

F = TypeVar("F", bound=Callable[..., Any])

_role_option = click.option(
    "--role",
    type=click.Choice([one.value for one in StaffRole]),
    default=StaffRole.ORGANISER.value,
    show_default=True,
    help="Helpers act for single players; organisers may do everything.",
)


# ------------------------------------------------------------------------------------------------------ one tournament


@click.group("staff")
def staff_command() -> None:
    """Show and change who acts for the organisers of one tournament."""


@staff_command.command("list")
@tournament_option
@json_option
@context.command
async def list_staff(wanted: str | None, as_json: bool) -> None:
    """Show who is staff here, those of the whole guild included."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
        guild = await app.desk.guild(state.scope)
    rows = [(who, role.value, "this tournament") for who, role in state.staff.items()]
    rows += [(who, role.value, f"all of {guild.scope}") for who, role in guild.staff.items()]
    if as_json:
        print_json([{"who": who, "role": role, "of": of} for who, role, of in rows])
    elif rows:
        print_table(("who", "role", "of"), rows)
    else:
        note("Nobody yet. Whoever sits at this terminal may do everything all the same.")


@staff_command.command("add")
@click.argument("who", type=DiscordId())
@_role_option
@tournament_option
@json_option
@context.command
async def add_staff(who: str, role: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Let WHO, a Discord id, act for the organisers of one tournament."""
    return await acting.about_all(
        c.GrantStaff,
        wanted,
        as_json=as_json,
        words=lambda _: f"{who} is staff, as {role}.",
        who=who,
        role=StaffRole(role),
    )


@staff_command.command("remove")
@click.argument("who")
@tournament_option
@json_option
@context.command
async def remove_staff(who: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Take that back."""
    return await acting.about_all(
        c.RevokeStaff, wanted, as_json=as_json, words=lambda _: f"{who} is staff no longer.", who=who
    )


# ------------------------------------------------------------------------------------------------------- a whole guild


@click.group("guild")
def guild_command() -> None:
    """Show and change what holds for all tournaments of a scope: staff, blocked accounts, default rules."""


@guild_command.command("show")
@scope_option
@json_option
@context.command
async def show_guild(scope: str, as_json: bool) -> None:
    """Show all of it."""
    async with context.opened(plugins=False) as app:
        guild = await app.desk.guild(scope)
    print_json(_plain(guild)) if as_json else _say(guild)


def _plain(guild: Guild) -> dict[str, Any]:
    return {
        "scope": guild.scope,
        "staff": {who: role.value for who, role in guild.staff.items()},
        "blocked": [{"kind": one.kind.value, "account": one.value, "reason": one.reason} for one in guild.blocked],
        "defaults": document(guild.defaults) if guild.defaults else None,
        "frozen_at": guild.frozen_at.isoformat() if guild.frozen_at else None,
    }


def _say(guild: Guild) -> None:
    if guild.frozen_at:
        note(
            f"Frozen since {guild.frozen_at:%Y-%m-%d %H:%M} UTC: the bot was removed. Nothing changes.", style="yellow"
        )
    if guild.staff:
        print_table(("staff", "role"), [(who, role.value) for who, role in guild.staff.items()])
    if guild.blocked:
        rows = [(one.value or "(erased)", one.kind.value.replace("_", " "), one.reason) for one in guild.blocked]
        print_table(("blocked", "by", "why"), rows)
    if guild.defaults:
        say_rules(guild.defaults, "new tournaments")
    if not (guild.staff or guild.blocked or guild.defaults):
        say(f"{guild.scope}: no staff of all tournaments, nobody blocked, no default rules.")


@guild_command.group("staff")
def guild_staff() -> None:
    """Change who acts for the organisers of all tournaments of a scope."""


@guild_staff.command("add")
@click.argument("who", type=DiscordId())
@_role_option
@scope_option
@json_option
@context.command
async def add_guild_staff(who: str, role: str, scope: str, as_json: bool) -> Exit | None:
    """Let WHO, a Discord id, act for the organisers of all of them."""
    asked = g.GrantGuildStaff(scope=scope, actor=context.actor(), who=who, role=StaffRole(role))
    return await _ask(asked, f"{who} is staff of all tournaments of {scope}, as {role}.", as_json=as_json)


@guild_staff.command("remove")
@click.argument("who")
@scope_option
@json_option
@context.command
async def remove_guild_staff(who: str, scope: str, as_json: bool) -> Exit | None:
    """Take that back."""
    asked = g.RevokeGuildStaff(scope=scope, actor=context.actor(), who=who)
    return await _ask(asked, f"{who} is staff of all tournaments of {scope} no longer.", as_json=as_json)


@guild_command.command("defaults")
@rules_options
@scope_option
@json_option
@context.command
async def defaults(scope: str, as_json: bool, **options: Any) -> Exit | None:
    """Say from which rules new tournaments start; without an option, show them."""
    async with context.opened(plugins=False) as app:
        before = (await app.desk.guild(scope)).defaults or Rules(capacity=32)
        changes = chosen(options, before)
        if changes:
            asked = g.SetDefaults(scope=scope, actor=context.actor(), rules=attrs.evolve(before, **changes))
            if no := context.refused(await app.desk.handle_guild(asked), as_json=as_json):
                return no
        rules = attrs.evolve(before, **changes)
    print_json(document(rules)) if as_json else say_rules(rules, f"new tournaments of {scope}")
    return None


@guild_command.command("block")
@click.argument("account")
@click.option("--puuid", is_flag=True, help="ACCOUNT is the PUUID of a Riot account.")
@click.option("--disqualify", is_flag=True, help="Also disqualify it wherever it takes part, or could return to.")
@reason_option
@scope_option
@json_option
@context.command
async def block(
    account: str, puuid: bool, disqualify: bool, reason: str | None, scope: str, as_json: bool
) -> Exit | None:
    """Let ACCOUNT not play here: a Discord id, or a player who is known by one or by a PUUID. Needs a reason.

    Where it takes part already it stays, unless you say --disqualify.
    """
    async with context.opened(plugins=disqualify) as app:
        states = [one for one in await app.desk.tournaments() if one.scope == scope]
        link = _account(states, account, puuid=puuid)
        asked = g.BlockPlayer(scope=scope, actor=context.actor(), link=link, reason=reason)
        if no := context.refused(await app.desk.handle_guild(asked), as_json=as_json):
            return no
        playing = await _where_it_plays(app, states, link, or_might_return=disqualify)
        for state, person in playing if disqualify else ():
            out = c.Disqualify(tournament=state.id, actor=context.actor(), person=person, reason=reason)
            if isinstance(answer := await app.desk.handle(out), Refused):
                note(f"{state.name}: {answer.refusal}", style="yellow")
        if disqualify:
            await acting.settle_in_sight(app)
    if as_json:
        plays = [one.id for one, _ in playing]
        print_json({"blocked": link.value, "kind": link.kind.value, "plays_in": plays, "disqualified": disqualify})
        return None
    say(f"{link.value} may not play in {scope} any more.")
    for state, _ in playing:
        say(f"{state.name}: {'disqualified' if disqualify else 'takes part, and stays'}.")
    if playing and not disqualify:
        note(f"To take them out: tiltyard guild block {account} --disqualify --reason WHY")
    return None


@guild_command.command("unblock")
@click.argument("account")
@click.option("--puuid", is_flag=True, help="ACCOUNT is the PUUID of a Riot account.")
@scope_option
@json_option
@context.command
async def unblock(account: str, puuid: bool, scope: str, as_json: bool) -> Exit | None:
    """Let ACCOUNT play again, named as for `block`."""
    async with context.opened(plugins=False) as app:
        states = [one for one in await app.desk.tournaments() if one.scope == scope]
        link = _account(states, account, puuid=puuid)
    asked = g.UnblockPlayer(scope=scope, actor=context.actor(), link=link)
    return await _ask(asked, f"{link.value} may play in {scope} again.", as_json=as_json)


@guild_command.command("freeze")
@scope_option
@json_option
@context.command
async def freeze(scope: str, as_json: bool) -> Exit | None:
    """Change nothing in a scope any more, as when the bot is removed from its server; its names are kept by date."""
    asked = g.FreezeGuild(scope=scope, actor=context.actor())
    return await _ask(asked, f"{scope} is frozen: nothing changes in its tournaments.", as_json=as_json)


@guild_command.command("thaw")
@scope_option
@json_option
@context.command
async def thaw(scope: str, as_json: bool) -> Exit | None:
    """Let everything in a scope go on."""
    asked = g.ThawGuild(scope=scope, actor=context.actor())
    return await _ask(asked, f"{scope} goes on.", as_json=as_json)


async def _ask(asked: g.GuildCommand, done: str, *, as_json: bool) -> Exit | None:
    async with context.opened(plugins=False) as app:
        if no := context.refused(await app.desk.handle_guild(asked), as_json=as_json):
            return no
        guild = await app.desk.guild(asked.scope)
    print_json(_plain(guild)) if as_json else say(done)
    return None


def _account(states: list[Tournament], account: str, *, puuid: bool) -> Link:
    """The account that was named, itself or by a player who has it.

    raises  SaidNo for a player without an account, BadInput when several are meant, click.UsageError for digits that
            are no Discord id
    """
    if puuid:
        return Link(LinkKind.PUUID, account, "staff")
    if account.isdigit():
        return Link(LinkKind.DISCORD_ID, DiscordId().convert(account, None, None), "staff")
    members = [member_of(one, whom(one, account)) for state in states for one in find(state, account)]
    if not members:
        raise context.SaidNo(refusals.unknown_player(account))
    links = {(link.kind, link.value): link for member in members for link in member.links}
    for kind in (LinkKind.DISCORD_ID, LinkKind.PUUID):
        known = [link for (of, value), link in links.items() if of is kind and value]
        if len(known) > 1:
            which = ", ".join(str(link.value) for link in known)
            raise BadInput("several accounts answer to that name", which=which, next_step="Give the id.")
        if known:
            return known[0]
    raise context.SaidNo(refusals.bad_block("a name"))


_MIGHT_RETURN = (EntrantStatus.DROPPED, EntrantStatus.NO_SHOW)


async def _where_it_plays(
    app: Any, states: list[Tournament], link: Link, *, or_might_return: bool
) -> list[tuple[Tournament, Any]]:
    """Where it takes part, or did and could come back."""
    found = []
    for state in states:
        person = None if state.archived_at else await app.desk.find_person(state.id, link)
        entrant = entrant_of(state, person) if person else None
        if entrant and (entrant.status in IN_LINE or (or_might_return and entrant.out in _MIGHT_RETURN)):
            found.append((state, person))
    return found
