"""
Who a player is: the names that the outside world has for them.
"""

from __future__ import annotations

from typing import Any

import click

from tiltyard.cli import acting, context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import DiscordId, json_option, reason_option, tournament_option
from tiltyard.models import Link, LinkKind
from tiltyard.rows.keys import key_of
from tiltyard.tournament import commands as c


@click.group("link")
def link_command() -> None:
    """Say by which Discord account or table row a player is known."""


def _names(function: Any) -> Any:
    for name, words in (
        ("--row", "The name that their row in a table says, where it has no Discord account."),
        ("--discord", "Discord handle."),
        ("--discord-id", "Discord id: 17 to 20 digits."),
    ):
        function = click.option(name, help=words, type=DiscordId() if name == "--discord-id" else str)(function)
    return function


@link_command.command("add")
@click.argument("who")
@_names
@tournament_option
@json_option
@context.command
async def add(
    who: str, discord_id: str | None, discord: str | None, row: str | None, wanted: str | None, as_json: bool
) -> Exit | None:
    """Give WHO one more name. A handle or row of another kind takes the place of the one before."""
    return await acting.about_one(c.LinkIdentity, who, wanted, as_json=as_json, link=_link(discord_id, discord, row))


@link_command.command("move")
@click.argument("who")
@_names
@reason_option
@tournament_option
@json_option
@context.command
async def move(
    who: str,
    discord_id: str | None,
    discord: str | None,
    row: str | None,
    reason: str | None,
    wanted: str | None,
    as_json: bool,
) -> Exit | None:
    """Say that a name is WHO's and not whose it was. Needs a reason."""
    link = _link(discord_id, discord, row)
    return await acting.about_one(c.MoveLink, who, wanted, as_json=as_json, link=link, reason=reason)


@click.command("merge")
@click.argument("who")
@click.argument("other")
@reason_option
@tournament_option
@json_option
@context.command
async def merge_command(who: str, other: str, reason: str | None, wanted: str | None, as_json: bool) -> Exit | None:
    """Say that WHO and OTHER are one person. The entry that was earlier in line stays. Needs a reason."""
    return await acting.about_one(
        c.MergePeople,
        who,
        wanted,
        as_json=as_json,
        gone=lambda state: context.pick_person(state, other),
        reason=reason,
    )


def _link(discord_id: str | None, discord: str | None, row: str | None) -> Link:
    said = [
        Link(kind, value, "staff")
        for kind, value in (
            (LinkKind.DISCORD_ID, discord_id),
            (LinkKind.DISCORD_HANDLE, discord),
            (LinkKind.ROW, f"ign:{key_of(row)}" if row else None),
        )
        if value
    ]
    if len(said) != 1:
        raise click.UsageError("Give exactly one of --discord-id, --discord and --row.")
    return said[0]
