"""
Write the reference pages that follow from the code: commands, settings, what may be asked, events, hooks.

    python docs/make_reference.py           # write them
    python docs/make_reference.py --check   # exit 1 when one is not up to date
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import pkgutil
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import click

from tiltyard import hookspecs
from tiltyard.cli import from_plugins
from tiltyard.cli.main import main as tiltyard
from tiltyard.cli.sections import COMMANDS
from tiltyard.config.declared import Declared, settings_of
from tiltyard.config.kinds import Choice, Maybe
from tiltyard.host import FoundPlugin
from tiltyard.host.commands import PluginCommands, look_for_commands
from tiltyard.log import set_up_logging
from tiltyard.markers import HookPolicy, policy_of
from tiltyard.quality import RULES
from tiltyard.settings import PluginsSettings, Settings
from tiltyard.testing.conformance.checks import CHECKS
from tiltyard.tournament import commands as c
from tiltyard.tournament import guild as g
from tiltyard.tournament.events import EVENT_TYPES, is_personal
from tiltyard.tournament.rights import HELPERS_MAY, PLAYERS_MAY, REASONS

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs/reference"
MADE = "<!-- Made by docs/make_reference.py; change the code instead. -->\n"


def commands() -> Iterator[str]:
    """Every command with its options, as `--help` tells them."""
    yield "# Commands\n"
    if silent := unexplained(tiltyard):
        sys.exit(f"no help at {', '.join(silent)}")
    context = click.Context(tiltyard, info_name="tiltyard", **tiltyard.context_settings)
    from_plugins.keep(context, first_party_commands())
    yield _usage(tiltyard, context)
    for name, command, parent in _walk(tiltyard, context):
        yield f"## `{name}`\n"
        yield _usage(command, parent)


def settings() -> Iterator[str]:
    """Every setting of core and of the plugins in this repository."""
    yield "# Settings\n"
    yield (
        "In `tiltyard.toml`, or in the environment: `[journal] url` is `TILTYARD_JOURNAL__URL`. "
        "[Set things up](../how-to/settings.md) says how. `tiltyard config sample` writes all of this as a file, "
        "with the plugins you have installed.\n"
    )
    yield from _settings_table("Core", Settings)
    bare = []
    for name, plugin in first_party_plugins():
        plugin_settings = getattr(plugin, "Settings", None)
        if plugin_settings:
            yield from _settings_table(f"`[plugins.{name}]`", plugin_settings)
        else:
            bare.append(f"`{name}`")
    yield f"Plugins without settings: {', '.join(bare)}.\n"


PLAYERS, HELPERS, ORGANISERS = "players for themselves; helpers; organisers", "helpers; organisers", "organisers"
OF_A_GUILD = "organisers of the guild"
FILLED_IN = {"new_person", "new_entrant", "keys", "before", "after"}


def asking() -> Iterator[str]:
    """Every command of the rules: what it means, what it takes, who may ask and when a reason is needed."""
    yield "# What may be asked\n"
    yield (
        "The commands of the rules, by which front ends and plugins ask for anything. All have `tournament`, `actor`, "
        "`key` (the occasion: the same key is done once) and `reason`. Whoever sits at the host's terminal, and the "
        "host itself, may ask for everything. Each ends in [events](events.md) or in a [refusal](refusals.md).\n"
    )
    yield "## Of a tournament\n"
    common = {field.name for field in attrs.fields(c.Command)}
    for command in _subclasses(vars(c), c.Command):
        who = PLAYERS if command in PLAYERS_MAY else HELPERS if command in HELPERS_MAY else ORGANISERS
        who = OF_A_GUILD if command is c.CreateTournament else who
        filled = common | FILLED_IN | ({"since"} if command is c.Undo else set())
        yield from _command(command, who, filled)
    yield "## Of a guild\n"
    yield "What holds for all tournaments of one scope; these have `scope` instead of `tournament`.\n"
    common = {field.name for field in attrs.fields(g.GuildCommand)}
    for command in _subclasses(vars(g), g.GuildCommand):
        yield from _command(command, OF_A_GUILD, common)


def _subclasses(module: Mapping[str, Any], base: type) -> Iterator[type]:
    for one in module.values():
        if isinstance(one, type) and issubclass(one, base) and one is not base:
            yield one


def _command(command: type, who: str, filled: set[str]) -> Iterator[str]:
    fields = [_field(one) for one in attrs.fields(command) if one.name not in filled]
    yield f"### `{command.__name__}`\n"
    yield f"- Fields: {', '.join(fields) or 'none'}"
    yield f"- Who: {who}"
    yield f"- Reason: {REASONS.get(command, 'not needed')}\n"
    yield f"```text\n{inspect.getdoc(command)}\n```\n"


def _field(one: attrs.Attribute[Any]) -> str:
    return f"`{one.name}`" if one.default is attrs.NOTHING else f"`{one.name}` (optional)"


def events() -> Iterator[str]:
    """Every event: what it says, its facts, its personal fields."""
    yield "# Events\n"
    yield "What the journal keeps. Personal fields may be gone after an erasure; the state follows from the facts.\n"
    yield from _events(EVENT_TYPES)
    yield "## Of a guild\n"
    yield "In a stream of their own: what holds for all tournaments of one scope.\n"
    yield from _events(g.GUILD_EVENT_TYPES)


def _events(types: Mapping[str, type]) -> Iterator[str]:
    yield "| event | version | says | facts | personal |\n|---|---|---|---|---|"
    for name, event in types.items():
        fields = attrs.fields(event)
        facts = ", ".join(f"`{one.name}`" for one in fields if not is_personal(one))
        words = ", ".join(f"`{one.name}`" for one in fields if is_personal(one))
        yield f"| {name} | {event.version} | {_first_line(event)} | {facts} | {words} |"
    yield ""


MODES = {
    "first": "asked in order, settings then name, until one answers other than None",
    "collect": "all are asked at the same time, and every answer counts",
    "notify": "each is told at its own pace, again until it took it",
    "serve": "each serves in a task of its own until the host ends",
    "register": "each adds to a register of its own, without being started",
}


def hooks() -> Iterator[str]:
    """Every hook with its policy and its whole docstring."""
    yield "# Hooks\n"
    yield "The questions the core asks plugins. Arguments are passed by name; take the ones you want.\n"
    yield "\n".join(f"- **{mode}**: {words}" for mode, words in MODES.items()) + "\n"
    for name, spec in vars(hookspecs).items():
        if inspect.isfunction(spec) and spec.__module__ == hookspecs.__name__:
            policy: HookPolicy = policy_of(spec)
            deadline = f"{policy.deadline_s:g} s" if policy.deadline_s else "the request's own"
            exclusive = ", never passed on after a failure, one at a time for each source" if policy.exclusive else ""
            yield f"## `{name}{inspect.signature(spec)}`\n".replace("'", "")
            yield f"Mode {policy.mode}{exclusive}; deadline {deadline}; since {policy.since}.\n"
            yield f"```text\n{inspect.getdoc(spec)}\n```\n"


def quality() -> Iterator[str]:
    """Every rule of the quality scale, by tier."""
    yield "# Quality of plugins\n"
    yield (
        'Each plugin says in a `quality.toml` inside its package how it stands to each rule: `"done"`, '
        '`{ todo = "why" }` or `{ exempt = "why" }`. `tiltyard plugins info NAME` shows the tier that follows from it: '
        "a tier is reached when nothing of it and of those below is still to do. After the scale of Home Assistant.\n"
    )
    for tier, rules in RULES.items():
        yield f"## {tier.name.capitalize()}\n"
        yield "| rule | means |\n|---|---|"
        yield from (f"| `{name}` | {words} |" for name, words in rules.items())
        yield ""


def checks() -> Iterator[str]:
    """Every check of the conformance suite."""
    yield "# Conformance checks\n"
    yield (
        "What `tiltyard plugins check DISTRIBUTION` and the class `tiltyard.testing.Conformance` look at. "
        "[Test a plugin](../how-to/test-a-plugin.md) says how to run them, and how to leave one out with a reason.\n"
    )
    yield "| check | promise | how it is looked at |\n|---|---|---|"
    own = "It says which versions of tiltyard it is made for, and where they end."
    yield f"| `says_its_range` | {own} | Only by the command: its distribution's own requirement. |"
    for one in CHECKS:
        yield f"| `{one.name}` | {one.promise} | {one.how} |"
    yield ""


PAGES = {
    "commands.md": commands,
    "settings.md": settings,
    "asking.md": asking,
    "events.md": events,
    "hooks.md": hooks,
    "quality.md": quality,
    "conformance.md": checks,
}


def page(name: str) -> str:
    """The page as it should be."""
    lines = "\n".join(PAGES[name]())
    title, _, rest = lines.partition("\n")
    return f"{title}\n\n{MADE}{rest}".rstrip() + "\n"


def _usage(command: click.Command, context: click.Context) -> str:
    own = context if command is context.command else click.Context(command, info_name=command.name, parent=context)
    own.terminal_width = own.max_content_width = 100
    text = "\n".join(line.rstrip() for line in command.get_help(own).splitlines())
    return f"```text\n{text}\n```\n"


def _walk(group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        yield f"{context.command_path} {name}", command, context
        if isinstance(command, click.Group):
            yield from _walk(command, click.Context(command, info_name=name, parent=context))


def first_party_plugins() -> Iterator[tuple[str, type]]:
    """Entry point name and class of every plugin here, whatever else is installed."""
    points: dict[str, str] = {}
    for project in (ROOT / "core/pyproject.toml", *(ROOT / "plugins").glob("*/pyproject.toml")):
        points |= tomllib.loads(project.read_text("utf-8"))["project"]["entry-points"]["tiltyard"]
    for name, target in sorted(points.items()):
        yield name, pkgutil.resolve_name(target)


@functools.cache
def first_party_commands() -> PluginCommands:
    """What the plugins here add to the command line, whatever else is installed."""
    found = [
        FoundPlugin(name, lambda one=one: one, f"tiltyard-{name}", requires=("tiltyard>=0",))
        for name, one in first_party_plugins()
    ]
    set_up_logging(Settings().log)
    commands, _ = asyncio.run(look_for_commands(found, PluginsSettings(), taken=COMMANDS))
    if commands.failed or commands.passed_over:
        sys.exit(f"not all commands of plugins are there: {commands}")
    return commands


def undocumented(kind: type) -> list[str]:
    """The keys of settings that have no sentence to say what they are for."""
    return [key for key, one in settings_of(kind) if not one.help.endswith(".")]


def unexplained(group: click.Group) -> list[str]:
    """The commands that have no sentence, and their options that have no words."""
    context = click.Context(group, info_name="tiltyard")
    from_plugins.keep(context, first_party_commands())
    found = []
    for name, command, _ in _walk(group, context):
        found += [] if (command.help or "").strip() else [name]
        options = [one for one in command.params if isinstance(one, click.Option)]
        found += [f"{name} {one.opts[0]}" for one in options if not one.help]
    return found


def _settings_table(title: str, kind: type) -> Iterator[str]:
    if silent := undocumented(kind):
        sys.exit(f"{title}: no help ends with a full stop at {', '.join(silent)}")
    yield f"## {title}\n"
    yield "| key | default | what |\n|---|---|---|"
    for key, one in settings_of(kind):
        default = "the user's data directory" if key == "data_dir" else f"`{_plain(one.default)}`"
        yield f"| `{key}` | {default} | {' '.join(_what(one))} |"
    yield ""


def _what(one: Declared) -> Iterator[str]:
    yield one.help.replace("|", "\\|")
    kind = one.kind.kind if isinstance(one.kind, Maybe) else one.kind
    if isinstance(kind, Choice):
        yield f"One of {', '.join(f'`{option}`' for option in kind.options)}."
    if one.secret:
        yield "Secret."
    if one.password_in_url:
        yield "A password in it is secret."


def _plain(value: object) -> str:
    return "none" if value is None or value == () else str(value)


def _first_line(documented: type) -> str:
    return (inspect.getdoc(documented) or "").splitlines()[0]


def main() -> int:
    """Write or check; the exit code."""
    stale = [
        name for name in PAGES if not (REFERENCE / name).exists() or (REFERENCE / name).read_text("utf-8") != page(name)
    ]
    if "--check" in sys.argv:
        print("\n".join(f"docs/reference/{name} is not up to date" for name in stale))
        return 1 if stale else 0
    for name in stale:
        (REFERENCE / name).write_text(page(name), "utf-8")
        print(f"docs/reference/{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
