"""
`tiltyard riot lobby`: which game a lobby has played.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import click

from tiltyard.cli import kit
from tiltyard.errors import BadInput, HookFailed
from tiltyard.models import CheckState, Lobby, Member, Mode, Placements, PlayerAccount

BACK = timedelta(hours=3)
"""How far back is looked unless a time is given."""


class Moment(click.ParamType[datetime]):
    """A time such as `2026-12-05T18:00+01:00`; UTC unless it says otherwise."""

    name = "TIME"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """An aware time in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no time; write it as 2026-12-05T18:00 (UTC) or with +01:00 at its end", param, ctx)


@click.command("lobby")
@click.argument("names", nargs=-1)
@click.option("-t", "--tournament", "wanted", metavar="NAME", help="Everybody who plays in this tournament, as well.")
@click.option("--since", type=Moment(), help="When the round began; UTC. Default: three hours before --until.")
@click.option("--until", type=Moment(), help="When it was over. Default: now.")
@click.option("--double-up", is_flag=True, help="It is a lobby of pairs.")
@click.option("--used", multiple=True, metavar="MATCH", help="A game that counts for something else; repeatable.")
@kit.json_option
@kit.command
async def lobby(
    names: tuple[str, ...],
    wanted: str | None,
    since: datetime | None,
    until: datetime | None,
    used: tuple[str, ...],
    *,
    double_up: bool,
    as_json: bool,
) -> kit.Exit | None:
    """Find the game that NAMES have played together, and who came where; exits with 1 when there is none.

    Nothing is recorded: this is the evidence that result entry would be shown.
    """
    async with kit.opened() as app:
        mode = Mode.DOUBLE_UP if double_up else Mode.SOLO
        members = [PlayerAccount(name) for name in names]
        if wanted:
            state = await kit.pick_tournament(app, wanted)
            mode = state.rules.mode
            playing = [member for entrant in state.entrants.values() if not entrant.out for member in entrant.members]
            members += [_account(one) for one in playing if one.check is CheckState.VERIFIED]
        if not members:
            raise BadInput("nobody was named", next_step="Give Riot IDs, or a tournament with -t NAME.")
        ends_at = until or app.clock.now()
        begins_at = since or ends_at - BACK
        asked = Lobby(mode, tuple(members), begins_at, ends_at, frozenset(used))
        outcomes = await app.host.hooks.fetch_placements(asked)
        for outcome in outcomes:
            if outcome.failure:  # "there is none" would not be true
                raise outcome.error or HookFailed("fetch_placements", [(outcome.plugin, str(outcome.fault))])
        found = [one for outcome in outcomes for one in outcome.value or []]
        shown = {one.puuid: one.name for one in await kit.plugin(app, "riot").answers.games.members(asked) if one.puuid}
    if as_json:
        kit.print_json({"games": [{**attrs.asdict(one), "names": shown} for one in found]})
    else:
        for one in found:
            _say(one, shown)
        if not found:
            kit.say("No game of theirs is known in that time. Games may come hours late.", style="yellow")
    return None if found else kit.Exit.REFUSED


def _account(member: Member) -> PlayerAccount:
    # Of several, such as after another application's key, the one that the rules go by.
    puuid = next((one.value for one in member.links if one.key and one.key == member.keys.get("puuid")), None)
    return PlayerAccount(member.shown or "", puuid, member.platform)


def _say(one: Placements, shown: dict[str, Any]) -> None:
    words = f"{one.match_id}: {one.verdict}, {one.confidence:.0%} sure, ended {one.ended_at:%Y-%m-%d %H:%M} UTC"
    rows = [
        (place, shown.get(puuid, puuid), one.in_game[puuid])
        for puuid, place in sorted(one.placements.items(), key=lambda item: item[1])
    ]
    kit.say(words, style="bold")
    kit.print_table(("place", "player", "in the game"), rows)
    for reason in one.reasons:
        kit.say(f"  {reason}")
    if one.missing:
        kit.say(f"  not in it: {', '.join(one.missing)}")
