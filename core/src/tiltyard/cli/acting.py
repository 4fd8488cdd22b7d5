"""
Asking the desk for something, and saying what came of it: at once, or after every effect was shown.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.exits import Exit
from tiltyard.cli.output import err, note, print_json, print_table, say, say_no
from tiltyard.cli.progress import progress
from tiltyard.cli.standing import say_where, standing
from tiltyard.models import PersonId, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.codec import decode
from tiltyard.tournament.effects import MESSAGE, ROLE, ROW, Effect, count, effects, plain
from tiltyard.tournament.narrate import narrate
from tiltyard.tournament.text import counted
from tiltyard.tournament.views import summary

LOOK_EVERY_S = 0.2

_NEWS = frozenset(
    {
        "PlayerPromoted",
        "SeatOffered",
        "PlayerUnseated",
        "TeamJoined",
        "TeamLeft",
        "TeamNamed",
        "InviteEnded",
        "FreeAgentSet",
        "IdentityLinked",
        "IdentityUnlinked",
        "PeopleMerged",
    }
)
"""What follows from a command about one player and is worth saying."""


async def about_one(
    kind: type[Any], who: str, wanted: str | None, *, as_json: bool, ends_well: bool = False, **fields: Any
) -> Exit | None:
    """Ask for something about one player, and say where they stand then.

    ends_well  once it is done the exit code is 0, also when the player is not accepted then
    fields     further ones of the command; a function is called with the state to give one
    """
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        person = context.pick_person(state, who)
        more = {name: value(state) if callable(value) else value for name, value in fields.items()}
        asked = kind(tournament=state.id, actor=context.actor(), person=person, **more)
        answer = await app.desk.handle(asked)
        if no := context.refused(answer, as_json=as_json):
            return no
        await context.settle(app)
        before, state = state, await app.desk.state(state.id)
        code = say_done(state, person, answer.events, as_json=as_json, before=before)
    return None if ends_well else code


async def about_each(
    kind: type[Any],
    who: Sequence[str],
    wanted: str | None,
    *,
    as_json: bool,
    ends_well: bool = False,
    **fields: Any,
) -> Exit | None:
    """As `about_one`, for several; a refusal holds back none of the others, and makes the exit code.

    With `as_json` one player is one document, and several are a list of documents.
    """
    if len(who) == 1:
        return await about_one(kind, who[0], wanted, as_json=as_json, ends_well=ends_well, **fields)
    documents: list[Any] = []
    worst: Exit | None = None
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        people = dict.fromkeys(context.pick_person(state, one) for one in who)
        refused = {}
        for person in people:
            answer = await app.desk.handle(kind(tournament=state.id, actor=context.actor(), person=person, **fields))
            if isinstance(answer, Refused):
                refused[person] = answer.refusal
        await context.settle(app)
        state = await app.desk.state(state.id)
    for person in people:
        if person in refused:
            worst = Exit.REFUSED
            documents.append(context.refusal_plain(refused[person]))
            if not as_json:
                say_no(refused[person])
        elif as_json:
            documents.append(standing(state, person))
        else:
            code = say_where(state, person, as_json=False)
            worst = worst or (None if ends_well else code)
    if as_json:
        print_json(documents)
    return worst


def say_done(
    state: Tournament,
    person: PersonId,
    events: Sequence[Any],
    *,
    as_json: bool,
    before: Tournament | None = None,
    also: frozenset[str] = frozenset(),
) -> Exit | None:
    """Where a player stands, and whose seat or team changed because of it."""
    code = say_where(state, person, as_json=as_json)
    if not as_json:
        say_news(state, events, before=before, also=also)
    return code


def say_news(
    state: Tournament, events: Sequence[Any], *, before: Tournament | None = None, also: frozenset[str] = frozenset()
) -> None:
    """What followed and is worth saying, in a sentence each.

    before  the tournament as it was, for names that are gone
    also    types of events that are worth saying here
    """
    for record in events:
        if record.type in _NEWS | also:
            say(narrate(decode(record), state, before=before) + ".")


async def about_all(
    kind: type[Any], wanted: str | None, *, as_json: bool, words: Callable[[Tournament], str], **fields: Any
) -> Exit | None:
    """Ask for something about the tournament itself, and say how it stands then."""
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        answer = await app.desk.handle(kind(tournament=state.id, actor=context.actor(), **fields))
        if no := context.refused(answer, as_json=as_json):
            return no
        await context.settle(app)
        state = await app.desk.state(state.id)
    print_json(summary(state)) if as_json else say(words(state))
    return None


async def with_care(
    app: Any, asked: c.Command, question: str, *, dry_run: bool, yes: bool, as_json: bool, ask: bool = True
) -> Exit | None:
    """Show every effect; then ask, do it, and show how far the followers are.

    question  what is asked before it is done
    ask       False: nothing is asked, the effects are shown all the same
    """
    foretold = await app.desk.preview(asked)
    if foretold.refusal:
        return context.refused(Refused(foretold.refusal), as_json=as_json)
    found = effects(foretold.before, foretold.after)
    if dry_run:
        say_effects(found, as_json=as_json)
        return None
    if ask and not yes:
        may_ask(as_json=as_json)
        say_effects(found, as_json=False)
        click.confirm(question, abort=True, err=True)
    before = await app.desk.state(asked.tournament)
    answer = await app.desk.handle(asked)
    if no := context.refused(answer, as_json=as_json):
        return no
    left = await settle_in_sight(app)
    found = effects(before, await app.desk.state(asked.tournament))
    if as_json:
        print_json({"command_id": answer.command_id, "effects": [plain(one) for one in found], "left": left})
    elif ask and not yes:
        say(f"Done: {_in_short(found)}.")
    else:
        say_effects(found, as_json=False)
    return None


def may_ask(*, as_json: bool) -> None:
    """Refuse to ask where nobody can answer.

    raises  click.UsageError
    """
    if as_json or not sys.stdin.isatty():
        raise click.UsageError("This asks first, and nobody can answer here. Look with --dry-run, then say --yes.")


def say_effects(found: Sequence[Effect], *, as_json: bool) -> None:
    """Every effect, as a table or as one document."""
    if as_json:
        print_json({"effects": [plain(one) for one in found]})
        return
    if not found:
        say("Nothing changes.")
        return
    rows = [(one.name, f"{one.kind}: {one.what}".replace("_", " "), one.before, one.after) for one in found]
    print_table(("who", "what", "before", "after"), rows)
    note(_in_short(tuple(found)))


def _in_short(found: tuple[Effect, ...]) -> str:
    people = len({one.person for one in found if one.person})
    kinds = ((ROW, "cell"), (ROLE, "role"), (MESSAGE, "message"))
    counts = ", ".join(counted(count(found, kind), thing) for kind, thing in kinds)
    return f"{people} {'person' if people == 1 else 'people'}: {counts}"


async def settle_in_sight(app: Any) -> list[str]:
    """As `settle`, with a bar of how much of the news the followers have dealt with."""
    most = await app.runner.behind()
    with progress("followed", console=err) as tell:
        settling = asyncio.create_task(context.settle(app))
        while not settling.done():
            left = await app.runner.behind()
            most = max(most, left)
            tell(most - left, most)
            await asyncio.wait({settling}, timeout=LOOK_EVERY_S)
        tell(most - await app.runner.behind(), most)
    return settling.result()
