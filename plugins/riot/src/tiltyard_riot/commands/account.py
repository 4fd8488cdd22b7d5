"""
`tiltyard riot account` and `tiltyard riot rank`: what Riot knows of a name.
"""

from __future__ import annotations

import attrs
import click

from tiltyard.cli import kit
from tiltyard.models import PlayerAccount, Rank, RankQueue
from tiltyard_riot.errors import NotFound
from tiltyard_riot.games import account_under
from tiltyard_riot.known import Asking
from tiltyard_riot.ranks import rank_words

WITHIN_S = 130.0
"""A command can wait for the quota's next window, which is two minutes long with most keys."""


@click.command("account")
@click.argument("name")
@kit.json_option
@kit.command
async def account(name: str, *, as_json: bool) -> None:
    """Look NAME up: how Riot spells it, its PUUID, and where it plays."""
    async with kit.opened() as app:
        known = kit.plugin(app, "riot").answers.known
        asking = Asking(within_s=WITHIN_S)
        found = await account_under(known, name, asking)
        try:
            platform = (await known.platform_of(found.value.puuid, asking)).value
        except NotFound:
            platform = None
    spelled = str(found.value.riot_id or name)
    if as_json:
        kit.print_json({"name": spelled, "puuid": found.value.puuid, "platform": platform, "as_of": found.at})
        return
    rows = [("name", spelled), ("puuid", found.value.puuid), ("plays on", platform or "nothing yet: no game of TFT")]
    kit.print_table(("", ""), [*rows, ("as of", f"{found.at:%Y-%m-%d %H:%M} UTC")])


@click.command("rank")
@click.argument("name")
@kit.json_option
@kit.command
async def rank(name: str, *, as_json: bool) -> None:
    """Show where NAME stands in ranked TFT and in ranked Double Up."""
    async with kit.opened() as app:
        verification = kit.plugin(app, "riot").answers.verification
        found = [await verification.rank(PlayerAccount(name), queue) for queue in RankQueue]
    ranks = [one for one in found if one]
    if not ranks:
        raise NotFound("Riot knows no such player", which=name, next_step="Give the Riot ID as Name#TAG.")
    if as_json:
        kit.print_json({one.queue.value: attrs.asdict(one) for one in ranks})
        return
    kit.print_table(("queue", "rank", "as of"), [_row(one) for one in ranks])


def _row(one: Rank) -> tuple[str, str, str]:
    return one.queue.value.replace("_", " "), rank_words(one), f"{one.as_of:%Y-%m-%d %H:%M} UTC"
