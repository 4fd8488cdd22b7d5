"""
Be the host.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.options import chosen_ports, port_options
from tiltyard.cli.output import note, say
from tiltyard.desk.services import Services
from tiltyard.desk.watch import Watch
from tiltyard.models import ServiceStatus


@click.command("run")
@click.option("--no-services", is_flag=True, help="Do not start services such as the live page.")
@port_options
@context.command
async def run_command(no_services: bool, api_port: int | None, web_port: int | None) -> None:
    """Be the host: follow all tournaments, supervise services, until Ctrl-C or SIGTERM."""
    async with context.opened() as app, app.host.hooks.run_front_end(app.front):
        stop = stop_asked()
        doing: list[asyncio.Task[None]] = [asyncio.create_task(app.runner.run(), name="followers")]
        try:
            if not no_services:
                watch = Watch(Services(app.host), app.clock, note, chosen_ports(api_port, web_port))
                starting = asyncio.create_task(watch.begin())
                await _either(starting, stop)
                for status in await starting:
                    say(_where(status, theirs=status.name in watch.theirs))
                doing.append(asyncio.create_task(watch.keep(), name="services"))
            say("The desk is open. Ctrl-C closes it.")
            await _either(asyncio.gather(*doing), stop)
        finally:
            for task in doing:
                task.cancel()
            await asyncio.gather(*doing, return_exceptions=True)
            note("closing")


def _where(status: ServiceStatus, *, theirs: bool) -> str:
    if theirs:
        return f"{status.name}: already running at {status.url}, brought by another Tiltyard process"
    return f"{status.name}: {status.state.value} at {status.url}"


def stop_asked() -> asyncio.Event:
    """An event that SIGINT and SIGTERM set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: KeyboardInterrupt ends the loop instead
            loop.add_signal_handler(number, stop.set)
    return stop


async def _either(task: asyncio.Future[Any], stop: asyncio.Event) -> None:
    """Wait for the task or the signal; the task's own failure is raised, a signal cancels it."""
    waiting = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)  # its end is nobody else's to hear of
            raise KeyboardInterrupt
        task.result()
    finally:
        waiting.cancel()
