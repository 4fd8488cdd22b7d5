"""
`tiltyard riot ...`.
"""

import click

from tiltyard_riot.commands.account import account, rank
from tiltyard_riot.commands.cache import cache
from tiltyard_riot.commands.history import history
from tiltyard_riot.commands.lobby import lobby
from tiltyard_riot.commands.stats import stats


@click.group("riot")
def riot() -> None:
    """Look up accounts, ranks and games with Riot."""


for _command in (account, rank, history, lobby, stats, cache):
    riot.add_command(_command)

__all__ = ["riot"]
