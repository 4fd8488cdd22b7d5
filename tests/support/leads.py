"""
A process that leads a follower and is in the middle of its work until it is killed.

    python leads.py URL LEASE_S WORK_S
"""

from __future__ import annotations

import asyncio
import sys

from tiltyard.clock import SystemClock
from tiltyard.desk.follower import Progress, Runner
from tiltyard.journal import Journal


class Works:
    """A follower that says when it begins and when it has done."""

    name = "works"

    def __init__(self, lease_s, work_s=0.0, say=lambda _words: None):
        self.lease_s = lease_s
        self._work_s = work_s
        self._say = say

    async def wants(self, _tournament):
        return True

    async def act(self, _tournament):
        self._say("begins")
        await asyncio.sleep(self._work_s)
        self._say("has done")
        return Progress()


async def main(url, lease_s, work_s):
    clock = SystemClock()
    journal = await Journal.open(url, clock)
    works = Works(float(lease_s), float(work_s), lambda words: print(words, flush=True))
    await Runner([works], journal, clock, "the process").run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
