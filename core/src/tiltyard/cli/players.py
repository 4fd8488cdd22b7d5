"""
What happens to players: sign up, rename, check in, drop; who is in and what has happened.
"""

from __future__ import annotations

from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import json_option, tournament_option
from tiltyard.cli.output import note, print_json, print_table, say
from tiltyard.models import EntrantStatus, Link, LinkKind, PersonId, Phase, PlayerClaim, Tournament, Verdict
from tiltyard.tournament import commands as c
from tiltyard.tournament.codec import decode
from tiltyard.tournament.evolve import evolve
from tiltyard.tournament.judge import Outcome, judge
from tiltyard.tournament.narrate import narrate
from tiltyard.tournament.roster import entrant_of, member_of, waitlist_position
from tiltyard.tournament.views import entry, roster


@click.command("signup")
@click.argument("riot_id")
@click.option("--discord", metavar="HANDLE", help="Discord handle or id; the player is known by it from then on.")
@click.option("--pronouns", help="As the player gave them.")
@click.option("--alternate", "alternates", multiple=True, metavar="RIOT_ID", help="A further account. May be repeated.")
@tournament_option
@json_option
@context.command
async def signup_command(
    riot_id: str,
    discord: str | None,
    pronouns: str | None,
    alternates: tuple[str, ...],
    wanted: str | None,
    as_json: bool,
) -> Exit | None:
    """Sign a player up under RIOT_ID, such as "Ann#EUW"."""
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        asked = c.SignUp(
            tournament=state.id,
            actor=context.actor(),
            links=(_link(discord, riot_id),),
            typed_name=riot_id,
            alternates=alternates,
            pronouns=pronouns,
        )
        answer = await app.desk.handle(asked)
        if no := context.refused(answer, as_json=as_json):
            return no
        await context.settle(app)
        return _say_where(await app.desk.state(state.id), answer.person, as_json=as_json)


@click.command("rename")
@click.argument("who")
@click.argument("riot_id")
@tournament_option
@json_option
@context.command
async def rename_command(who: str, riot_id: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Let WHO play under RIOT_ID instead; it is checked again, and the place in line stays."""
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        entrant = context.pick_entrant(state, who)
        member = member_of(entrant, entrant.person)
        asked = c.UpdateSignUp(
            tournament=state.id,
            actor=context.actor(),
            person=member.person,
            typed_name=riot_id,
            alternates=member.alternates,
            platform=member.platform,
            pronouns=member.pronouns,
        )
        if no := context.refused(await app.desk.handle(asked), as_json=as_json):
            return no
        await context.settle(app)
        state = await app.desk.state(state.id)
        says = member_of(state.entrants[entrant.id], member.person).typed_name
        if says != riot_id:
            note(f"{state.binding} says {says}, and what it says counts: rename the player there.", style="yellow")
        return _say_where(state, member.person, as_json=as_json)


@click.command("check-in")
@click.argument("who")
@tournament_option
@json_option
@context.command
async def check_in_command(who: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Check WHO in: a Riot ID, a Discord handle, or a place like "#12"."""
    return await _about(c.CheckIn, who, wanted, as_json=as_json)


@click.command("check-out")
@click.argument("who")
@tournament_option
@json_option
@context.command
async def check_out_command(who: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Take WHO's check-in back; the seat stays."""
    return await _about(c.CheckOut, who, wanted, as_json=as_json)


@click.command("drop")
@click.argument("who")
@tournament_option
@json_option
@context.command
async def drop_command(who: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Take WHO out of the tournament; the seat goes to the next in line."""
    return await _about(c.Drop, who, wanted, as_json=as_json)


@click.command("roster")
@tournament_option
@json_option
@context.command
async def roster_command(wanted: str | None, as_json: bool) -> None:
    """Show who is seated, who waits, and who is out."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
    view = roster(state)
    if as_json:
        print_json(view)
        return
    counts = view["counts"]
    rows = [
        (
            f"#{one['order']}",
            one["name"],
            _status_words(one),
            "✓" if one["checked_in"] else "",
            one["reason"] or one["code"] or "",
        )
        for one in view["entrants"]
    ]
    print_table(("place", "player", "status", "checked in", "why"), rows, title=state.name)
    say(
        f"{counts['seated']} of {state.rules.capacity} seats, {counts['waiting']} waiting, "
        f"{counts['checked_in']} checked in, {counts['rejected']} not accepted, {counts['dropped']} dropped"
    )


@click.command("log")
@tournament_option
@click.option("-n", "--last", type=click.IntRange(1), help="Only the last so many.")
@json_option
@context.command
async def log_command(wanted: str | None, last: int | None, as_json: bool) -> None:
    """Show what has happened, and who did it."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
        records = await app.desk.history(state.id)
    told: list[tuple[Any, str]] = []
    after: Tournament | None = None
    for record in records:
        event = decode(record)
        after = evolve(after, event)
        told.append((record, narrate(event, after)))
    told = told[-last:] if last else told
    if as_json:
        print_json([{**_record_plain(record), "text": words} for record, words in told])
        return
    rows = [
        (record.seq, f"{record.at:%Y-%m-%d %H:%M:%S}", record.actor.display or record.actor.id, words)
        for record, words in told
    ]
    print_table(("", "UTC", "who", "what"), rows)


@click.command("verify")
@click.argument("riot_id")
@click.option("--platform", help="Riot platform such as euw1, when known.")
@json_option
@context.command
async def verify_command(riot_id: str, platform: str | None, as_json: bool) -> Exit | None:
    """Ask all plugins what they know about RIOT_ID; nothing is kept."""
    from tiltyard.desk.verifier import ask
    from tiltyard.models import Evidence

    async with context.opened() as app:
        findings = await ask(app.host, PlayerClaim(PersonId("nobody"), riot_id, platform=platform))
    judgement = judge(findings, Evidence.SHAPE)
    if as_json:
        plain = [
            {
                "source": one.source,
                "code": one.code,
                "verdict": one.verdict.value,
                "evidence": one.evidence.value if one.evidence else None,
                "reason": one.reason,
                "next_step": one.next_step,
                "canonical": one.canonical,
            }
            for one in findings
        ]
        print_json({"outcome": judgement.outcome.value, "canonical": judgement.canonical, "findings": plain})
    else:
        print_table(
            ("plugin", "verdict", "evidence", "code", "why"),
            [
                (one.source, one.verdict, one.evidence or "", one.code, f"{one.reason} {one.next_step}")
                for one in findings
            ],
        )
        if not findings:
            note("No plugin had anything to say. `tiltyard plugins list` shows which are ready.")
    return Exit.REFUSED if any(one.verdict is Verdict.REJECTED for one in findings) else _unless(judgement.outcome)


def _unless(outcome: Outcome) -> Exit | None:
    return None if outcome is Outcome.VERIFIED else Exit.UNAVAILABLE


async def _about(kind: type[Any], who: str, wanted: str | None, *, as_json: bool) -> Exit | None:
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        entrant = context.pick_entrant(state, who)
        answer = await app.desk.handle(kind(tournament=state.id, actor=context.actor(), person=entrant.person))
        if no := context.refused(answer, as_json=as_json):
            return no
        await context.settle(app)
        state = await app.desk.state(state.id)
        _say_where(state, entrant.person, as_json=as_json)
        for record in () if as_json else answer.events:
            if record.type == "PlayerPromoted":
                say(narrate(decode(record), state) + ".")
    return None


def _link(discord: str | None, riot_id: str) -> Link:
    if discord:
        kind = LinkKind.DISCORD_ID if discord.isdigit() else LinkKind.DISCORD_HANDLE
        return Link(kind, discord, "typed")
    # Without an account to know them by, a player is known by what they typed.
    return Link(LinkKind.ROW, f"ign:{riot_id.strip().casefold()}", "typed")


def _say_where(state: Tournament, person: PersonId, *, as_json: bool) -> Exit | None:
    """Where a sign-up stands now, after it was checked; what the command ends with."""
    entrant = entrant_of(state, person)
    if entrant is None:
        raise LookupError(f"{person} has just signed up and is not in {state.id}")
    name = entrant.name
    if as_json:
        print_json(entry(state, entrant))
    elif entrant.status is EntrantStatus.REJECTED:
        note(f"{name} was not accepted: {entrant.reason} {entrant.next_step}", style="yellow")
    elif entrant.status is EntrantStatus.DROPPED:
        say(f"{name} has dropped.")
    elif entrant.status is EntrantStatus.REGISTERED and entrant.checked_in:
        say(f"{name} is checked in.")
    elif entrant.status is EntrantStatus.REGISTERED:
        here = ", not checked in" if state.check_in is Phase.OPEN else ""
        say(f"{name} is registered, place {entrant.order} in line{here}.")
    elif entrant.status is EntrantStatus.WAITLISTED:
        say(f"{name} is on the waitlist, position {waitlist_position(state, entrant)}.")
    else:
        seat = "a seat is held" if entrant.seated else "no seat is free yet"
        say(f"{name}: received, still being checked; place {entrant.order} in line is kept, {seat}. {entrant.reason}")
    return Exit.REFUSED if entrant.status is EntrantStatus.REJECTED else None


def _status_words(one: dict[str, Any]) -> str:
    if one["waitlist_position"]:
        return f"waitlist {one['waitlist_position']}"
    return str(one["status"])


def _record_plain(record: Any) -> dict[str, Any]:
    return {
        "seq": record.seq,
        "type": record.type,
        "at": record.at.isoformat(),
        "actor": {"kind": record.actor.kind, "id": record.actor.id},
        "facts": record.facts,
    }
