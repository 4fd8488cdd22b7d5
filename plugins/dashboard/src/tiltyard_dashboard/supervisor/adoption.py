"""
Take over services that an earlier host left running when it was killed.

Only what is beyond doubt ours, and what we would start in just the same way, is taken over: the record names keeper and
service with their births and the boot, both carry this state directory's token, the keeper itself is at the other end
of its socket, and the service answers. Everything else of ours is ended and, when it is wanted, begun anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence

import msgspec

from tiltyard.models import ServiceSpec
from tiltyard_dashboard.supervisor.kept import KeptService
from tiltyard_dashboard.supervisor.probe import Probe
from tiltyard_dashboard.supervisor.records import Record, StateDir
from tiltyard_dashboard.supervisor.renumber import renumber
from tiltyard_dashboard.supervisor.strays import carries

FORM = b"1"
"""How host and keeper speak; another one when that changes, so that only those who understand it take over."""

END_WITHIN_S = 3.0

Keep = Callable[[ServiceSpec], KeptService]


def likeness(asked: ServiceSpec, started: ServiceSpec, token: str) -> str:
    """The same for the same service, and no other. It tells nothing of what is in it, which may be secret.

    asked    as its plugin asks for it
    started  the same on the ports of this run
    """
    told = msgspec.json.encode([msgspec.to_builtins(asked), msgspec.to_builtins(started)], order="sorted")
    return hmac.new(token.encode(), FORM + told, hashlib.sha256).hexdigest()


def alike(specs: Sequence[ServiceSpec], records: Sequence[Record], token: str) -> dict[str, ServiceSpec]:
    """Which services the records hold that would be started the same now, on the ports they have. Pure.

    Those that were started to talk to one that is not among them, on a port that it will not have, are not.
    """
    kept = {one.name: one for one in records}
    while True:
        moved = renumber(specs, {one.name: one.port for one in kept.values() if one.port is not None})
        fitting = {
            started.name: started
            for asked, started in zip(specs, moved, strict=True)
            if started.name in kept and kept[started.name].likeness == likeness(asked, started, token)
        }
        if len(fitting) == len(kept):
            return fitting
        kept = {name: kept[name] for name in fitting}


async def take_over(specs: Sequence[ServiceSpec], state: StateDir, keep: Keep) -> Mapping[str, KeptService]:
    """Take over what can be; only the holder of the lock may ask.

    keep     makes the handle of a service, not begun
    returns  service name to the service, running and well
    """
    token, records = await asyncio.to_thread(_alive, state)
    fitting = alike(specs, records, token)
    taken = {}
    for record in records:
        if record.name in fitting:
            kept = keep(fitting[record.name])
            if await kept.take_over(record):
                taken[record.name] = kept
    async with Probe() as probe:
        for name, kept in list(taken.items()):
            if not await probe.is_ready(kept.spec):
                await kept.end(END_WITHIN_S)
                del taken[name]
    return taken


def _alive(state: StateDir) -> tuple[str, list[Record]]:
    """Records whose keeper and service both live and carry our token."""
    token = state.token()
    found = []
    for record in state.records():
        both = [one.process() if one else None for one in (record.keeper, record.service)]
        if all(one is not None and carries(one, token, record.name) for one in both):
            found.append(record)
    return token, found
