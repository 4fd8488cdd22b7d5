"""
What a plugin is, and what it is handed.

A plugin is a class. It may have hook implementations (`@hookimpl`), a `Settings` attrs class, a `Hooks` module with
questions of its own (`tiltyard.markers.hookspec`), `async start(ctx)` and `async stop()`; all of them are optional.
`start` says one of three things by raising: `NeedsSetup` (nothing is broken, something must be set first),
`Unavailable` (temporary, start is tried again with a new instance), or anything else (permanent: the plugin is
quarantined). Raising nothing means ready. `stop` is called after a start that failed, too, and may be called twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from attrs import field, frozen
from structlog.typing import FilteringBoundLogger

from tiltyard.clock import Clock
from tiltyard.errors import TiltyardError
from tiltyard.outcome import Outcome

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")


class PluginStore(Protocol):
    """Small values a plugin keeps in the journal's database; other plugins cannot see them.

    When a person is erased, every value goes whole that names them, in its key or within.
    """

    async def get(self, key: str) -> Any | None:
        """The value, or None when there is none or its time is over."""

    async def put(self, key: str, value: Any, *, ttl_s: float | None = None) -> None:
        """Keep a JSON value; for ever, or for `ttl_s` seconds."""

    async def change(self, key: str, change: Callable[[Any | None], Any], *, ttl_s: float | None = None) -> Any:
        """Keep what `change` makes of the value, and return it; no other process comes between. It must be quick."""

    async def change_at(
        self, key: str, change: Callable[[Any | None, float], Any], *, ttl_s: float | None = None
    ) -> Any:
        """As `change`; `change` is told the time as well, in seconds since 1970, of the one clock that all share.

        On PostgreSQL that is the server's, read when it was this one's turn: however the clocks of hosts differ, what
        one of them keeps after another bears a later time.
        """

    async def delete(self, key: str) -> None:
        """Forget it; nothing happens when it is not there."""


class Questions(Protocol):
    """Asks other plugins the questions of your own `Hooks` module, or those of core."""

    def first(self, spec: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R | None]]:
        """A hook that the first plugin with an answer answers; calling it may raise a typed error or HookFailed."""

    def collect(self, spec: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[list[Outcome[R]]]]:
        """A hook that every plugin answers for itself."""


class NoQuestions:
    """Implements `Questions` where there is no host: in a test that starts a plugin by hand."""

    def first(self, spec: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R | None]]:
        """There is nobody to ask.

        raises  TiltyardError
        """
        raise _nobody(spec)

    def collect(self, spec: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[list[Outcome[R]]]]:
        """There is nobody to ask.

        raises  TiltyardError
        """
        raise _nobody(spec)


def _nobody(spec: Callable[..., object]) -> TiltyardError:
    return TiltyardError(
        "there is no host to ask",
        which=spec.__name__,
        next_step="Start the plugin in a host, such as `plugin_host` of `tiltyard.testing`.",
    )


@frozen
class PluginContext(Generic[S]):
    """What a plugin is handed when it starts.

    name         the plugin's entry-point name
    settings     an instance of the plugin's `Settings` class; None when it has none
    log          bound to the plugin's name
    state_dir    a directory of its own (not created yet) for locks and files that are no data
    journal_url  for services that open the journal themselves
    hooks        asks other plugins; they answer once all have started
    """

    name: str
    settings: S
    clock: Clock
    log: FilteringBoundLogger
    store: PluginStore
    state_dir: Path
    journal_url: str
    hooks: Questions = field(factory=NoQuestions)
