"""
`tiltyard riot stats`: what Riot was asked, and what is kept of it.
"""

from __future__ import annotations

from datetime import datetime

import attrs
import click

from tiltyard.cli import kit


@click.command("stats")
@kit.json_option
@kit.command
async def stats(*, as_json: bool) -> None:
    """Show what is kept of Riot's answers, how old it is, and what the quota allows on each host."""
    async with kit.opened() as app:
        told = await kit.plugin(app, "riot").answers.stats()
        now = app.clock.now()
    if as_json:
        kit.print_json(
            {**attrs.asdict(told), "cache": {kind.value: attrs.asdict(one) for kind, one in told.cache.items()}}
        )
        return
    if told.key_trouble:
        kit.say(told.key_trouble, style="red")
    rows = [
        (kind.value, one.count, _size(one.size_bytes), _age(one.oldest_at, now), _age(one.newest_at, now))
        for kind, one in told.cache.items()
    ]
    kit.print_table(("kept", "answers", "size", "oldest", "newest"), rows)
    if told.counted:
        kit.print_table(("counted", "times"), sorted(told.counted.items()))
    windows = [
        (host.host, window.scope, f"{window.used} of {window.limit} in {window.period_s} s", _rejected(host.rejected))
        for host in told.limiter.hosts
        for window in host.windows
    ]
    if windows:
        kit.print_table(("host", "limit", "used", "refused (429)"), windows)


def _rejected(by_kind: dict[str, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in by_kind.items() if count) or "none"


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1024:.0f} KiB" if size_bytes >= 1024 else f"{size_bytes} B"


def _age(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "-"
    minutes = (now - at).total_seconds() / 60
    return (
        f"{minutes:.0f} min"
        if minutes < 120
        else f"{minutes / 60:.0f} h"
        if minutes < 2880
        else f"{minutes / 1440:.0f} d"
    )
