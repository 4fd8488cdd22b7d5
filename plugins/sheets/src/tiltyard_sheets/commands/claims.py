"""
`tiltyard sheets share` and `release`: whose a spreadsheet is, among the servers of one host.
"""

from __future__ import annotations

from typing import Any

import click

from tiltyard.cli import kit
from tiltyard.models import RowSource
from tiltyard.tournament.answers import Refused
from tiltyard_sheets.address import SCHEME, parse_address


@click.command("share")
@click.argument("link")
@click.option("--owner", required=True, metavar="SCOPE", help="Whose spreadsheet it is, such as discord:1234.")
@click.option("--with", "guest", required=True, metavar="SCOPE", help="Who may bind it, too.")
@kit.json_option
@kit.command
async def share(link: str, owner: str, guest: str, *, as_json: bool) -> kit.Exit | None:
    """Let a second Discord server mirror tournaments in a spreadsheet that the first one has shown to be its own."""
    async with kit.opened() as app:
        document = await _document(app, link)
        if no := await app.claims.share(document, owner, guest):
            return kit.refused(Refused(no), as_json=as_json)
    if as_json:
        kit.print_json({"document": document, "owner": owner, "with": guest})
    else:
        kit.say(f"{guest} may bind {document} as well.")
    return None


@click.command("release")
@click.argument("link")
@click.option("--owner", required=True, metavar="SCOPE", help="Whose spreadsheet it is, such as discord:1234.")
@kit.json_option
@kit.command
async def release(link: str, owner: str, *, as_json: bool) -> kit.Exit | None:
    """Give a spreadsheet up: whoever shows next that it is theirs has it. What is bound stays bound."""
    async with kit.opened() as app:
        document = await _document(app, link)
        if no := await app.claims.release(document, owner):
            return kit.refused(Refused(no), as_json=as_json)
    if as_json:
        kit.print_json({"document": document, "owner": None})
    else:
        kit.say(f"{document} is nobody's any more.")
    return None


async def _document(app: Any, link: str) -> str:
    place = parse_address(RowSource.parse(link, default_scheme=SCHEME))
    return f"{SCHEME}:{place.spreadsheet_id or await kit.plugin(app, 'sheets').client.resolve(place.title or '')}"
