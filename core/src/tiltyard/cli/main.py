"""
The `tiltyard` command and what stands before a subcommand's name.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

import click

from tiltyard import __version__
from tiltyard.cli.context import Options

_WHERE: Mapping[str, tuple[str, str]] = {
    "demo": ("demo", "Watch a tournament desk at work on a shipped sign-up sheet; needs no account anywhere."),
    "run": ("run", "Be the host: follow all tournaments, supervise services, until Ctrl-C."),
    "tournament": ("tournament", "Create, list and show tournaments."),
    "schedule": ("schedule", "Say when things start, open and close, and see what that comes to."),
    "open": ("tournament", "Open registration or check-in."),
    "close": ("tournament", "Close registration or check-in."),
    "import": ("rows", "Sign up everyone in a table; the table is only read."),
    "bind": ("rows", "Mirror a tournament in a table, both ways."),
    "unbind": ("rows", "Mirror a tournament in its table no longer."),
    "columns": ("rows", "Show which column of a table means what, and why."),
    "export": ("rows", "Write the roster as CSV or JSON."),
    "signup": ("players", "Sign a player up."),
    "rename": ("players", "Correct the name a player signed up with; the place in line stays."),
    "check-in": ("players", "Check a player in."),
    "check-out": ("players", "Take a check-in back."),
    "drop": ("players", "Take a player out; the seat goes to the next in line."),
    "roster": ("players", "Show who is seated, who waits, and who is out."),
    "log": ("players", "Show what has happened, and who did it."),
    "verify": ("players", "Ask all plugins about a name; nothing is kept."),
    "journal": ("journal", "Look after the journal: check, export, replay, compact; what was given up for now."),
    "backup": ("backup", "Write the whole journal to a file, while a host is at work or not."),
    "restore": ("backup", "Make the journal what it was when a backup was made."),
    "privacy": ("privacy", "Tell, or erase, what is kept of one person."),
    "config": ("config", "Write a sample settings file, check yours, show what holds."),
    "plugins": ("plugins", "Show the plugins."),
    "services": ("services", "Start, stop and look at services such as the live page."),
}
"""Command to (module, help). Modules are imported when named, so that `--help` is quick."""


class _Lazy(click.Group):
    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_WHERE)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in _WHERE:
            return None
        module = importlib.import_module(f"tiltyard.cli.{_WHERE[name][0]}")
        found: click.Command = getattr(module, f"{name.replace('-', '_')}_command")
        return found

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _WHERE.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tiltyard")
@click.option(
    "--config", type=click.Path(path_type=Path), help="Settings file. Default: tiltyard.toml here, then the user's."
)
@click.option(
    "--data-dir", type=click.Path(path_type=Path), help="Where the journal lives. Default: the user's data directory."
)
@click.option(
    "--no-plugin", "left_out", metavar="NAME", multiple=True, help="Do without this plugin. May be given several times."
)
@click.option("--safe-mode", is_flag=True, help="Do without all plugins but what Tiltyard itself brings.")
@click.pass_context
def main(
    ctx: click.Context, config: Path | None, data_dir: Path | None, left_out: tuple[str, ...], *, safe_mode: bool
) -> None:
    """Run Teamfight Tactics tournaments where organisers already are."""
    ctx.obj = Options(config, data_dir, left_out, safe_mode=safe_mode)
