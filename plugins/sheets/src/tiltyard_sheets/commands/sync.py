"""
`tiltyard sheets sync`: look at a bound table now.
"""

from __future__ import annotations

import click

from tiltyard.cli import kit
from tiltyard.tournament.text import counted
from tiltyard_sheets.commands.conflicts import bound, visit


@click.command("sync")
@kit.tournament_option
@kit.json_option
@kit.command
async def sync(wanted: str | None, *, as_json: bool) -> None:
    """Read the table that a tournament is mirrored in, bring what people edited, and write what is behind."""
    async with kit.opened() as app:
        state = await bound(app, wanted)
        left = await visit(app, state)
        after = await app.desk.state(state.id)
        entries, held = await app.mirror.conflicts(state.id), await app.mirror.suspended(state.id)
        trouble = await app.mirror.trouble(state.id)
        at_rest = not await app.mirror.wants(state.id)
    events = after.seq - state.seq
    if as_json:
        document = {"tournament": state.id, "source": str(state.binding), "events": events, "left": left}
        told = {"conflicts": len(entries), "held": held and held.why, "trouble": trouble and trouble.why}
        kit.print_json({**document, **told})
        return
    if at_rest:
        kit.say(f"{state.binding} was not looked at: the tournament is paused or archived.")
    elif trouble:
        kit.say(f"{state.binding} cannot be kept in line since {trouble.since:%Y-%m-%d %H:%M} UTC: {trouble.why}")
    elif held:
        kit.say(f"{state.binding} was read, and nothing is taken from it or written, for it is held: {held.why}")
    else:
        changes = f"{events} events came of what people typed" if events else "people had typed nothing new"
        kit.say(f"{state.binding} was read and written: {changes}.")
    if entries or held:
        kit.note(f"for staff: {counted(len(entries), 'cell')}, see tiltyard sheets conflicts")
