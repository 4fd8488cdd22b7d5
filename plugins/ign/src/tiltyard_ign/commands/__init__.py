"""
`tiltyard ign ...`.
"""

import click

from tiltyard_ign.commands.check import check
from tiltyard_ign.commands.stats import stats


@click.group("ign")
def ign() -> None:
    """Look at in-game names."""


for _command in (check, stats):
    ign.add_command(_command)

__all__ = ["ign"]
