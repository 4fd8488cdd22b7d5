"""
What is done about checks: who waits for what, proofs of ownership, and who had which name when.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import json_option, tournament_option
from tiltyard.cli.output import note, print_json, print_table, say
from tiltyard.models import Refusal
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.names import HadName, names
from tiltyard.tournament.pending import Waiting, pending
from tiltyard.tournament.roster import member_of


@click.command("prove")
@click.argument("who")
@tournament_option
@json_option
@context.command
async def prove_command(who: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Say what WHO shall do to prove that the account is theirs, and until when; it is looked for from then on."""
    from tiltyard.desk.proving import challenge

    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        person = context.pick_person(state, who)
        found = await challenge(app.desk, app.host, state, person, actor=context.actor())
        if isinstance(found, Refusal):
            return context.refused(Refused(found), as_json=as_json)
    if as_json:
        print_json(
            {
                "code": found.code,
                "how": found.how,
                "expires_at": found.expires_at.isoformat(),
                "strength": found.strength,
            }
        )
        return None
    say(f"{found.how} It counts until {_when(found.expires_at)}.")
    note(f"What it proves: {found.strength}")
    note("It is looked for by itself while a host runs (`tiltyard run`), and by `tiltyard recheck`.")
    return None


@click.command("pending")
@tournament_option
@json_option
@context.command
async def pending_command(wanted: str | None, as_json: bool) -> None:
    """List who waits for a check, for what and since when, and what staff can do."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
        tries = await app.schedule.of(state.id)
        waiting = pending(state, await app.desk.history(state.id), {who: one.at for who, one in tries.items()})
    if as_json:
        print_json([_plain(one) for one in waiting])
        return
    if not waiting:
        say("Nobody waits for a check.")
        return
    rows = [
        (f"#{one.order}", one.name, one.waits_for, _when(one.since), _when(one.next_try), one.reason, one.staff_can)
        for one in waiting
    ]
    print_table(("place", "player", "waits for", "since", "next try", "why", "what staff can do"), rows)
    staff = sum(1 for one in waiting if one.waits_for == "staff")
    say(f"{len(waiting)} wait, {staff} of them for staff.")


def _plain(one: Waiting) -> dict[str, Any]:
    return {
        "person": one.person,
        "place": one.order,
        "name": one.name,
        "waits_for": one.waits_for,
        "since": one.since.isoformat() if one.since else None,
        "next_try": one.next_try.isoformat() if one.next_try else None,
        "code": one.code,
        "reason": one.reason,
        "about": one.about,
        "staff_can": one.staff_can,
    }


@click.command("names")
@click.argument("who", required=False)
@tournament_option
@json_option
@context.command
async def names_command(who: str | None, wanted: str | None, as_json: bool) -> None:
    """Show who had which name when, and further accounts that players gave; of WHO, or of everyone."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
        person = context.pick_person(state, who) if who else None
        known = names(await app.desk.history(state.id))
    had = [one for one in known if person in (None, state.aliases.get(one.person, one.person))]
    others = {
        member.person: list(member.alternates)
        for entrant in state.entrants.values()
        for member in entrant.members
        if member.alternates and person in (None, member.person)
    }
    if as_json:
        print_json({"names": [_name_plain(one) for one in had], "alternates": others})
        return
    print_table(
        ("name", "since", "until", "how", "person"),
        [(one.name, _when(one.since), _when(one.until) or "now", one.how, one.person) for one in had],
    )
    for entrant in state.entrants.values():
        for member in entrant.members:
            if member.person in others:
                shown = member_of(entrant, member.person).shown or "somebody"
                say(f"{shown} also gave: {', '.join(others[member.person])}.")


def _name_plain(one: HadName) -> dict[str, Any]:
    return {
        "person": one.person,
        "name": one.name,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "how": one.how,
    }


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else ""
