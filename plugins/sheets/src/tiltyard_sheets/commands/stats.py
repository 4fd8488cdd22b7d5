"""
`tiltyard sheets stats`: what Google was asked.
"""

from __future__ import annotations

import attrs
import click

from tiltyard.cli import kit


@click.command("stats")
@kit.json_option
@kit.command
async def stats(*, as_json: bool) -> None:
    """Show calls to Google over the last days, how long they took, how they failed, and what the quota allows now."""
    async with kit.opened() as app:
        figures = await kit.plugin(app, "sheets").client.stats()
    if as_json:
        kit.print_json({"calls": figures.calls, **attrs.asdict(figures)})
        return
    wanted = figures.cache_hits + figures.cache_misses
    rows = [
        ("requests", f"{figures.reads} reads, {figures.writes} writes, {figures.other} others"),
        ("repeated", figures.retries),
        ("took", f"{_ms(figures.avg_s)} on average, 95 of 100 at most {_ms(figures.p95_s)}"),
        ("known without asking", f"{figures.cache_hits} of {wanted}"),
        ("reads left", f"{_known(figures.reads_left)} of {figures.reads_per_minute} a minute"),
        ("writes left", f"{_known(figures.writes_left)} of {figures.writes_per_minute} a minute"),
        *((f"ended in {name}", count) for name, count in figures.errors.items()),
    ]
    kit.print_table(("", ""), rows, title=f"Google Sheets, the last {figures.days} days")
    if figures.methods:
        per_method = [
            (name, one.calls, one.errors, _ms(one.avg_s), _ms(one.p95_s)) for name, one in figures.methods.items()
        ]
        kit.print_table(("method", "calls", "failed", "on average", "p95"), per_method)


def _ms(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds * 1000:.0f} ms"


def _known(number: int | None) -> str:
    return "an unknown number" if number is None else str(number)
