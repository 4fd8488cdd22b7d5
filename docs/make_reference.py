"""
Write the reference pages that follow from the code: commands, settings, events, hooks.

    python docs/make_reference.py           # write them
    python docs/make_reference.py --check   # exit 1 when one is not up to date
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import attrs
import click

from tiltyard import hookspecs
from tiltyard.cli.main import main as tiltyard
from tiltyard.markers import HookPolicy, policy_of
from tiltyard.settings import Settings
from tiltyard.tournament.events import EVENT_TYPES, is_personal

REFERENCE = Path(__file__).parent / "reference"
MADE = "<!-- Made by docs/make_reference.py; change the code instead. -->\n"


def commands() -> Iterator[str]:
    """Every command with its options, as `--help` tells them."""
    yield "# Commands\n"
    context = click.Context(tiltyard, info_name="tiltyard")
    yield _usage(tiltyard, context)
    for name, command, parent in _walk(tiltyard, context):
        yield f"## `{name}`\n"
        yield _usage(command, parent)


def settings() -> Iterator[str]:
    """Every setting of core and of the plugins installed here."""
    yield "# Settings\n"
    yield "In `tiltyard.toml`, or in the environment: `[journal] url` is `TILTYARD_JOURNAL__URL`.\n"
    yield from _settings_table("Core", Settings, "")
    for point in sorted(entry_points(group="tiltyard"), key=lambda one: one.name):
        plugin_settings = getattr(point.load(), "Settings", None)
        if plugin_settings:
            yield from _settings_table(f"`[plugins.{point.name}]`", plugin_settings, "")


def events() -> Iterator[str]:
    """Every event: what it says, its facts, its personal fields."""
    yield "# Events\n"
    yield "What the journal keeps. Personal fields may be gone after an erasure; the state follows from the facts.\n"
    yield "| event | version | says | facts | personal |\n|---|---|---|---|---|"
    for name, event in EVENT_TYPES.items():
        fields = attrs.fields(event)
        facts = ", ".join(f"`{one.name}`" for one in fields if not is_personal(one))
        words = ", ".join(f"`{one.name}`" for one in fields if is_personal(one))
        yield f"| {name} | {event.version} | {_first_line(event)} | {facts} | {words} |"
    yield ""


def hooks() -> Iterator[str]:
    """Every hook with its policy and its whole docstring."""
    yield "# Hooks\n"
    yield "The questions the core asks plugins. Arguments are passed by name; take the ones you want.\n"
    for name, spec in vars(hookspecs).items():
        if inspect.isfunction(spec) and spec.__module__ == hookspecs.__name__:
            policy: HookPolicy = policy_of(spec)
            deadline = f"{policy.deadline_s:g} s" if policy.deadline_s else "the request's own"
            exclusive = ", never passed on after a failure" if policy.exclusive else ""
            yield f"## `{name}{inspect.signature(spec)}`\n".replace("'", "")
            yield f"Mode {policy.mode}{exclusive}; deadline {deadline}; since {policy.since}.\n"
            yield f"```text\n{inspect.getdoc(spec)}\n```\n"


PAGES = {"commands.md": commands, "settings.md": settings, "events.md": events, "hooks.md": hooks}


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


def _settings_table(title: str, kind: type[attrs.AttrsInstance], prefix: str) -> Iterator[str]:
    rows = list(_settings_rows(kind, prefix))
    yield f"## {title}\n"
    yield "| key | default | what |\n|---|---|---|"
    yield from rows
    yield ""


def _settings_rows(kind: type[attrs.AttrsInstance], prefix: str) -> Iterator[str]:
    for one in attrs.fields(kind):
        if attrs.has(type(one.default)):
            yield from _settings_rows(type(one.default), f"{prefix}{one.name}.")
        elif one.metadata.get("help"):
            default = "the user's data directory" if one.name == "data_dir" else f"`{_plain(one.default)}`"
            secret = " Secret." if one.metadata.get("secret") else ""
            yield f"| `{prefix}{one.name}` | {default} | {one.metadata['help']}{secret} |"


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
