"""
Start, stop and look at services such as the live page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.options import chosen_ports, json_option, port_options
from tiltyard.cli.output import note, print_json, print_table, say
from tiltyard.cli.tail import Tail
from tiltyard.desk.services import Services
from tiltyard.errors import BadInput
from tiltyard.models import ServiceStatus

LOOK_EVERY_S = 0.5
"""How soon a followed log shows what was said."""


@click.group("services")
def services_command() -> None:
    """Start, stop and look at services such as the live page."""


@services_command.command("start")
@click.argument("names", nargs=-1)
@port_options
@json_option
@context.command
async def start(names: tuple[str, ...], api_port: int | None, web_port: int | None, as_json: bool) -> None:
    """Start services and wait until they are ready; all of them, or NAMES. They go on after this command."""
    async with context.opened() as app:
        statuses = await Services(app.host).start(names, ports=chosen_ports(api_port, web_port), keep=True)
    _show(statuses, as_json=as_json)


@services_command.command("stop")
@click.argument("names", nargs=-1)
@json_option
@context.command
async def stop(names: tuple[str, ...], as_json: bool) -> None:
    """Stop services; all of them, or NAMES."""
    async with context.opened() as app:
        statuses = await Services(app.host).stop(names)
    _show(statuses, as_json=as_json)


@services_command.command("restart")
@click.argument("names", nargs=-1)
@json_option
@context.command
async def restart(names: tuple[str, ...], as_json: bool) -> None:
    """Stop services and start them again on their ports; all of them, or NAMES. What depends on them keeps running."""
    async with context.opened() as app:
        statuses = await Services(app.host).restart(names, keep=True)
    _show(statuses, as_json=as_json)


@services_command.command("status")
@click.argument("names", nargs=-1)
@json_option
@context.command
async def status(names: tuple[str, ...], as_json: bool) -> None:
    """Show how services are and have been; all of them, or NAMES.

    Health is one sign for each of the last looks, half a minute apart: | is well, ! is not.
    """
    async with context.opened() as app:
        statuses = await Services(app.host).status(names)
    _show(statuses, as_json=as_json)


@services_command.command("logs")
@click.argument("name")
@click.option(
    "-n", "--lines", type=click.IntRange(0), default=40, show_default=True, help="How many of the last lines."
)
@click.option("-f", "--follow", is_flag=True, help="Go on with what comes, until Ctrl-C.")
@context.command
async def logs(name: str, lines: int, follow: bool) -> None:
    """Show what the service NAME has said."""
    async with context.opened() as app:
        (one,) = await Services(app.host).status((name,))
        if one.log is None:
            raise BadInput("nobody keeps what this service says", which=name)
        tail = Tail(Path(one.log))
        for line in await asyncio.to_thread(tail.last, lines):
            say(line)
        while follow:
            await app.clock.sleep(LOOK_EVERY_S)
            for line in await asyncio.to_thread(tail.news):
                say(line)


def _show(statuses: Sequence[ServiceStatus], *, as_json: bool) -> None:
    if as_json:
        print_json([plain(one) for one in statuses])
        return
    if not statuses:
        note("No ready plugin brings services; `tiltyard plugins list` shows which are ready.")
        return
    headings = ("service", "state", "address", "pid", "up", "restarts", "memory", "cpu", "health", "remarks")
    print_table(headings, [_row(one) for one in statuses])


def _row(one: ServiceStatus) -> tuple[object, ...]:
    return (
        one.name,
        one.state,
        one.url or "",
        one.pid or "",
        "" if one.uptime_s is None else duration(one.uptime_s),
        one.restarts or "",
        "" if one.rss_bytes is None else f"{one.rss_bytes / 2**20:.0f} MiB",
        "" if one.cpu_percent is None else f"{one.cpu_percent:g} %",
        "".join("|" if beat.ok else "!" for beat in one.health),
        remarks(one),
    )


def remarks(one: ServiceStatus) -> str:
    """What somebody should know about it beyond its state."""
    said = [one.last_error] if one.last_error else []
    if one.degraded:
        said.append(f"degraded: {', '.join(one.degraded)} does not run")
    if not one.supervised:
        said.append("its host has gone; `tiltyard run` or `tiltyard services start` takes it over")
    return "; ".join(said)


def duration(seconds: float) -> str:
    """A length of time in its two greatest units."""
    minutes, rest_s = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [f"{days} d", f"{hours} h", f"{minutes} min", f"{rest_s} s"]
    first = next((place for place, number in enumerate((days, hours, minutes)) if number), 3)
    return " ".join(parts[first : first + 2])


def plain(status: ServiceStatus) -> dict[str, Any]:
    """A status for `--json`."""
    return {
        "name": status.name,
        "state": status.state.value,
        "url": status.url,
        "port": status.port,
        "pid": status.pid,
        "since": status.since.isoformat() if status.since else None,
        "uptime_s": status.uptime_s,
        "restarts": status.restarts,
        "last_error": status.last_error or None,
        "degraded": list(status.degraded),
        "supervised": status.supervised,
        "rss_bytes": status.rss_bytes,
        "cpu_percent": status.cpu_percent,
        "log": status.log,
        "health": [
            {
                "at": beat.at.isoformat(),
                "ok": beat.ok,
                "said": beat.said or None,
                "rss_bytes": beat.rss_bytes,
                "cpu_percent": beat.cpu_percent,
            }
            for beat in status.health
        ],
    }
