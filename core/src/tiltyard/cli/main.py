"""
The `tiltyard` command and what stands before a subcommand's name.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import click

from tiltyard import __version__
from tiltyard.cli import from_plugins
from tiltyard.cli.context import Options
from tiltyard.cli.sections import COMMANDS, SECTIONS


class _Lazy(click.Group):
    """Imports the module of a core command when it is named, so that `--help` is quick; and plugins when one that is
    not core's is, and to list theirs.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *from_plugins.added(ctx).commands]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return from_plugins.added(ctx).commands.get(name)
        module = importlib.import_module(f"tiltyard.cli.{COMMANDS[name][0]}")
        found: click.Command = getattr(module, f"{name.replace('-', '_')}_command")
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            from_plugins.no_such(ctx, args[0])
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, section in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, words) for name, (_, words) in section.items()])
        from_plugins.format_commands(ctx, formatter)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tiltyard")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    is_eager=True,  # these stand before `--help`, and say which plugins' commands it lists
    help="Settings file. Default: tiltyard.toml here, then the user's.",
)
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    is_eager=True,
    help="Where the journal lives. Default: the user's data directory.",
)
@click.option(
    "--no-plugin",
    "left_out",
    metavar="NAME",
    multiple=True,
    is_eager=True,
    help="Do without this plugin. May be given several times.",
)
@click.option(
    "--safe-mode", is_flag=True, is_eager=True, help="Do without all plugins but what Tiltyard itself brings."
)
@click.pass_context
def main(ctx: click.Context, /, **before: Any) -> None:
    """Run Teamfight Tactics tournaments where organisers already are."""
    ctx.obj = Options(**before)
