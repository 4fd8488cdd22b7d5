"""
The hooks as typed calls: `await host.hooks.fetch_rows(source)`.

Built from the specs themselves, so that a wrong argument is a type error and a hook's answer has its spec's type.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Awaitable, Callable
from typing import Any, Generic, ParamSpec, TypeVar

from tiltyard import hookspecs
from tiltyard.host.dispatch import Dispatcher
from tiltyard.host.outcome import Outcome
from tiltyard.markers import policy_of

P = ParamSpec("P")
R = TypeVar("R")


class _Call(Generic[P, R]):
    """What the two modes share."""

    def __init__(
        self, dispatcher: Dispatcher, spec: Callable[P, Awaitable[R]], deadline_s: float | None = None
    ) -> None:
        self._dispatcher = dispatcher
        self._spec = spec
        self._name = spec.__name__
        self._policy = policy_of(spec)
        self._signature = inspect.signature(spec)
        self._returns = typing.get_type_hints(spec)["return"]
        self._deadline_s = deadline_s if deadline_s is not None else self._policy.deadline_s

    def answered_by(self) -> list[str]:
        """Which plugins implement it, in the order in which they are asked."""
        return [implementation.plugin_name for implementation in self._dispatcher.implementations(self._name)]

    def _bound(self, *args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
        return dict(self._signature.bind(*args, **kwargs).arguments)

    def _deadline(self) -> float:
        if self._deadline_s is None:
            raise TypeError(
                f"{self._name} has no deadline of its own: call it as hooks.{self._name}.within(seconds)(...)"
            )
        return self._deadline_s


class First(_Call[P, R]):
    """A hook that the first plugin with an answer answers."""

    def within(self, deadline_s: float) -> First[P, R]:
        """The same hook with this deadline."""
        return First(self._dispatcher, self._spec, deadline_s)

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """The answer, or None when nobody has one.

        raises  a plugin's typed error, or HookFailed
        """
        bound = self._bound(*args, **kwargs)
        return await self._dispatcher.first(self._name, self._policy, bound, self._returns, self._deadline())


class Collect(_Call[P, R]):
    """A hook that every plugin answers for itself."""

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Outcome[R]]:
        """Everyone's outcome; a plugin that failed is among them, with its fault."""
        bound = self._bound(*args, **kwargs)
        return await self._dispatcher.collect(self._name, bound, self._returns, self._deadline())


class Hooks:
    """Every question of `tiltyard.hookspecs`."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.fetch_rows = First(dispatcher, hookspecs.fetch_rows)
        self.write_rows = First(dispatcher, hookspecs.write_rows)
        self.detect_columns = Collect(dispatcher, hookspecs.detect_columns)
        self.verify_player = Collect(dispatcher, hookspecs.verify_player)
        self.list_services = Collect(dispatcher, hookspecs.list_services)
        self.manage_service = First(dispatcher, hookspecs.manage_service)
