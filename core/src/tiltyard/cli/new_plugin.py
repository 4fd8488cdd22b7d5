"""
Begin a plugin.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from tiltyard import authoring
from tiltyard.cli import context
from tiltyard.cli.options import json_option
from tiltyard.cli.output import print_json, say


@click.command("new")
@click.argument("name", required=False)
@click.option(
    "--into", metavar="DIR", type=click.Path(path_type=Path), help="Empty or new directory. Default: ./tiltyard-NAME."
)
@click.option(
    "--with",
    "parts",
    metavar="PART",
    type=click.Choice(list(authoring.PARTS)),
    multiple=True,
    help=f"Add a part; may be repeated. {'; '.join(f'{part}: {what}' for part, what in authoring.PARTS.items())}.",
)
@click.option("--everything", is_flag=True, help="Add all parts.")
@click.option("--description", help="What it does, in one sentence.")
@click.option("--author", help="Who writes it. Default: the name that git knows.")
@json_option
@context.command
async def new_plugin(
    name: str | None,
    into: Path | None,
    parts: tuple[str, ...],
    everything: bool,
    description: str | None,
    author: str | None,
    as_json: bool,
) -> None:
    """Write a complete small plugin called tiltyard-NAME, to grow from: one hook, one setting, tests, docs, CI.

    NAME is asked for when it is not given. Nothing that exists is overwritten.
    """
    name = _ask_for_name() if name is None else name
    made = authoring.write_plugin(
        name,
        into or Path(f"tiltyard-{name}"),
        parts=authoring.PARTS if everything else parts,
        description=description,
        author=author or _git_user(),
    )
    if as_json:
        print_json(
            {
                "name": made.name,
                "distribution": made.distribution,
                "directory": str(made.directory),
                "parts": made.parts,
                "files": made.files,
                "next": authoring.NEXT,
            }
        )
        return
    say(f"{made.distribution} is in {made.directory}: {len(made.files)} files. What next, in that directory:\n")
    say("\n".join(f"  {command}" for command in authoring.NEXT))


def _ask_for_name() -> str:
    """The name, from whoever sits at the terminal; a script is told what is missing."""
    if not sys.stdin.isatty():
        raise click.UsageError("Missing argument 'NAME'.", click.get_current_context())
    try:
        return str(click.prompt("What is your plugin called? tiltyard-", prompt_suffix="", err=True)).strip()
    except click.Abort as error:
        raise KeyboardInterrupt from error


def _git_user() -> str | None:
    """The name that git writes into commits here, when there is one that fits into the files."""
    try:
        asked = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607 # the git of whoever types
            capture_output=True,
            text=True,
            check=False,
            timeout=5,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    name = asked.stdout.strip()
    return name if name.isprintable() and not set(name) & set('"\\') and name else None
