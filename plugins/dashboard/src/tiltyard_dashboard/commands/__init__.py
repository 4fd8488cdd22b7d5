"""
`tiltyard dashboard ...`: who is let in to the page and the API.
"""

from __future__ import annotations

import click

from tiltyard_dashboard.commands.access import link, overlay, sessions, sign_out, token


@click.group("dashboard")
def dashboard() -> None:
    """Let people and programs in to the page and its API, and out again."""


for _command in (link, sessions, sign_out, token, overlay):
    dashboard.add_command(_command)

__all__ = ["dashboard"]
