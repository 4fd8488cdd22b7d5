"""
`tiltyard sheets ...` and `tiltyard migrate ...`.
"""

import click

from tiltyard_sheets.commands.bind import bind
from tiltyard_sheets.commands.claims import release, share
from tiltyard_sheets.commands.conflicts import accept, conflicts, keep, restore
from tiltyard_sheets.commands.create import create
from tiltyard_sheets.commands.doctor import doctor
from tiltyard_sheets.commands.gal import gal
from tiltyard_sheets.commands.stats import stats
from tiltyard_sheets.commands.sync import sync


@click.group("sheets")
def sheets() -> None:
    """Make, bind and look after Google sheets."""


@click.group("migrate")
def migrate() -> None:
    """Take a tournament over from another bot."""


for _command in (create, bind, doctor, sync, conflicts, keep, accept, restore, share, release, stats):
    sheets.add_command(_command)
migrate.add_command(gal)

__all__ = ["migrate", "sheets"]
