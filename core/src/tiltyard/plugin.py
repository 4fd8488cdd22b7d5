"""
What a plugin is, and what it is handed.

A plugin is a class. It may have hook implementations (`@hookimpl`), a `Settings` attrs class, `async start(ctx)` and
`async stop()`; all of them are optional. `start` says one of three things by raising: `NeedsSetup` (nothing is broken,
something must be set first), `Unavailable` (temporary, start is tried again), or anything else (permanent: the plugin
is quarantined). Raising nothing means ready.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from attrs import frozen
from structlog.typing import FilteringBoundLogger

from tiltyard.clock import Clock

S = TypeVar("S")


class PluginStore(Protocol):
    """Small values a plugin keeps in the journal's database; other plugins cannot see them."""

    async def get(self, key: str) -> Any | None:
        """The value, or None when there is none or its time is over."""

    async def put(self, key: str, value: Any, *, ttl_s: float | None = None) -> None:
        """Keep a JSON value; for ever, or for `ttl_s` seconds."""

    async def delete(self, key: str) -> None:
        """Forget it; nothing happens when it is not there."""


@frozen
class PluginContext(Generic[S]):
    """What a plugin is handed when it starts.

    name         the plugin's entry-point name
    settings     an instance of the plugin's `Settings` class; None when it has none
    log          bound to the plugin's name
    state_dir    a directory of its own (not created yet) for locks and files that are no data
    journal_url  for services that open the journal themselves
    """

    name: str
    settings: S
    clock: Clock
    log: FilteringBoundLogger
    store: PluginStore
    state_dir: Path
    journal_url: str
