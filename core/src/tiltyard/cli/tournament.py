"""
Create, list and show tournaments; open and close their windows.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import click

from tiltyard.cli import acting, context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import Duration, When, json_option, scope_option, tournament_option
from tiltyard.cli.output import note, print_json, print_table, say, say_gone
from tiltyard.cli.rules import chosen, rules_options
from tiltyard.cli.standing import held_words
from tiltyard.models import Mode, Phase, Rules, Schedule, Tournament, WallTime, Windows
from tiltyard.tournament import commands as c
from tiltyard.tournament import effects
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.roster import phase_name
from tiltyard.tournament.text import slugify
from tiltyard.tournament.views import summary
from tiltyard.tournament.windows import Window, check_in, registration


@click.group("tournament")
def tournament_command() -> None:
    """Create, list and show tournaments."""


@tournament_command.command("create")
@click.argument("title")
@rules_options
@click.option("--slug", help="Its name in addresses. Default: made from the title.")
@scope_option
@click.option("--closed", is_flag=True, help="Do not open registration yet.")
@json_option
@context.command
async def create(title: str, slug: str | None, scope: str, closed: bool, as_json: bool, **options: Any) -> Exit | None:
    """Begin a tournament. Rules that are not given are those of `tiltyard guild defaults`; registration opens at once.

    Without any defaults it has 32 seats.
    """
    tournament = context.in_scope(slug or slugify(title), scope)
    async with context.opened(plugins=False) as app:
        defaults = (await app.desk.guild(scope)).defaults or Rules(capacity=32)
        rules = attrs.evolve(defaults, **chosen(options, defaults))
        asked = c.CreateTournament(tournament=tournament, actor=context.actor(), title=title, rules=rules)
        if no := context.refused(await app.desk.handle(asked), as_json=as_json):
            return no
        if not closed and rules.windows.registration_opens_at is None:
            await app.desk.handle(c.OpenRegistration(tournament=tournament, actor=context.actor()))
        state = await app.desk.state(tournament)
        print_json(summary(state)) if as_json else _show(state)
    return None


@tournament_command.command("clone")
@click.argument("source")
@click.argument("title")
@click.option("--shift", "shift_s", type=Duration(), help="Times as much later, such as 7d. Default: no times.")
@click.option("--slug", help="Its name in addresses. Default: made from the title.")
@click.option("--table", is_flag=True, help="Mirror it in the table of SOURCE as well.")
@json_option
@context.command
async def clone(
    source: str, title: str, shift_s: int | None, slug: str | None, table: bool, as_json: bool
) -> Exit | None:
    """Begin a tournament with the rules and the staff of SOURCE. Nobody is signed up, and registration is not open."""
    me = context.actor()
    async with context.opened(plugins=table) as app:
        model = await context.pick_tournament(app, source)
        tournament = context.in_scope(slug or slugify(title), model.scope)
        if table and model.binding:
            no_mirror = await app.mirror.may_mirror(await app.tables.fetch(model.binding), tournament)
            if no_mirror and (no := context.refused(Refused(no_mirror), as_json=as_json)):
                return no
        asked = c.CreateTournament(
            tournament=tournament,
            actor=me,
            title=title,
            rules=_later(model.rules, shift_s),
            staff=model.staff,
            cloned_from=model.id,
        )
        if no := context.refused(await app.desk.handle(asked), as_json=as_json):
            return no
        if table and model.binding:
            await app.desk.handle(c.BindRows(tournament=tournament, actor=me, source=model.binding))
            await context.settle(app)
        state = await app.desk.state(tournament)
        print_json(summary(state)) if as_json else _show(state)
    return None


def _later(rules: Rules, by_s: int | None) -> Rules:
    """The same rules for another evening: as much later on the clock, also where the clocks change in between."""
    if by_s is None or rules.schedule is None:
        return attrs.evolve(rules, schedule=None, windows=Windows(), starts_at=None)
    said = {field.name: getattr(rules.schedule, field.name) for field in attrs.fields(Schedule)}
    moved: dict[str, Any] = {name: _shifted(when, by_s) for name, when in said.items() if isinstance(when, WallTime)}
    return attrs.evolve(rules, schedule=attrs.evolve(rules.schedule, **moved))


def _shifted(when: WallTime, by_s: int) -> WallTime:
    at = datetime.fromisoformat(when.at) + timedelta(seconds=by_s)
    return attrs.evolve(when, at=at.isoformat(timespec="minutes"))


@tournament_command.command("archive")
@tournament_option
@json_option
@context.command
async def archive(wanted: str | None, as_json: bool) -> Exit | None:
    """Put a tournament away: from then on nothing in it changes, neither here nor outside."""
    return await acting.about_all(c.Archive, wanted, as_json=as_json, words=lambda state: f"{state.name} is archived.")


@tournament_command.command("unarchive")
@tournament_option
@json_option
@context.command
async def unarchive(wanted: str | None, as_json: bool) -> Exit | None:
    """Take it out again."""
    return await acting.about_all(
        c.Unarchive, wanted, as_json=as_json, words=lambda state: f"{state.name} is in use again."
    )


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
            f"{counts['seated']}/{state.rules.seats}",
            counts["waiting"],
            counts["checked_in"],
            phase_name(state.registration),
            phase_name(state.check_in),
            _notes(state),
        )
        for state in states
        for counts in [summary(state)["counts"]]
    ]
    print_table(("name", "title", "seats", "waiting", "checked in", "registration", "check-in", ""), rows)


def _notes(state: Tournament) -> str:
    return ", ".join(words for words, holds in (("paused", state.paused), ("archived", state.archived_at)) if holds)


@tournament_command.command("show")
@tournament_option
@json_option
@context.command
async def show(wanted: str | None, as_json: bool) -> None:
    """Show one tournament."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
        gone = await context.gone(app, state)
        table = await app.mirror.standing(state.id)
    if as_json:
        print_json({**summary(state), "table": table and table_document(table)})
        return
    _show(state)
    say_gone(gone)
    for words in table.words if table else ():
        say(words, style="yellow")


def table_document(table: Any) -> dict[str, Any]:
    """How a table stands to its tournament, as plain data."""
    behind, held = table.behind, table.held
    return {
        "source": str(table.source),
        "behind": behind and {"changes": behind.changes, "since": behind.since.isoformat()},
        "trouble": table.trouble and {"since": table.trouble.since.isoformat(), "why": table.trouble.why},
        "held": held and {"since": held.since.isoformat(), "why": held.why, "players": len(held.people)},
        "for_staff": len(table.entries),
    }


_window_argument = click.argument("window", type=click.Choice(["registration", "check-in"]))


@click.command("open")
@_window_argument
@click.option("--round", "before", type=int, help="Check-in before this round; for another one it starts anew.")
@click.option("--closes", type=When(), help="When check-in closes by itself.")
@tournament_option
@json_option
@context.command
async def open_command(
    window: str, before: int | None, closes: datetime | None, wanted: str | None, as_json: bool
) -> Exit | None:
    """Open registration or check-in. After its closing time it stays open until it is closed by hand."""
    if window == "registration" and (before is not None or closes is not None):
        raise click.UsageError("--round and --closes are for check-in.")
    more = {"round": before, "closes_at": closes and closes.astimezone(UTC)}
    given = {name: value for name, value in more.items() if value is not None}
    return await _turn(window, c.OpenRegistration, c.OpenCheckIn, wanted, as_json=as_json, **given)


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
    **more: Any,
) -> Exit | None:
    kind, look = (for_registration, registration) if window == "registration" else (for_check_in, check_in)
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        answer = await app.desk.handle(kind(tournament=state.id, actor=context.actor(), **more))
        if no := context.refused(answer, as_json=as_json):
            return no
        await context.settle(app)
        state = await app.desk.state(state.id)
    if as_json:
        print_json(summary(state))
        return None
    say(f"{state.name}: {window} is {_window_words(look(state))}{_grace_words(state) if look is check_in else ''}.")
    acting.say_news(state, answer.events, also=frozenset({"PlayerNoShow"}))
    if words := held_words(state):
        say(f"{words}.")
    return None


def _show(state: Tournament) -> None:
    view = summary(state)
    counts = view["counts"]
    unit = "teams" if state.rules.mode is Mode.DOUBLE_UP else "seats"
    rows = [
        ("name in commands", state.slug),
        (unit, f"{counts['seated']} of {state.rules.seats} taken, {counts['waiting']} waiting"),
        ("checked in", counts["checked_in"]),
        ("being checked", _being_checked(counts)),
        ("registration", _window_words(registration(state))),
        ("check-in", _check_in_words(state)),
        ("identity", f"{state.rules.identity.value} evidence is asked for"),
        ("who may play", effects.words("eligibility", state.rules.eligibility)),
    ]
    rows += [(words, counts[name]) for name, words in _OUT.items() if counts[name]]
    rows += [(words, what) for words, what, holds in _special(state) if holds]
    print_table(("", ""), rows, title=state.name)


_OUT = {"offered": "seats offered", "no_shows": "no-shows", "disqualified": "disqualified"}


def _being_checked(counts: dict[str, int]) -> str:
    staff = f", {counts['for_staff']} of them wait for staff: tiltyard accept or reject" if counts["for_staff"] else ""
    return f"{counts['pending']}{staff}"


def _check_in_words(state: Tournament) -> str:
    before = f"round {state.check_in_round}: " if state.check_in_round else ""
    return before + _window_words(check_in(state)) + _grace_words(state)


def _grace_words(state: Tournament) -> str:
    return f", late ones count until {state.grace_until:%H:%M} UTC" if state.grace_until else ""


def _special(state: Tournament) -> tuple[tuple[str, str, bool], ...]:
    """What holds now and is not the usual: (what, in words, whether it holds)."""
    archived = f"since {state.archived_at:%Y-%m-%d %H:%M} UTC; nothing changes" if state.archived_at else ""
    return (
        ("not here", held_words(state), state.no_shows_held),
        ("teams", "locked", state.teams_locked),
        ("paused", "nothing outside changes until tiltyard resume", state.paused),
        ("archived", archived, bool(archived)),
        ("mirrored in", str(state.binding), state.binding is not None),
    )


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
