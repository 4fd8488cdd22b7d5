"""
Show the plugins.
"""

from __future__ import annotations

import click

from tiltyard.cli import context
from tiltyard.cli.options import json_option
from tiltyard.cli.output import print_json, print_table


@click.group("plugins")
def plugins_command() -> None:
    """Show the plugins."""


@plugins_command.command("list")
@json_option
@context.command
async def list_plugins(as_json: bool) -> None:
    """Show every installed plugin: whether it is ready, and if not, why."""
    async with context.opened() as app:
        records = list(app.host.records)
    if as_json:
        print_json(
            [
                {
                    "name": record.name,
                    "distribution": record.found.distribution,
                    "version": record.found.version,
                    "status": record.status.value,
                    "reason": record.reason or None,
                    "hooks": record.hooks,
                }
                for record in records
            ]
        )
        return
    rows = [
        (
            record.name,
            f"{record.found.distribution} {record.found.version}",
            record.status.value.replace("_", " "),
            ", ".join(record.hooks),
            record.reason,
        )
        for record in records
    ]
    print_table(("plugin", "distribution", "status", "answers", "why not"), rows)
