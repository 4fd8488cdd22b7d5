"""
`tiltyard sheets conflicts`, `keep`, `accept` and `restore`: what staff should know of a table, and their answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import click

from tiltyard.cli import kit
from tiltyard.errors import BadInput
from tiltyard.models import Cell, Tournament


@click.command("conflicts")
@kit.tournament_option
@kit.json_option
@kit.command
async def conflicts(wanted: str | None, *, as_json: bool) -> None:
    """List what people and the tournament do not agree on in its table, what waits, and why the table is held if it is.

    As of the last visit; `tiltyard sheets sync` makes another one.
    """
    async with kit.opened(plugins=False) as app:
        state = await bound(app, wanted)
        entries = await app.mirror.conflicts(state.id)
        held, trouble = await app.mirror.suspended(state.id), await app.mirror.trouble(state.id)
    if as_json:
        kit.print_json(
            {
                "tournament": state.id,
                "source": str(state.binding),
                "trouble": trouble and attrs.asdict(trouble),
                "held": held and attrs.asdict(held),
                "conflicts": [attrs.asdict(one) for one in entries],
            }
        )
        return
    if trouble:
        kit.say(f"{state.binding} cannot be kept in line since {trouble.since:%Y-%m-%d %H:%M} UTC: {trouble.why}")
    if held:
        kit.say(f"Nothing is taken from it since {held.since:%Y-%m-%d %H:%M} UTC: {held.why}", style="yellow")
        kit.say("Look at the sheet, then: tiltyard sheets accept, or tiltyard sheets restore")
    if entries:
        kit.print_table(("row", "column", "kind", "stands there", "tournament says", "why"), _rows(entries))
        for next_step in dict.fromkeys(one.next_step for one in entries if one.next_step):
            kit.note(next_step)
    elif not trouble and not held:
        kit.note("The table and the tournament agree.")


def _rows(entries: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [
        (one.row_number or "gone", one.column, one.kind.value, _shown(one.theirs), _shown(one.ours), one.why)
        for one in entries
    ]


def _shown(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "ticked" if cell else "not ticked"
    return str(cell) or "(blank)"


@click.command("keep")
@click.argument("side", type=click.Choice(["table", "tournament"]))
@click.option(
    "--row",
    "rows",
    type=int,
    multiple=True,
    help="Only in this row, as `sheets conflicts` numbers it. May be given several times.",
)
@kit.tournament_option
@kit.json_option
@kit.command
async def keep(side: str, rows: tuple[int, ...], wanted: str | None, *, as_json: bool) -> None:
    """Say which SIDE holds where people and the tournament both changed a cell; then the table is visited."""
    async with kit.opened() as app:
        state = await bound(app, wanted)
        entries = await app.mirror.conflicts(state.id)
        places = [(one.row_key, one.column) for one in entries if one.row_number in rows]
        if rows and not places:
            raise BadInput("nothing is listed there", which=f"row {', '.join(map(str, rows))}", next_step=_LIST)
        settled = await app.mirror.settle(state.id, keep=side, places=places)
        left = await visit(app, state)
    if as_json:
        kit.print_json({"settled": settled, "keep": side, "left": left})
    else:
        kit.say(f"{settled} cells are as the {side} says.")


@click.command("accept")
@kit.tournament_option
@kit.json_option
@kit.command
async def accept(wanted: str | None, *, as_json: bool) -> None:
    """Let a table that is held take effect: what was cleared in it was meant, and counts after its grace."""
    await _answer(wanted, restoring=False, as_json=as_json)


@click.command("restore")
@kit.tournament_option
@kit.json_option
@kit.command
async def restore(wanted: str | None, *, as_json: bool) -> None:
    """Write again what was cleared in a table that is held: it was not meant, and nobody loses anything."""
    await _answer(wanted, restoring=True, as_json=as_json)


async def _answer(wanted: str | None, *, restoring: bool, as_json: bool) -> None:
    async with kit.opened() as app:
        state = await bound(app, wanted)
        hold = await (app.mirror.restore(state.id) if restoring else app.mirror.accept(state.id))
        left = await visit(app, state) if hold else []
        still = await app.mirror.suspended(state.id)
    if as_json:
        kit.print_json({"held": hold and attrs.asdict(hold), "still_held": still and still.why, "left": left})
    elif hold is None:
        kit.note(f"{state.binding} is not held.")
    elif still:
        kit.say(f"{state.binding} is held all the same: {still.why}", style="yellow")
    else:
        kit.say(
            "What was cleared is written again." if restoring else "What the table says takes effect, after its grace."
        )


_LIST = "See: tiltyard sheets conflicts"


async def bound(app: Any, wanted: str | None) -> Tournament:
    """The tournament that is meant, which is mirrored in a table.

    raises  BadInput when it is not
    """
    state: Tournament = await kit.pick_tournament(app, wanted)
    if state.binding is None:
        raise BadInput(
            "the tournament is mirrored in no table", which=state.slug, next_step="Bind one: tiltyard bind LINK"
        )
    return state


async def visit(app: Any, state: Tournament) -> list[str]:
    """Have its table looked at now, by the host where one is at work; what is left to do, in words."""
    await app.runner.look_again(app.mirror.name, state.id)
    return await kit.settle(app)
