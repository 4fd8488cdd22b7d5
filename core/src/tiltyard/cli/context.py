"""
What every command begins with: settings, an open app, a tournament; and how it ends when something is wrong.
"""

from __future__ import annotations

import asyncio
import functools
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn, ParamSpec

import attrs
import click
from attrs import frozen

from tiltyard.cli.bug import told
from tiltyard.cli.exits import Exit, exit_for
from tiltyard.cli.output import err, note, print_json, printable, say_no
from tiltyard.errors import BadInput, SettingsError, TiltyardError
from tiltyard.models import Actor, Entrant, PersonId, Refusal, Tournament, TournamentId
from tiltyard.tournament import refusals
from tiltyard.tournament.answers import Answer, Refused
from tiltyard.tournament.roster import IN_LINE, find, whom
from tiltyard.tournament.text import tournament_id

# The app is imported inside functions: `tiltyard --help` and completion must not wait for a database library.

P = ParamSpec("P")

_CLICKS_OWN = (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError)
"""What click itself ends a command with."""

LOCAL = "local"
DRAIN_WITHIN_S = 10.0


@frozen
class Options:
    """What stands before the command's name.

    left_out  plugins to do without, by entry point or distribution
    """

    config: Path | None = None
    data_dir: Path | None = None
    left_out: tuple[str, ...] = ()
    safe_mode: bool = False


class SaidNo(Exception):
    """The rules would refuse it: what was named is not there. Ends the command as any other refusal does."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(str(refusal))


def actor() -> Actor:
    """Whoever sits at this terminal."""
    name = os.environ.get("USER") or os.environ.get("USERNAME") or "operator"
    return Actor("cli", name, name)


def command(function: Callable[P, Coroutine[Any, Any, Exit | None]]) -> Callable[P, None]:
    """Run an async command; turn errors into a sentence and an exit code."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = asyncio.run(function(*args, **kwargs))
        except SaidNo as no:
            code = refused(Refused(no.refusal), as_json=bool(kwargs.get("as_json")))
        except KeyboardInterrupt:
            sys.exit(Exit.INTERRUPTED)
        except _CLICKS_OWN:
            raise
        except Exception as error:  # noqa: BLE001 # the end of the line: whatever it is becomes a sentence and a code
            fail(told(error), as_json=bool(kwargs.get("as_json")))
        sys.exit(code or Exit.DONE)

    return run


def fail(error: TiltyardError, *, as_json: bool = False) -> NoReturn:
    """End with this error."""
    from tiltyard.log import scrub_value

    code = exit_for(error)
    if as_json:
        said = scrub_value({"what": error.what, "which": error.which, "next_step": error.next_step})
        print_json({"error": {**said, "exit": int(code)}})
    err.print(printable(scrub_value(f"error: {error}"), "red"))
    sys.exit(code)


def settings_sources() -> dict[str, Any]:
    """Where this command line says that settings stand: what `load_settings` takes."""
    options = _options()
    environ_config = os.environ.get("TILTYARD_CONFIG")
    config = options.config or (Path(environ_config) if environ_config else None)
    overrides = {"data_dir": str(options.data_dir)} if options.data_dir else {}
    return {"config": config, "environ": os.environ, "overrides": overrides}


def read_settings() -> Any:
    """The settings of this command line.

    raises  SettingsError
    """
    from tiltyard.log import keep_secret, set_up_logging
    from tiltyard.settings import load_settings, secret_values

    settings = load_settings(**settings_sources())
    keep_secret(secret_values(settings))
    set_up_logging(settings.log)
    return attrs.evolve(settings, plugins=_without(settings.plugins, _options()))


def _options() -> Options:
    return click.get_current_context().find_object(Options) or Options()


def _without(plugins: Any, options: Options) -> Any:
    """The settings of plugins, with what the command line leaves out added to what they leave out themselves."""
    from tiltyard.host.discovery import discover

    installed = discover() if options.left_out else []
    for name in options.left_out:
        if not any(plugin.answers_to(name) for plugin in installed):
            known = ", ".join(plugin.name for plugin in installed)
            raise SettingsError("there is no such plugin", which=f"--no-plugin {name}", next_step=f"There is: {known}.")
    return attrs.evolve(
        plugins,
        disabled=(*plugins.disabled, *options.left_out),
        safe_mode=plugins.safe_mode or options.safe_mode,
    )


@asynccontextmanager
async def opened(*, plugins: bool = True, settings: Any = None) -> AsyncIterator[Any]:
    """An open app for one command.

    plugins  False for commands that ask no plugin: they start faster
    """
    from tiltyard.app import open_app

    async with open_app(settings or read_settings(), plugins=None if plugins else ()) as app:
        yield app


async def pick_tournament(app: Any, wanted: str | None) -> Tournament:
    """The tournament that `-t` names; without it the only one.

    raises  SaidNo when there is none of that name, BadInput when nothing or not enough was named
    """
    known: list[Tournament] = await app.desk.tournaments()
    if wanted:
        matching = [one for one in known if wanted in (one.id, one.slug, one.name)]
        matching = matching or [one for one in known if one.id == tournament_id(LOCAL, wanted)]
    else:
        matching = known
    if len(matching) == 1:
        return matching[0]
    if wanted and not matching:
        raise SaidNo(refusals.unknown_tournament(TournamentId(wanted)))
    if not known:
        raise BadInput("there is no tournament yet", next_step='Create one: tiltyard tournament create "My Cup".')
    names = ", ".join(one.slug for one in matching)
    raise BadInput("there are several tournaments", which=names, next_step="Say which one with -t NAME.")


def no_single(wanted: str, matching: Sequence[str]) -> Exception:
    """What to raise when a name means no tournament, or several."""
    if not matching:
        return SaidNo(refusals.unknown_tournament(TournamentId(wanted)))
    return BadInput("there are several tournaments", which=", ".join(matching), next_step="Say which one by its id.")


@asynccontextmanager
async def new_journal(data_dir: Path) -> AsyncIterator[Any]:
    """A journal in another data directory than the settings'."""
    from tiltyard.clock import SystemClock
    from tiltyard.journal import Journal
    from tiltyard.settings import Settings

    journal = await Journal.open(Settings(data_dir=data_dir).journal_url, SystemClock())
    try:
        yield journal
    finally:
        await journal.close()


def pick_entrant(state: Tournament, who: str) -> Entrant:
    """Whom these words mean.

    raises  SaidNo when that is nobody, BadInput when it is not clear who
    """
    found = find(state, who)
    # Somebody who was rejected under a name must not stand in the way of whoever plays under it.
    playing = [one for one in found if one.status in IN_LINE] or found
    if not playing:
        raise SaidNo(refusals.unknown_player(who))
    if len(playing) > 1:
        places = ", ".join(f"#{one.order}" for one in playing)
        raise BadInput("several players answer to that name", which=who, next_step=f"Say which by place: {places}.")
    return playing[0]


def pick_person(state: Tournament, who: str) -> PersonId:
    """The one person whom these words mean; of a team that is named as a whole, its captain.

    raises  as `pick_entrant`
    """
    return whom(pick_entrant(state, who), who)


async def gone(app: Any, state: Tournament) -> list[dict[str, Any]]:
    """Who is still in a tournament although their row has gone from its table, as `places`."""
    from tiltyard.desk.recognition import gone_from

    return places(gone_from(await app.tables.recall(state.id, state.binding), state)) if state.binding else []


def places(entrants: Iterable[Entrant]) -> list[dict[str, Any]]:
    """Entrants by place in line and name."""
    return [{"place": one.order, "name": one.name} for one in entrants]


async def settle(app: Any) -> list[str]:
    """Do what the followers have to do after a one-shot command; say what is left."""
    left: list[str] = await app.runner.drain(DRAIN_WITHIN_S)
    for words in left:
        note(f"still to do: {words}")
    return left


def refused(answer: Answer, *, as_json: bool) -> Exit | None:
    """Say why, when the answer is a refusal; None when it is not."""
    if not isinstance(answer, Refused):
        return None
    if as_json:
        print_json(refusal_plain(answer.refusal))
    else:
        say_no(answer.refusal)
    return Exit.REFUSED


def refusal_plain(refusal: Refusal) -> dict[str, Any]:
    """A refusal as plain data."""
    return {
        "refused": {
            "code": refusal.code,
            "what": refusal.what,
            "which": refusal.which,
            "next_step": refusal.next_step,
        }
    }


def in_scope(slug: str, scope: str = LOCAL) -> TournamentId:
    """The id of a tournament that is created here."""
    return tournament_id(scope, slug)
