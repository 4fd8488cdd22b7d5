"""
`tiltyard ign stats`: what was found in names.
"""

from __future__ import annotations

import attrs
import click

from tiltyard.cli import kit


@click.command("stats")
@kit.json_option
@kit.command
async def stats(*, as_json: bool) -> None:
    """Show how many names were checked over the last days, what was found, and what is remembered."""
    async with kit.opened() as app:
        figures = await kit.plugin(app, "ign").stats()
    if as_json:
        kit.print_json(attrs.asdict(figures))
        return
    took = "-" if figures.avg_s is None else f"{figures.avg_s * 1000:.2f} ms on average"
    rows = [("checks", figures.checks), ("took", took), *figures.found.items()]
    kit.print_table(("", ""), rows, title=f"In-game names, the last {figures.days} days")
    if figures.memory:
        kit.print_table(
            ("remembered", "now", "at most", "known", "worked out"),
            [(name, one.size, one.most, one.hits, one.misses) for name, one in figures.memory.items()],
        )
