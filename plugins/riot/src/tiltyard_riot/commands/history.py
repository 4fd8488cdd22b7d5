"""
`tiltyard riot history`: how players have played.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import click

from tiltyard.cli import kit
from tiltyard.errors import TiltyardError
from tiltyard_riot.games import History
from tiltyard_riot.summary import Figures

WITHIN_S = 3600.0
"""A batch waits for as many windows of the quota as it needs."""


@click.command("history")
@click.argument("names", nargs=-1, required=True)
@click.option("--games", "count", type=click.IntRange(1, 1000), default=20, show_default=True, help="Games of each.")
@kit.json_option
@kit.command
async def history(names: tuple[str, ...], count: int, *, as_json: bool) -> kit.Exit | None:
    """Add up the last games of NAMES: games, average placement, top 4, wins, by mode and by set.

    People come first: while players are being checked, this waits. A game of several of them is asked for once.
    """
    async with kit.opened() as app:
        games = kit.plugin(app, "riot").answers.games
        with kit.progress("games") as tell:
            outcomes = await games.histories(names, count=count, within_s=WITHIN_S, tell=tell)
    found = [one for one in outcomes if isinstance(one, History)]
    failed = {name: one for name, one in zip(names, outcomes, strict=True) if isinstance(one, TiltyardError)}
    if as_json:
        told = {name: {"what": one.what, "next_step": one.next_step} for name, one in failed.items()}
        kit.print_json({"players": [_document(one) for one in found], "failed": told})
    else:
        if found:
            headings = ("player", "part", "games", "average", "top 4", "wins")
            kit.print_table(headings, [row for one in found for row in _rows(one)])
        for name, error in failed.items():
            kit.note(f"{name}: {error}", style="yellow")
    return kit.Exit.UNAVAILABLE if failed else None


def _document(one: History) -> dict[str, Any]:
    return {"name": one.name, "puuid": one.puuid, "missing": one.missing, **attrs.asdict(one.summary)}


def _rows(one: History) -> Iterator[tuple[Any, ...]]:
    yield one.name, "all", *_figures(one.summary.all)
    for mode, figures in one.summary.by_mode.items():
        yield "", mode.replace("_", " "), *_figures(figures)
    for number, figures in one.summary.by_set.items():
        yield "", f"set {number}", *_figures(figures)
    if one.summary.left_out or one.missing:
        yield "", f"not counted: {one.summary.left_out} of other modes or broken off, {one.missing} without details"


def _figures(figures: Figures) -> tuple[Any, ...]:
    if not figures.games:
        return 0, "-", "-", 0
    return figures.games, f"{figures.average_placement:.2f}", f"{figures.top4_percent:.0f} %", figures.wins
