"""
`tiltyard dashboard link`, `sessions`, `sign-out`, `token` and `overlay`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from tiltyard.cli import kit
from tiltyard.errors import BadInput
from tiltyard.models import Refusal
from tiltyard.tournament.answers import Refused
from tiltyard_dashboard.api.access import bearer_plain
from tiltyard_dashboard.api.bearers import Bearer, BearerKind, Bearers
from tiltyard_dashboard.api.scopes import Scope

DAY_S = 86400.0


@click.command("link")
@kit.json_option
@kit.command
async def link(*, as_json: bool) -> None:
    """Make a link by which whoever opens it signs in once, within 15 minutes, and may do everything."""
    async with kit.opened() as app:
        address = await kit.plugin(app, "dashboard").sign_in_link()
    if as_json:
        kit.print_json({"link": address, "lasts_s": 900})
        return
    kit.say(address)
    kit.note("Good once, for 15 minutes. Open it in the browser that you want to be signed in with.")


@click.command("sessions")
@kit.json_option
@kit.command
async def sessions(*, as_json: bool) -> None:
    """Show who is signed in."""
    async with kit.opened() as app:
        found = await _bearers(app).all_of(BearerKind.SESSION)
    _show(found, as_json=as_json, nobody="Nobody is signed in.")


@click.command("sign-out")
@click.argument("ids", nargs=-1)
@click.option("--all", "everybody", is_flag=True, help="Everybody who is signed in.")
@kit.json_option
@kit.command
async def sign_out(ids: tuple[str, ...], *, everybody: bool, as_json: bool) -> kit.Exit | None:
    """End the sessions with these IDS (see `sessions`), or all of them."""
    if bool(ids) == everybody:
        raise click.UsageError("Name sessions by their ids, or say --all.")
    async with kit.opened() as app:
        bearers = _bearers(app)
        wanted = [one.id for one in await bearers.all_of(BearerKind.SESSION)] if everybody else list(ids)
        return await _revoke(bearers, BearerKind.SESSION, wanted, as_json=as_json)


@click.group("token")
def token() -> None:
    """Tokens by which programs are let in to the API."""


@token.command("add")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([one.value for one in Scope]),
    default=("read",),
    show_default=True,
    help="What it may do; may be given several times.",
)
@click.option("--days", type=click.FloatRange(0, 3650, min_open=True), help="For how long; without it, until revoked.")
@kit.json_option
@kit.command
async def add_token(name: str, scopes: tuple[str, ...], days: float | None, *, as_json: bool) -> None:
    """Make a token called NAME. It is shown once: nobody can look it up later."""
    async with kit.opened() as app:
        secret, made = await _bearers(app).issue(
            BearerKind.TOKEN,
            name=_name(name),
            scopes=[Scope(one) for one in scopes],
            lasts_s=None if days is None else days * DAY_S,
        )
    _say_made(secret, made, as_json=as_json)


@click.group("overlay")
def overlay() -> None:
    """Addresses for overlays of streams; whoever has one sees what everybody may see of a tournament."""


@overlay.command("add")
@click.argument("name")
@kit.tournament_option
@kit.json_option
@kit.command
async def add_overlay(name: str, wanted: str | None, *, as_json: bool) -> None:
    """Make a key called NAME for overlays of a tournament. It is shown once."""
    async with kit.opened() as app:
        state = await kit.pick_tournament(app, wanted)
        secret, made = await _bearers(app).issue(
            BearerKind.OVERLAY, name=_name(name), scopes=(), detail={"tournament": state.id}
        )
    _say_made(secret, made, as_json=as_json)


def _add_list_and_revoke(group: click.Group, kind: BearerKind, words: str) -> None:
    @group.command("list", help=f"Show {words}, without their secrets.")
    @kit.json_option
    @kit.command
    async def listed(*, as_json: bool) -> None:
        async with kit.opened() as app:
            found = await _bearers(app).all_of(kind)
        _show(found, as_json=as_json, nobody=f"There are no {words}.")

    @group.command("revoke", help=f"Let nobody in any more by {words} with these IDS.")
    @click.argument("ids", nargs=-1, required=True)
    @kit.json_option
    @kit.command
    async def revoke(ids: tuple[str, ...], *, as_json: bool) -> kit.Exit | None:
        async with kit.opened() as app:
            return await _revoke(_bearers(app), kind, ids, as_json=as_json)


_add_list_and_revoke(token, BearerKind.TOKEN, "tokens")
_add_list_and_revoke(overlay, BearerKind.OVERLAY, "overlay keys")


def _bearers(app: Any) -> Bearers:
    bearers: Bearers = kit.plugin(app, "dashboard").bearers
    return bearers


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 80 or not name.isprintable():
        raise BadInput("a name has 1 to 80 characters that can be shown", which=repr(name[:80]))
    return name


async def _revoke(bearers: Bearers, kind: BearerKind, ids: Sequence[str], *, as_json: bool) -> kit.Exit | None:
    unknown = [one for one in ids if not await bearers.revoke(kind, one)]
    if unknown:
        which = ", ".join(unknown)
        return kit.refused(
            Refused(Refusal("no_such_secret", "There is none of this id", which, "List what there is.")),
            as_json=as_json,
        )
    kit.print_json({"revoked": list(ids)}) if as_json else kit.say(f"Revoked: {', '.join(ids) or 'none'}.")
    return None


def _say_made(secret: str, made: Bearer, *, as_json: bool) -> None:
    if as_json:
        kit.print_json({"secret": secret, **bearer_plain(made)})
        return
    kit.say(secret)
    kit.note(f"{made.name}, id {made.id}. It is shown this once; keep it where only whoever needs it can read it.")


def _show(found: Sequence[Bearer], *, as_json: bool, nobody: str) -> None:
    if as_json:
        kit.print_json([bearer_plain(one) for one in found])
        return
    if not found:
        kit.say(nobody)
        return
    rows = [(one.id, one.name, _may(one), _when(one.used_at), _when(one.ends_at())) for one in found]
    kit.print_table(("id", "name", "may", "last used (UTC)", "ends (UTC)"), rows)


def _may(bearer: Bearer) -> str:
    said = bearer.detail.get("role") or bearer.detail.get("tournament")
    return str(said or ", ".join(sorted(bearer.scopes)))


def _when(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"
