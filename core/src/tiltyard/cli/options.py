"""
Options that several commands share.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from tiltyard.models import Refusal
from tiltyard.tournament import schedule_refusals, zones
from tiltyard.tournament.schedule_words import understood
from tiltyard.tournament.text import duration_s

F = TypeVar("F", bound=Callable[..., Any])


class DiscordId(click.ParamType[str]):
    """An account's id on Discord, which is not its name."""

    name = "discord id"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The id as it is."""
        if not re.fullmatch("[0-9]{17,20}", value):
            self.fail(
                f"{value!r} is no Discord id: that has 17 to 20 digits. In Discord: developer mode, then Copy User ID.",
                param,
                ctx,
            )
        return value


def json_option(function: F) -> F:
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, for scripts.")(function)


def tournament_option(function: F) -> F:
    """`-t NAME`."""
    return click.option(
        "-t", "--tournament", "wanted", metavar="NAME", help="Which tournament. Not needed while there is only one."
    )(function)


def reason_option(function: F) -> F:
    """`--reason WHY`."""
    return click.option("--reason", metavar="WHY", help="Kept in the log; a player who is taken out is told it.")(
        function
    )


def dry_run_option(function: F) -> F:
    """`--dry-run`."""
    return click.option("--dry-run", is_flag=True, help="Show every effect that it would have, and do nothing.")(
        function
    )


def yes_option(function: F) -> F:
    """`--yes`."""
    return click.option("-y", "--yes", is_flag=True, help="Do not ask first.")(function)


def column_option(function: F) -> F:
    """`--column ROLE=HEADER`, repeatable."""
    return click.option(
        "--column",
        "columns",
        metavar="ROLE=HEADER",
        multiple=True,
        help='Say which column plays a role, such as ign="Riot ID". May be given several times.',
    )(function)


def encoding_option(function: F) -> F:
    """`--encoding NAME`."""
    return click.option(
        "--encoding", metavar="NAME", help="Of a CSV file that is not UTF-8 or UTF-16, such as cp1252."
    )(function)


def port_options(function: F) -> F:
    """`--api-port N` and `--web-port N`: other ports for the services of these names."""
    for service in ("web", "api"):
        function = click.option(
            f"--{service}-port", type=click.IntRange(1, 65535), help=f"Another port for service {service}."
        )(function)
    return function


def chosen_ports(api_port: int | None, web_port: int | None) -> dict[str, int]:
    """The ports that were chosen, by service."""
    return {name: port for name, port in (("api", api_port), ("web", web_port)) if port}


NONE = "none"
"""What is typed to take a time or a wait away."""


class Duration(click.ParamType[int]):
    """A duration in seconds: ``10m``, ``1h30m``, ``45s``."""

    name = "DURATION"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The seconds, or a usage error that shows the form."""
        if isinstance(value, int):
            return value
        seconds = duration_s(str(value))
        if seconds is None:
            self.fail(f"{value!r} is no duration. Write it like 10m, 1h30m or 45s.", param, ctx)
        return seconds


class Scope(click.ParamType[str]):
    """Whose tournaments: ``local``, or ``discord:`` and the id of a server."""

    name = "SCOPE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The scope, or a usage error that shows the form."""
        if not re.fullmatch(r"local|discord:[0-9]{1,20}", str(value)):
            self.fail(f"{value!r} is no scope. It is local, or discord: and the id of a server.", param, ctx)
        return str(value)


def scope_option(function: F) -> F:
    """`--scope SCOPE`."""
    return click.option(
        "--scope",
        type=Scope(),
        default="local",
        show_default=True,
        help="Whose tournaments: local, or discord: and the id of a server.",
    )(function)


class OrNone(click.ParamType[Any]):
    """What another type takes, or ``none``, which stays as it is."""

    def __init__(self, inner: click.ParamType[Any]) -> None:
        self.name = f"{inner.name}|{NONE}"
        self._inner = inner

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value of the other type, or `NONE`."""
        return NONE if str(value).casefold() == NONE else self._inner.convert(value, param, ctx)


class When(click.ParamType[datetime]):
    """An absolute time with its offset from UTC: ``2026-12-05T18:00+01:00``; ``Z`` is UTC."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The aware time, or a usage error that shows the form."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no time. Write it like 2026-12-05T18:00+01:00.", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} does not say which zone. Add the offset, like +01:00, or Z for UTC.", param, ctx)
        return moment


class ScheduleTime(click.ParamType[str]):
    """A time of a schedule: ``2026-12-05 18:00``, with a zone or an offset from UTC if wanted; ``start-30m``; ``now``.

    It stays text: which moment it is follows from the schedule's zone and start.
    """

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text, or a usage error that shows the form."""
        text = str(value)
        if not understood(text):
            which = (param.name or "time").replace("_", " ") if param else "time"
            self.fail(str(schedule_refusals.bad_time(which, text)), param, ctx)
        return text


class Zone(click.ParamType[str]):
    """A time zone by its IANA name: ``Europe/Berlin``."""

    name = "ZONE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as the database spells it, or a usage error that proposes what may have been meant."""
        found = zones.find_zone(str(value))
        if isinstance(found, Refusal):
            self.fail(str(found), param, ctx)
        return found

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 # click's
        """Zones that begin so."""
        return [CompletionItem(one) for one in zones.all_zones() if one.lower().startswith(incomplete.lower())]


def local_zone() -> str:
    """The zone this machine is in; UTC when that cannot be told by a name of the database."""
    import tzlocal

    try:
        with warnings.catch_warnings(action="ignore"):  # it warns of what it guesses
            name = tzlocal.get_localzone_name()
    except (LookupError, ValueError, OSError):
        return zones.UTC_NAME
    found = zones.find_zone(name or "")
    return zones.UTC_NAME if isinstance(found, Refusal) else found
