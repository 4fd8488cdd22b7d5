"""
The checks. Each looks at one promise of a plugin and says in a sentence how it is broken.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import click
import structlog
from attrs import frozen

from tiltyard.host import Host
from tiltyard.models import (
    Challenge,
    ColumnGuess,
    Evidence,
    Finding,
    Placements,
    Rank,
    RowTable,
    ServiceSpec,
    Tier,
    Verdict,
)
from tiltyard.outcome import FaultKind
from tiltyard.testing.conformance.inputs import FOREIGN
from tiltyard.testing.conformance.network import no_network
from tiltyard.testing.conformance.samples import ask, calls_of
from tiltyard.testing.conformance.subject import NAME, NotApplicable, NotConforming, Subject

IMPORT_MOST = 8.0
"""How many times what core's own import takes, in the same process: a host waits for each plugin in turn."""

IMPORT_MOST_S = 1.5
"""Less is quick enough on any machine."""

IMPORT_GIVEN_UP_S = 60.0
ENDS_WITHIN_S = 5.0
"""How long a thread may go on after its call was given up."""

AT_ONCE = 20
ROUNDS = 10
BLOCKED_EACH_TIME = 3
"""A busy machine holds anybody up once; who blocks the loop does so each time."""


@frozen
class Check:
    """One promise.

    name  what `skip` calls it
    how   how it is looked at
    """

    name: str
    promise: str
    how: str
    run: Callable[[Subject], None]


CHECKS: list[Check] = []


def check(promise: str) -> Callable[[Callable[[Subject], None]], Callable[[Subject], None]]:
    """Add a function to the checks, under its own name."""

    def add(run: Callable[[Subject], None]) -> Callable[[Subject], None]:
        CHECKS.append(Check(run.__name__, promise, inspect.getdoc(run) or "", run))
        return run

    return add


def _async(body: Callable[[Subject], Awaitable[None]]) -> Callable[[Subject], None]:
    """A check that needs an event loop, with the network unplugged."""

    def run(subject: Subject) -> None:
        async def main() -> None:
            await body(subject)

        with no_network():
            asyncio.run(main())

    run.__name__, run.__doc__ = body.__name__, body.__doc__
    return run


# --------------------------------------------------------------------------------------------------------------- import

_IMPORT = """
import json, sys, threading, time
begun = time.process_time()
import tiltyard.hookspecs, tiltyard.plugin, tiltyard.settings
core_s = time.process_time() - begun
tried = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen", "os.system"):
        tried.append(event)
        raise RuntimeError("not while importing: " + event)
sys.addaudithook(watch)
begun = time.process_time()
try:
    __import__(sys.argv[1])
except ModuleNotFoundError as error:
    if error.name != sys.argv[1].partition(".")[0]:
        raise
    print(json.dumps({"absent": True}))
else:
    threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    took_s = time.process_time() - begun
    print(json.dumps({"took_s": took_s, "core_s": core_s, "threads": threads, "tried": tried}))
"""


@check("Importing it is quick, starts nothing and asks nobody.")
def imports_quietly(subject: Subject) -> None:
    """In a process of its own."""
    module = subject.plugin.__module__
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(  # noqa: S603 # this very interpreter, and a module's name
        [sys.executable, "-c", _IMPORT, module],
        env=environ,
        capture_output=True,
        text=True,
        timeout=IMPORT_GIVEN_UP_S,
        check=False,
    )
    if done.returncode != 0:
        raise NotConforming(f"importing {module} fails: {done.stderr.strip().splitlines()[-1:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    if told.get("absent"):
        raise NotApplicable(f"{module} is no module that another process can import")
    if told["tried"]:
        raise NotConforming(f"importing {module} does what only `start` may do: {', '.join(told['tried'])}")
    if told["threads"]:
        raise NotConforming(f"importing {module} starts threads: {', '.join(told['threads'])}")
    if told["took_s"] > max(IMPORT_MOST_S, IMPORT_MOST * told["core_s"]):
        raise NotConforming(f"importing {module} takes {told['took_s']:.1f} s; import what is heavy where it is used")


# ----------------------------------------------------------------------------------------------------------- signatures


@check("Its hooks are hooks, with arguments that are asked.")
def signatures_match(subject: Subject) -> None:
    """Misspelt hooks, defaults, keyword-only arguments, wrappers and generators show here."""
    subject.answers()


@check("Each of its settings has a default and a sentence that says what it is for.")
def settings_are_told(subject: Subject) -> None:
    """What has no default cannot be left out of a sample file; what has no help cannot be documented."""
    kind = getattr(subject.plugin, "Settings", None)
    if kind is None:
        raise NotApplicable("it has no settings")
    if not attrs.has(kind):
        raise NotConforming(f"{kind.__name__} is no attrs class")
    for field in attrs.fields(kind):
        if field.default is attrs.NOTHING:
            raise NotConforming(f"setting {field.name} has no default; let `start` raise NeedsSetup when it is not set")
        if not field.metadata.get("help"):
            raise NotConforming(f"setting {field.name} has no help: make it with tiltyard.settings.setting(...)")


@check("Each command that it adds has a sentence of help, and so has each option; it adds them without being started.")
@_async
async def commands_are_told(subject: Subject) -> None:
    """Commands of groups included."""
    added = await subject.commands()
    if added.failed:
        raise NotConforming(f"register_commands fails: {'; '.join(added.failed.values())}")
    if "register_commands" not in subject.answers().hooks:
        raise NotApplicable("it adds no command")
    if not added.commands:
        raise NotConforming("register_commands adds nothing to the group that it is handed")
    if silent := [words for name, command in added.commands.items() for words in _silent(name, command)]:
        raise NotConforming(f"no help at {', '.join(silent)}")


# ------------------------------------------------------------------------------------------------------ start and stop


@check("It starts and stops again and again, and stopping twice or before a start is no mistake.")
@_async
async def starts_and_stops(subject: Subject) -> None:
    """Nothing may be left behind either: the host of the check looks."""
    for _ in range(ROUNDS):
        async with subject.host():
            pass
    stop = getattr(subject.plugin(), "stop", None)
    for times in ("before it was started", "a second time"):
        if stop is None:
            return
        try:
            await stop() if asyncio.iscoroutinefunction(stop) else stop()
        except Exception as error:
            raise NotConforming(f"`stop` {times} raises {type(error).__name__}: {error}") from error


# --------------------------------------------------------------------------------------------------------------- calls


@check("Whatever it is asked, it gives a valid answer or a typed error.")
@_async
async def answers_are_valid(subject: Subject) -> None:
    """Generated questions, the odd ones included."""
    calls = calls_of(subject)
    async with subject.host() as host:
        for question, arguments in calls:
            outcome = await ask(host, subject, question, arguments)
            if outcome.fault:
                raise NotConforming(f"{question.hook} {outcome.fault}; asked: {_short(arguments)}")
            for wrong in _wrong_with(outcome.value, arguments):
                raise NotConforming(f"{question.hook} {wrong}; asked: {_short(arguments)}")


@check("It says nothing about tables and services that are not its own.")
@_async
async def leaves_others_alone(subject: Subject) -> None:
    """A source of a scheme that nobody knows, services that nobody brings."""
    others = {"fetch_rows", "write_rows", "manage_service"}
    calls = [one for one in calls_of(subject) if one[0].hook in others]
    if not calls:
        raise NotApplicable("it answers no hook that is about one plugin's own things")
    async with subject.host() as host:
        for question, arguments in calls:
            outcome = await ask(host, subject, question, arguments)
            if outcome.value is not None or outcome.error:
                said = outcome.error or "an answer"
                raise NotConforming(f"{question.hook} gives {said} where it should give None: scheme {FOREIGN!r}")


@check("It can be cancelled at any moment and answers the next call as ever.")
@_async
async def cancels_cleanly(subject: Subject) -> None:
    """Each call is cancelled after a few more turns of the loop than the one before."""
    calls = calls_of(subject)
    async with subject.host() as host:
        for turns, (question, arguments) in enumerate(calls):
            asking = asyncio.ensure_future(ask(host, subject, question, arguments))
            for _ in range(turns % 8):
                await asyncio.sleep(0)
            asking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asking
            await _ended(host, question.hook, "was cancelled")
        question, arguments = calls[0]
        outcome = await ask(host, subject, question, arguments)
        if outcome.fault:
            raise NotConforming(f"{question.hook} after a cancelled call: {outcome.fault}")


@check("It ends when its time is over.")
@_async
async def keeps_deadlines(subject: Subject) -> None:
    """With next to no time; a plain `def` cannot be stopped, but must end soon."""
    calls = calls_of(subject)
    async with subject.host() as host:
        for question, arguments in calls[:: len(calls) // AT_ONCE + 1]:
            outcome = await ask(host, subject, question, arguments, within_s=0.001)
            if outcome.fault and outcome.fault.kind not in (FaultKind.LATE, FaultKind.HUNG):
                raise NotConforming(f"{question.hook} {outcome.fault}")
            await _ended(host, question.hook, "was given up")


@check("It never keeps the event loop to itself for a tenth of a second.")
@_async
async def never_blocks(subject: Subject) -> None:
    """Only an `async def` can: a plain `def` runs in a thread."""
    calls = calls_of(subject)
    async with subject.host() as host:
        for question, arguments in calls:
            blocked = [await _blocks(host, subject, question, arguments)]
            while blocked[-1] and len(blocked) < BLOCKED_EACH_TIME:
                blocked.append(await _blocks(host, subject, question, arguments))
            if all(blocked):
                raise NotConforming(
                    f"{question.hook} kept the event loop for {min(blocked):.2f} s; asked: {_short(arguments)}. "
                    "Await in between, or make it a plain `def`, which runs in a thread."
                )


@check("It answers many calls at the same time as it answers one.")
@_async
async def bears_many_at_once(subject: Subject) -> None:
    """The same questions, all at once."""
    calls = calls_of(subject)
    async with subject.host() as host:
        for begin in range(0, len(calls), AT_ONCE):
            batch = calls[begin : begin + AT_ONCE]
            outcomes = await asyncio.gather(*(ask(host, subject, *call) for call in batch))
            for outcome in outcomes:
                if outcome.fault:
                    raise NotConforming(f"{outcome.hook} {outcome.fault}, among {len(batch)} calls at once")


@check("Its secrets are in no log line, output or answer.")
@_async
async def keeps_secrets(subject: Subject) -> None:
    """Started with canaries for secrets, at the most talkative log level."""
    secrets = subject.secrets()
    if not secrets:
        raise NotApplicable("it has no secret setting")
    told: list[str] = []
    with _listening(told):
        try:
            async with subject.host(**secrets) as host:
                for question, arguments in calls_of(subject):
                    outcome = await ask(host, subject, question, arguments)
                    told.append(f"answer of {question.hook}: {outcome.value!r} {outcome.error!r}")
        except NotApplicable as reason:
            told.append(str(reason))
    for line in told:
        for name, canary in secrets.items():
            if canary in line:
                raise NotConforming(f"secret setting {name} is told in: {line.replace(canary, '<the secret>')[:200]}")


# -------------------------------------------------------------------------------------------------------------- helpers


def _wrong_with(value: Any, arguments: dict[str, Any]) -> Iterator[str]:
    """What the type of an answer does not say."""
    items = value if isinstance(value, list) else [value]
    for one in items:
        if look := _WRONG_WITH.get(type(one)):
            yield from look(one)
    yield from _wrong_with_guesses([one for one in items if isinstance(one, ColumnGuess)], arguments.get("table"))
    names = [one.name for one in items if isinstance(one, ServiceSpec)]
    if len(set(names)) < len(names):
        yield "lists two services under one name"


def _wrong_with_guesses(guesses: Sequence[ColumnGuess], table: Any) -> Iterator[str]:
    for guess in guesses:
        if isinstance(table, RowTable) and not 0 <= guess.index < table.width:
            yield f"guesses column {guess.index} of a table that has {table.width}"
    for what in ("role", "index"):
        values = [getattr(guess, what) for guess in guesses]
        if len(set(values)) < len(values):
            yield f"makes two guesses for one {what}"


def _wrong_with_finding(finding: Finding) -> Iterator[str]:
    if finding.verdict is Verdict.REJECTED and not (finding.reason and finding.next_step):
        yield f"rejects with {finding.code!r} but does not say why, or what the player can do"
    if finding.verdict is Verdict.ABSTAIN and not finding.reason:
        yield f"abstains with {finding.code!r} but does not say why"
    if finding.eligible and (finding.verdict is not Verdict.VERIFIED or finding.evidence is Evidence.SHAPE):
        yield f"calls an account eligible with {finding.code!r}, which verifies no account"


def _wrong_with_challenge(challenge: Challenge) -> Iterator[str]:
    if not (challenge.how and challenge.strength):
        yield f"challenges with {challenge.code!r} but does not say what to do, or what it proves"


def _wrong_with_placements(found: Placements) -> Iterator[str]:
    places = sorted(found.placements.values())
    if places and (places[0] != 1 or places[-1] > len(places)):
        yield f"gives the places {places} in {found.match_id}, which are not 1 to {len(places)} among the lobby's own"
    if not found.reasons:
        yield f"takes {found.match_id} for the game but does not say why"


def _wrong_with_rank(rank: Rank) -> Iterator[str]:
    apex = rank.tier.strength >= Tier.MASTER.strength
    if (rank.division is None) != (apex or rank.tier is Tier.UNRANKED):
        yield f"gives {rank.tier} division {rank.division}: from iron to diamond there is one, else there is none"
    if rank.division is not None and not 1 <= rank.division <= 4:
        yield f"gives division {rank.division}, which is not 1 to 4"


_WRONG_WITH: Mapping[type[Any], Callable[[Any], Iterator[str]]] = {
    Finding: _wrong_with_finding,
    Challenge: _wrong_with_challenge,
    Placements: _wrong_with_placements,
    Rank: _wrong_with_rank,
}


def _silent(name: str, command: click.Command) -> Iterator[str]:
    """Where a command and those below it say nothing about themselves."""
    if not (command.help or "").strip():
        yield name
    for option in command.params:
        if isinstance(option, click.Option) and not option.help and not option.hidden:
            yield f"{name} {option.opts[0]}"
    for below, one in command.commands.items() if isinstance(command, click.Group) else ():
        yield from _silent(f"{name} {below}", one)


async def _ended(host: Host, hook: str, what: str) -> None:
    loop = asyncio.get_running_loop()
    ends_at_s = loop.time() + ENDS_WITHIN_S
    while host.going_on(NAME):
        if loop.time() > ends_at_s:
            raise NotConforming(f"{hook} still goes on {ENDS_WITHIN_S:g} s after its call {what}")
        await asyncio.sleep(0.01)


async def _blocks(host: Host, subject: Subject, question: Any, arguments: dict[str, Any]) -> float:
    with structlog.testing.capture_logs() as events:
        await ask(host, subject, question, arguments)
    return max((one["blocked_s"] for one in events if one["event"] == "plugin_blocked_loop"), default=0.0)


@contextlib.contextmanager
def _listening(told: list[str]) -> Iterator[None]:
    """Everything that is logged or printed inside of the block, before anything is scrubbed."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(f"log of {record.name}: {record.getMessage()}")

    handler, root = Handler(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    printed = io.StringIO()
    try:
        with (
            structlog.testing.capture_logs() as events,
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        told.extend(f"log: {event!r}" for event in events)
        told.extend(f"output: {line}" for line in printed.getvalue().splitlines())


def _short(arguments: dict[str, Any]) -> str:
    text = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    return text if len(text) <= 300 else f"{text[:300]}..."
