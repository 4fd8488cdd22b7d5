"""
Options that several commands share.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def json_option(function: F) -> F:
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, for scripts.")(function)


def tournament_option(function: F) -> F:
    """`-t NAME`."""
    return click.option(
        "-t", "--tournament", "wanted", metavar="NAME", help="Which tournament. Not needed while there is only one."
    )(function)


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
