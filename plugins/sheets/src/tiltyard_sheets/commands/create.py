"""
`tiltyard sheets create`: a new sign-up sheet.
"""

from __future__ import annotations

import click

from tiltyard.cli import kit
from tiltyard.models import Mode, RowSource
from tiltyard_sheets.setting_up import create_spreadsheet, fill_tab


@click.command("create")
@click.argument("name", required=False)
@click.option("--share", metavar="E-MAIL", help="Who may edit the new sheet; Google writes them an e-mail.")
@click.option("--into", metavar="LINK", help="Fill this empty tab of a sheet that is shared with us, and create none.")
@click.option("-t", "--tournament", "wanted", metavar="NAME", help="Mirror this tournament in it from now on.")
@click.option("--teams", is_flag=True, help="With a column for teams, as a tournament of pairs has by itself.")
@kit.json_option
@kit.command
async def create(
    name: str | None, share: str | None, into: str | None, wanted: str | None, *, teams: bool, as_json: bool
) -> kit.Exit | None:
    """Make a sign-up sheet: headers, boxes to tick, and our columns with a warning for whoever edits them.

    NAME is the title of a new spreadsheet, which belongs to the account of our credentials: say with --share who may
    edit it. Google lets most service accounts keep no files; then create an empty sheet, share it, and use --into.
    """
    if bool(name) == bool(into):
        raise click.UsageError("Give a NAME for a new sheet, or --into LINK for an empty tab.")
    if into and share:
        raise click.UsageError("--share is for a new sheet; who may edit an existing one is for its owner to say.")
    async with kit.opened() as app:
        state = await kit.pick_tournament(app, wanted) if wanted else None
        client = kit.plugin(app, "sheets").client
        pairs = teams or (state is not None and state.rules.mode is not Mode.SOLO)
        if into:
            source = await fill_tab(client, RowSource.parse(into, default_scheme="gsheet"), teams=pairs)
        else:
            source = await create_spreadsheet(client, name or "", share=share, teams=pairs)
        link = _link(source)
        if as_json:
            kit.print_json({"source": str(source), "link": link, "tournament": state.id if state else None})
        else:
            kit.say(f"The sign-up sheet is ready: {link}")
            if name and not share and client.robot_address():
                kit.note(f"Only {client.robot_address()} can open it; make another one with --share YOUR-ADDRESS.")
            if not state:
                kit.note(f"To mirror a tournament in it: tiltyard bind {source} -t NAME")
        if not state:
            return None
        answer = await kit.bind_table(app, state, source, columns={}, quiet=as_json)
    return kit.refused(answer, as_json=as_json)


def _link(source: RowSource) -> str:
    spreadsheet_id, _, tab = source.address.partition("/")
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet_id}/edit#gid={tab}"
