"""
Show the demo.
"""

from __future__ import annotations

import asyncio
import random
import shlex
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from tiltyard.cli import context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import chosen_ports, port_options
from tiltyard.cli.output import note, print_json, print_table, say
from tiltyard.cli.progress import Tell, progress
from tiltyard.cli.rows import columns_document, say_columns
from tiltyard.cli.run import stop_asked
from tiltyard.models import EventRecord, Tournament
from tiltyard.rows.claims import read_claims
from tiltyard.tournament.codec import decode
from tiltyard.tournament.narrate import narrate
from tiltyard.tournament.roster import seated, waiting

if TYPE_CHECKING:
    from tiltyard.demo.stage import Stage
    from tiltyard.errors import PortInUse

_SILENT = "SignUpReceived", "IdentityLinked"


@click.command("demo")
@click.option("--once", is_flag=True, help="Play to the end without pauses, and exit.")
@click.option("--json", "as_json", is_flag=True, help="With --once: only the numbers, as JSON.")
@click.option("--seed", type=int, default=7, show_default=True, help="The same seed plays the same evening.")
@port_options
@context.command
async def demo_command(
    once: bool,
    as_json: bool,
    seed: int,
    api_port: int | None,
    web_port: int | None,
) -> Exit | None:
    """Watch a tournament desk at work on a shipped sign-up sheet; needs no account anywhere.

    Runs in a directory of its own that is removed afterwards. Ctrl-C ends it and everything it started.
    """
    if as_json and not once:
        raise click.UsageError("--json needs --once: the numbers are known at the end.")
    settings = context.read_settings()
    with _own_directory(settings) as own:
        return await _show(own, seed, chosen_ports(api_port, web_port), _Display(quiet=as_json), once=once)


@contextmanager
def _own_directory(settings: Any) -> Iterator[Any]:
    """The same settings in a fresh data directory, so that the demo can neither see nor touch real tournaments."""
    directory = Path(tempfile.mkdtemp(prefix="tiltyard-demo-"))
    try:
        yield attrs.evolve(settings, data_dir=directory, journal=type(settings.journal)())
    finally:
        shutil.rmtree(directory, ignore_errors=True)


async def _show(settings: Any, seed: int, ports: dict[str, int], display: _Display, *, once: bool) -> Exit | None:
    from tiltyard.app import open_app
    from tiltyard.demo.stage import Stage

    stop = stop_asked()
    async with open_app(settings, new_id=_seeded_ids(seed)) as app:
        stage = Stage(app, seed)
        playing = asyncio.create_task(_play(stage, settings.data_dir, ports, display, once=once))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({playing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if playing.done():
                playing.result()
                return None
        finally:
            for task in (playing, stopping):
                task.cancel()
            await asyncio.gather(playing, stopping, return_exceptions=True)
        display.say("\nclosing the desk")
        return None if display.reached_the_end else Exit.INTERRUPTED


async def _play(stage: Stage, directory: Path, ports: dict[str, int], display: _Display, *, once: bool) -> None:
    display.created(await stage.create())
    read = await stage.read(directory)
    display.columns(columns_document(read), filled=len(read_claims(read.table, read.settled.mapping)))
    with display.signing_up() as tell:
        report = await stage.sign_up(read, tell)
    left = await stage.verify()
    display.verified(report, await stage.state(), left)
    await stage.open_check_in()
    display.check_in_is_open()
    if once:
        display.addresses(await stage.start_services_anywhere(ports, display.elsewhere))
    else:
        display.addresses(await stage.start_services(ports))
        display.try_it(directory)
    # Followed from here on: until now everything had its turn in order, so that the same seed gives the same numbers.
    async with asyncio.TaskGroup() as group:
        following = group.create_task(stage.follow())
        with display.evening(await stage.state()) as happened:
            await stage.play(_no_pause if once else asyncio.sleep, happened)
        display.ended(await stage.numbers())
        if not once:
            display.stays_open()
            await following
        following.cancel()


async def _no_pause(_after_s: float) -> None:
    await asyncio.sleep(0)


def _seeded_ids(seed: int) -> Callable[[], str]:
    source = random.Random(seed)  # noqa: S311 # ids of a demo; real ones come from the system's entropy
    return lambda: f"{source.getrandbits(80):020x}"


class _Display:
    """What the demo prints, scene by scene."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self.reached_the_end = False

    def say(self, words: str, style: str = "") -> None:
        if not self._quiet:
            say(words, style=style)

    def created(self, state: Tournament) -> None:
        windows = state.rules.windows
        self.say(f"{state.name}: {state.rules.capacity} seats", "bold")
        self.say(
            f"check-in window: {windows.check_in_opens_at:%H:%M} to {windows.check_in_closes_at:%H:%M} UTC; "
            f"identity policy: {state.rules.identity.value} (a name must be written like a Riot ID; nobody asks Riot)"
        )

    def columns(self, document: dict[str, Any], *, filled: int) -> None:
        if not self._quiet:
            self.say(
                f"\nThe sign-up sheet: {document['rows']} lines below its header, {filled} of them filled in", "bold"
            )
            say_columns(document)

    @contextmanager
    def signing_up(self) -> Iterator[Tell]:
        self.say("\nSigning everyone up, in the sheet's order", "bold")
        with self._progress("rows") as tell:
            yield tell

    def verified(self, report: Any, state: Tournament, left: Sequence[str]) -> None:
        if self._quiet:
            return
        refused = [(one.row_number, one.refusal.code, str(one.refusal)) for one in report.outcomes if one.refusal]
        rows = {one.person: one.row_number for one in report.outcomes if one.person}
        refused += [
            (rows[one.person], one.code, f"{one.reason} {one.next_step}")
            for one in state.entrants.values()
            if one.status == "rejected"
        ]
        print_table(("row", "code", "not accepted, because"), sorted(refused))
        by_code = Counter(code for _row, code, _why in refused)
        note(", ".join(f"{code} {number}" for code, number in sorted(by_code.items())))
        for words in left:
            note(f"still to do: {words}")
        say(f"{len(seated(state))} seated, {len(waiting(state))} on the waitlist", style="bold")

    def check_in_is_open(self) -> None:
        self.say(
            "\nCheck-in is open: staff closed registration and opened it before its time, so that you need not wait",
            "bold",
        )

    def elsewhere(self, taken: PortInUse) -> None:
        note(f"{taken.what}: other ports are used instead")

    def addresses(self, statuses: Sequence[Any]) -> None:
        if self._quiet:
            return
        for status in statuses:
            say(f"{status.name}: {status.url}")
        if not statuses:
            note("No ready plugin brings the live page; `tiltyard plugins list` says why.")

    def try_it(self, directory: Path) -> None:
        command = shlex.join([*_this_program(), "--data-dir", str(directory), "roster"])
        # Not through `say`, which folds at the terminal's width: this is to be copied.
        click.echo(f"in another terminal: {command}")

    @contextmanager
    def evening(self, state: Tournament) -> Iterator[Callable[[list[EventRecord], Tournament], None]]:
        """Takes what happens, and the state after it."""
        with self._progress("checked in") as tell:

            def happened(records: list[EventRecord], state: Tournament) -> None:
                for record in records:
                    if record.type not in _SILENT:
                        self.say(f"  {narrate(decode(record), state)}")
                here = [one.checked_in for one in seated(state)]
                tell(sum(here), len(here), f"{len(waiting(state))} waiting")

            happened([], state)
            yield happened

    def _progress(self, words: str) -> AbstractContextManager[Tell]:
        return nullcontext(_tell_nobody) if self._quiet else progress(words)

    def ended(self, numbers: Any) -> None:
        self.reached_the_end = True
        if self._quiet:
            print_json(attrs.asdict(numbers))
            return
        self.say(
            f"\n{numbers.read} rows read = {sum(numbers.refused.values())} refused + {numbers.seated} seated + "
            f"{numbers.waiting} waiting + {numbers.dropped} dropped; {numbers.promoted} promoted, "
            f"{numbers.checked_in} checked in",
            "bold",
        )

    def stays_open(self) -> None:
        self.say("Everyone who will come is here. The live page stays up; Ctrl-C closes the desk.")


def _this_program() -> list[str]:
    """What to type to run this very `tiltyard`, whether or not its environment is active."""
    program = Path(sys.argv[0]).absolute()
    return [sys.executable, "-m", "tiltyard"] if program.name == "__main__.py" else [str(program)]


def _tell_nobody(_done: int, _of: int, _more: str = "", /) -> None:
    """Who wants the numbers only does not watch."""
