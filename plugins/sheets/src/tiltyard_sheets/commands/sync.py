"""
`tiltyard sheets sync`: look at a bound sheet now.
"""

from __future__ import annotations

import click

from tiltyard.cli import kit
from tiltyard.errors import BadInput


@click.command("sync")
@kit.tournament_option
@kit.json_option
@kit.command
async def sync(wanted: str | None, *, as_json: bool) -> None:
    """Read the table that a tournament is mirrored in, bring what people edited, and write what is behind."""
    async with kit.opened() as app:
        state = await kit.pick_tournament(app, wanted)
        if state.binding is None:
            raise BadInput(
                "the tournament is mirrored in no table", which=state.slug, next_step="Bind one: tiltyard bind LINK"
            )
        before = state.seq
        progress = await app.mirror.act(state.id)
        left = await kit.settle(app)
        state = await app.desk.state(state.id)
    document = {
        "tournament": state.id,
        "source": str(state.binding),
        "events": state.seq - before,
        "for_staff": progress.for_staff or None,
        "left": left,
    }
    if as_json:
        kit.print_json(document)
        return
    changes = "nothing has changed" if state.seq == before else f"{state.seq - before} events came of it"
    kit.say(f"{state.binding} was read and written: {changes}.")
    if progress.for_staff:
        kit.say(str(progress.for_staff), style="yellow")
