"""
Create, list and show tournaments; open and close their windows.
"""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tiltyard.cli import context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import When, json_option, tournament_option
from tiltyard.cli.output import note, print_json, print_table, say, say_gone
from tiltyard.models import Evidence, Phase, Rules, Tournament, Windows
from tiltyard.tournament import commands as c
from tiltyard.tournament.roster import phase_name
from tiltyard.tournament.text import slugify
from tiltyard.tournament.views import summary
from tiltyard.tournament.windows import Window, check_in, registration


@click.group("tournament")
def tournament_command() -> None:
    """Create, list and show tournaments."""


@tournament_command.command("create")
@click.argument("title")
@click.option("--capacity", type=int, default=32, show_default=True, help="Seats.")
@click.option(
    "--identity",
    type=click.Choice([level.value for level in Evidence]),
    default=Evidence.SHAPE.value,
    show_default=True,
    help="Evidence a name needs: written like a Riot ID, the account exists, the account is theirs.",
)
@click.option("--slug", help="Its name in addresses. Default: made from the title.")
@click.option("--registration-opens", type=When(), help="Default: at once.")
@click.option("--registration-closes", type=When(), help="Default: by hand.")
@click.option("--check-in-opens", type=When(), help="Default: by hand.")
@click.option("--check-in-closes", type=When(), help="Default: by hand.")
@click.option("--closed", is_flag=True, help="Do not open registration yet.")
@json_option
@context.command
async def create(
    title: str,
    capacity: int,
    identity: str,
    slug: str | None,
    registration_opens: datetime | None,
    registration_closes: datetime | None,
    check_in_opens: datetime | None,
    check_in_closes: datetime | None,
    closed: bool,
    as_json: bool,
) -> Exit | None:
    """Begin a tournament."""
    windows = Windows(
        *(_utc(one) for one in (registration_opens, registration_closes, check_in_opens, check_in_closes))
    )
    rules = Rules(capacity=capacity, identity=Evidence(identity), windows=windows)
    tournament = context.in_scope(slug or slugify(title))
    async with context.opened(plugins=False) as app:
        asked = c.CreateTournament(tournament=tournament, actor=context.actor(), title=title, rules=rules)
        if no := context.refused(await app.desk.handle(asked), as_json=as_json):
            return no
        if not closed and registration_opens is None:
            await app.desk.handle(c.OpenRegistration(tournament=tournament, actor=context.actor()))
        state = await app.desk.state(tournament)
        print_json(summary(state)) if as_json else _show(state)
    return None


@tournament_command.command("list")
@json_option
@context.command
async def list_tournaments(as_json: bool) -> None:
    """Show all tournaments."""
    async with context.opened(plugins=False) as app:
        states = await app.desk.tournaments()
    if as_json:
        print_json([summary(state) for state in states])
        return
    if not states:
        note('There is no tournament yet. Create one: tiltyard tournament create "My Cup".')
        return
    rows = [
        (
            state.slug,
            state.name,
            f"{counts['seated']}/{state.rules.capacity}",
            counts["waiting"],
            counts["checked_in"],
            phase_name(state.registration),
            phase_name(state.check_in),
        )
        for state in states
        for counts in [summary(state)["counts"]]
    ]
    print_table(("name", "title", "seats", "waiting", "checked in", "registration", "check-in"), rows)


@tournament_command.command("show")
@tournament_option
@json_option
@context.command
async def show(wanted: str | None, as_json: bool) -> None:
    """Show one tournament."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
        gone = await context.gone(app, state)
    if as_json:
        print_json(summary(state))
        return
    _show(state)
    say_gone(gone)


_window_argument = click.argument("window", type=click.Choice(["registration", "check-in"]))


@click.command("open")
@_window_argument
@tournament_option
@json_option
@context.command
async def open_command(window: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Open registration or check-in. After its closing time it stays open until it is closed by hand."""
    return await _turn(window, c.OpenRegistration, c.OpenCheckIn, wanted, as_json=as_json)


@click.command("close")
@_window_argument
@tournament_option
@json_option
@context.command
async def close_command(window: str, wanted: str | None, as_json: bool) -> Exit | None:
    """Close registration or check-in."""
    return await _turn(window, c.CloseRegistration, c.CloseCheckIn, wanted, as_json=as_json)


async def _turn(
    window: str,
    for_registration: type[c.Command],
    for_check_in: type[c.Command],
    wanted: str | None,
    *,
    as_json: bool,
) -> Exit | None:
    kind, look = (for_registration, registration) if window == "registration" else (for_check_in, check_in)
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        answer = await app.desk.handle(kind(tournament=state.id, actor=context.actor()))
        if no := context.refused(answer, as_json=as_json):
            return no
        await context.settle(app)
        state = await app.desk.state(state.id)
    print_json(summary(state)) if as_json else say(f"{state.name}: {window} is {_window_words(look(state))}.")
    return None


def _show(state: Tournament) -> None:
    counts = summary(state)["counts"]
    rows = [
        ("name in commands", state.slug),
        ("seats", f"{counts['seated']} of {state.rules.capacity} taken, {counts['waiting']} waiting"),
        ("checked in", counts["checked_in"]),
        ("being checked", counts["pending"]),
        ("registration", _window_words(registration(state))),
        ("check-in", _window_words(check_in(state))),
        ("identity", f"{state.rules.identity.value} evidence is asked for"),
    ]
    if state.binding:
        rows.append(("mirrored in", str(state.binding)))
    print_table(("", ""), rows, title=state.name)


def _window_words(window: Window) -> str:
    opens = f", opens {window.opens_at:%Y-%m-%d %H:%M} UTC" if window.opens_at else ""
    closes = f", closes {window.closes_at:%Y-%m-%d %H:%M} UTC" if window.closes_at else ""
    return (
        phase_name(window.phase)
        + {
            Phase.NOT_YET: opens + closes,
            Phase.OPEN: closes or " until it is closed by hand",
            Phase.CLOSED: "",
        }[window.phase]
    )


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
