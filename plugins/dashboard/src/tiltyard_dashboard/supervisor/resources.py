"""
What a service's whole tree of processes uses.
"""

from __future__ import annotations

from contextlib import suppress

import psutil
from attrs import frozen


@frozen
class Usage:
    """What the tree uses.

    cpu_s  that its living processes have had so far
    """

    rss_bytes: int
    cpu_s: float


def usage(keeper_pid: int) -> Usage | None:
    """What everyone below this keeper uses; None when it is gone. Blocks: reads all of /proc."""
    rss_bytes, cpu_s = 0, 0.0
    try:
        tree = psutil.Process(keeper_pid).children(recursive=True)
    except psutil.Error:
        return None
    for process in tree:
        with suppress(psutil.Error), process.oneshot():
            times = process.cpu_times()
            rss_bytes += process.memory_info().rss
            cpu_s += times.user + times.system
    return Usage(rss_bytes, cpu_s)


def cpu_percent(before: Usage | None, after: Usage | None, passed_s: float) -> float | None:
    """Of one core between two looks; None without both. A process that ended between them takes its time with it."""
    if before is None or after is None or passed_s <= 0:
        return None
    return round(max(0.0, after.cpu_s - before.cpu_s) / passed_s * 100, 1)
