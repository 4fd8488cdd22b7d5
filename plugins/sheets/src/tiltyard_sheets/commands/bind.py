"""
`tiltyard sheets bind`: what will be read and written, and then the same as `tiltyard bind`.
"""

from __future__ import annotations

import click

from tiltyard.cli import kit
from tiltyard.models import RowSource
from tiltyard.tournament.answers import Refused


@click.command("bind")
@click.argument("link")
@kit.column_option
@kit.dry_run_option
@kit.tournament_option
@kit.command
async def bind(link: str, columns: tuple[str, ...], *, dry_run: bool, wanted: str | None) -> kit.Exit | None:
    """Mirror a tournament in the sheet that LINK names, both ways; first show how its columns are understood."""
    source, named = RowSource.parse(link, default_scheme="gsheet"), kit.named_columns(columns)
    async with kit.opened() as app:
        state = await kit.pick_tournament(app, wanted)
        robot = kit.plugin(app, "sheets").client.robot_address()
        table = await app.tables.fetch(source)
        if no := await app.claims.may_bind(table, state.scope):  # before anything of it is shown
            return kit.refused(Refused(no), as_json=False)
        read = await app.tables.understand(table, named=named, tournament=state.id)
        kit.say_columns(kit.columns_document(read))
        kit.say(f"Tiltyard works in the sheet as {robot or 'the user whose credentials are set'}.")
        kit.say(
            "It writes in the columns that mean something above and in those whose name begins with Tiltyard, only as"
        )
        kit.say(
            "text, numbers and ticks. It never writes in any other column, never moves a row and never runs a formula."
        )
        if dry_run:
            return None
        answer = await kit.bind_table(app, state, source, columns=named)
    return kit.refused(answer, as_json=False)
