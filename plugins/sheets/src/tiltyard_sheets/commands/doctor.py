"""
`tiltyard sheets doctor`: what is the matter with a sheet.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import attrs
import click
import requests

from tiltyard.cli import kit
from tiltyard.errors import BadInput, TiltyardError
from tiltyard.models import RowSource, TournamentId
from tiltyard.rows.mapping import standing
from tiltyard_sheets import health
from tiltyard_sheets.address import parse_address
from tiltyard_sheets.grid import FIELDS, snapshot_of

_CLOCK_WITHIN_S = 5.0
_COLOURS = {health.State.OK: "green", health.State.WARN: "yellow", health.State.FAIL: "red"}


@click.command("doctor")
@click.argument("link", required=False)
@click.option("-t", "--tournament", "wanted", metavar="NAME", help="The sheet that this tournament is mirrored in.")
@kit.json_option
@kit.command
async def doctor(link: str | None, wanted: str | None, *, as_json: bool) -> kit.Exit | None:
    """Look at access, header, columns, protection, checkboxes, quota and clock; exits with 1 when something fails.

    LINK names the sheet. Without it, that of the tournament is looked at. Nothing is written.
    """
    async with kit.opened() as app:
        source, tournament = await _which(app, link, wanted)
        plugin = kit.plugin(app, "sheets")
        client, url = plugin.client, plugin.settings.api_url
        skew_s = await asyncio.to_thread(_skew_s, url, app.clock.now())
        checks = [
            *await _of_sheet(app, client, source, tournament),
            health.quota(await client.stats()),
            health.clock(skew_s),
        ]
    if as_json:
        kit.print_json([{**attrs.asdict(one), "remedy": one.remedy or None} for one in checks])
    else:
        for one in checks:
            kit.say(f"{one.state.value:4} {one.name}: {one.words}", style=_COLOURS[one.state])
            if one.remedy:
                kit.say(f"       {one.remedy}")
    return kit.Exit.REFUSED if health.worst(checks) is health.State.FAIL else None


async def _which(app: Any, link: str | None, wanted: str | None) -> tuple[RowSource, TournamentId | None]:
    """The sheet that is meant, and the tournament whose it is, if one was named."""
    if link:
        return RowSource.parse(link, default_scheme="gsheet"), None
    state = await kit.pick_tournament(app, wanted)
    if state.binding is None:
        raise BadInput("the tournament is mirrored in no sheet", which=state.slug, next_step="Name one by its link.")
    binding: RowSource = state.binding
    return binding, state.id


async def _of_sheet(app: Any, client: Any, source: RowSource, tournament: TournamentId | None) -> list[health.Check]:
    try:
        table = await app.tables.fetch(source)
        address = parse_address(table.source)
        tab = address.sheet_id or 0
        answer = await client.get_by_filter(address.spreadsheet_id, [{"gridRange": {"sheetId": tab}}], FIELDS)
    except TiltyardError as error:
        return [health.no_access(error, error.next_step)]
    snapshot = snapshot_of(answer, tab)
    if snapshot is None:
        return [health.no_access(BadInput("the tab went while it was looked at"), "Look again.")]
    found = health.access(snapshot.title, client.robot_address())
    saved = await app.tables.mapping(tournament, table.source) if tournament else None
    return [found, *health.sheet(snapshot, table, standing(saved, table) if saved else None)]


def _skew_s(api_url: str, now: datetime) -> float | None:
    """How far our clock is ahead of Google's, to the second that its answers tell."""
    try:
        told = requests.head(api_url, timeout=_CLOCK_WITHIN_S).headers.get("Date", "")
        return (now - parsedate_to_datetime(told)).total_seconds()
    except (requests.RequestException, TypeError, ValueError):
        return None
