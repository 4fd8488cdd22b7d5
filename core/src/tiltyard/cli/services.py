"""
Start, stop and look at services such as the live page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.options import chosen_ports, json_option, port_options
from tiltyard.cli.output import note, print_json, print_table
from tiltyard.desk.services import Services
from tiltyard.models import ServiceStatus


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


@services_command.command("status")
@click.argument("names", nargs=-1)
@json_option
@context.command
async def status(names: tuple[str, ...], as_json: bool) -> None:
    """Show how services are; all of them, or NAMES."""
    async with context.opened() as app:
        statuses = await Services(app.host).status(names)
    _show(statuses, as_json=as_json)


def _show(statuses: Sequence[ServiceStatus], *, as_json: bool) -> None:
    if as_json:
        print_json([plain(one) for one in statuses])
        return
    if not statuses:
        note("No ready plugin brings services; `tiltyard plugins list` shows which are ready.")
        return
    rows = [(one.name, one.state, one.url or "", one.pid or "", one.last_error) for one in statuses]
    print_table(("service", "state", "address", "pid", "last error"), rows)


def plain(status: ServiceStatus) -> dict[str, Any]:
    """A status for `--json`."""
    return {
        "name": status.name,
        "state": status.state.value,
        "url": status.url,
        "port": status.port,
        "pid": status.pid,
        "since": status.since.isoformat() if status.since else None,
        "restarts": status.restarts,
        "last_error": status.last_error or None,
    }
