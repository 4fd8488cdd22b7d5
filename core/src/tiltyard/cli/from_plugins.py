"""
The commands that plugins add, found once for each command line and only when they are needed.
"""

from __future__ import annotations

import asyncio
import difflib
from typing import TYPE_CHECKING, NoReturn

import attrs
import click

from tiltyard.cli.context import Options, fail, read_settings
from tiltyard.cli.sections import COMMANDS
from tiltyard.errors import TiltyardError

if TYPE_CHECKING:
    from tiltyard.host.commands import PluginCommands
    from tiltyard.host.record import PluginRecord

_KEPT = "tiltyard.cli.from_plugins"
_SHORT = 100
"""Characters of a command's sentence in the list; the formatter folds them."""


def added(ctx: click.Context) -> PluginCommands:
    """What plugins add; nothing when the settings cannot be read. Imports plugins at the first call."""
    return _found(ctx)[0]


def format_commands(ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """The part of `tiltyard --help` that is about them; nothing when there are none."""
    if commands := added(ctx).commands:
        with formatter.section("From plugins"):
            formatter.write_dl([(name, one.get_short_help_str(_SHORT)) for name, one in commands.items()])


def no_such(ctx: click.Context, name: str) -> NoReturn:
    """End: there is no such command. Whoever misses one of a plugin hears from the plugin."""
    commands, records, error = _found(ctx)
    if error:
        fail(error)
    near = difflib.get_close_matches(name, (*COMMANDS, *commands.commands), n=1)
    words = [f"No such command {name!r}.", *(f"Did you mean {one}?" for one in near)]
    words += [
        f"Plugin {one.name} is not asked ({one.status.words}): {_bare(one.reason)}." for one in records if one.reason
    ]
    words += [f"Plugin {plugin} cannot say what it adds: {_bare(why)}." for plugin, why in commands.failed.items()]
    ctx.fail(" ".join(words))


def keep(ctx: click.Context, commands: PluginCommands) -> None:
    """Take these for what plugins add, whatever is installed."""
    ctx.meta[_KEPT] = commands, [], None


def _found(ctx: click.Context) -> tuple[PluginCommands, list[PluginRecord], TiltyardError | None]:
    if _KEPT not in ctx.meta:
        ctx.meta[_KEPT] = _look(ctx)
    found: tuple[PluginCommands, list[PluginRecord], TiltyardError | None] = ctx.meta[_KEPT]
    return found


def _look(ctx: click.Context) -> tuple[PluginCommands, list[PluginRecord], TiltyardError | None]:
    from tiltyard.host.commands import PluginCommands, look_for_commands
    from tiltyard.host.discovery import discover

    names = {one.name for one in attrs.fields(Options)}
    # The group's own function has not run yet: its options stand in the context alone.
    ctx.obj = Options(**{name: value for name, value in ctx.params.items() if name in names})
    try:
        with ctx.scope(cleanup=False):
            plugins = read_settings().plugins
    except TiltyardError as error:
        return PluginCommands(), [], error
    return *asyncio.run(look_for_commands(discover(), plugins, taken=COMMANDS)), None


def _bare(words: str) -> str:
    return words.rstrip(".")
