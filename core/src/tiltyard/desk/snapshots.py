"""
Remember now and then what a tournament's events come to, so that one of ten thousand events is quickly loaded.

A snapshot is never needed and never trusted across a change of the rules: it carries a mark of all the code that makes
a state out of events, and one of another mark is passed over and replaced.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
from collections.abc import Sequence
from importlib import resources

import structlog

from tiltyard.errors import JournalError
from tiltyard.journal import Journal, Snapshot
from tiltyard.models import EventRecord, Tournament
from tiltyard.tournament.codec import converter, decode
from tiltyard.tournament.evolve import fold

log = structlog.get_logger(__name__)

EVERY = 500
"""Events between two snapshots: fewer than that are read and applied in some tens of milliseconds."""

FEW = 100
"""So many events are applied at once; more are applied in a thread, so that nobody waits for them."""


@functools.cache
def fold_mark() -> str:
    """A digest of the code that makes a state out of events; empty when it cannot be read, and nothing is kept then."""
    digest = hashlib.sha256()
    try:
        rules = [one for one in resources.files("tiltyard.tournament").iterdir() if one.name.endswith(".py")]
        for source in (*sorted(rules, key=lambda one: one.name), resources.files("tiltyard") / "models.py"):
            digest.update(source.read_bytes())
    except OSError:
        return ""
    return digest.hexdigest() if rules else ""


async def folded(records: Sequence[EventRecord], state: Tournament | None) -> Tournament | None:
    """The state after these events."""
    if len(records) <= FEW:
        return fold(map(decode, records), state)
    return await asyncio.to_thread(lambda: fold(map(decode, records), state))


class Snapshots:
    """Keeps and finds them; in the background, and silently but for the log."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._keeping: dict[str, asyncio.Task[None]] = {}

    async def last(self, stream: str) -> Tournament | None:
        """The state that was kept last; None when there is none that this release can go on from."""
        snapshot = await self._journal.snapshot(stream, mark) if (mark := fold_mark()) else None
        if snapshot is None:
            return None
        try:
            return await asyncio.to_thread(converter.structure, snapshot.state, Tournament)
        except Exception as error:  # noqa: BLE001 # whatever is wrong with it, the events say the same
            log.warning("snapshot_passed_over", stream=stream, seq=snapshot.seq, error=repr(error))
            return None

    def caught_up(self, stream: str, state: Tournament, *, since: int) -> None:
        """Keep this state if much had to be read for it: nobody has kept it, or not under today's rules."""
        if state.seq - since > EVERY:
            self.keep(stream, state, since=since)

    def keep(self, stream: str, state: Tournament, *, since: int) -> None:
        """Keep this state if there is a multiple of `EVERY` between the event `since` and its last."""
        if state.seq // EVERY > since // EVERY and stream not in self._keeping and fold_mark():
            task = asyncio.create_task(self._keep(stream, state), name=f"snapshot-{stream}")
            self._keeping[stream] = task
            task.add_done_callback(lambda _: self._keeping.pop(stream, None))

    async def close(self) -> None:
        """Wait for what is being kept."""
        await asyncio.gather(*self._keeping.values())

    async def _keep(self, stream: str, state: Tournament) -> None:
        plain = await asyncio.to_thread(converter.unstructure, state)
        try:
            await self._journal.keep_snapshot(stream, fold_mark(), Snapshot(state.seq, plain))
        except JournalError as error:
            log.info("snapshot_not_kept", stream=stream, seq=state.seq, error=str(error))
