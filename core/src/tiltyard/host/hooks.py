"""
The hooks as typed calls: `await host.hooks.fetch_rows(source)`.

Built from the specs themselves, so that a wrong argument is a type error and a hook's answer has its spec's type.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Generic, ParamSpec, TypeVar

from tiltyard import hookspecs
from tiltyard.host.dispatch import Dispatcher, Implementation
from tiltyard.host.question import Question
from tiltyard.host.serving import Serving
from tiltyard.outcome import Outcome

P = ParamSpec("P")
R = TypeVar("R")


class _Call(Generic[P, R]):
    """What the modes share."""

    def __init__(
        self, dispatcher: Dispatcher, spec: Callable[P, Awaitable[R]], deadline_s: float | None = None
    ) -> None:
        self._dispatcher = dispatcher
        self._spec = spec
        self.question = Question.of(spec)
        self._deadline_s = deadline_s if deadline_s is not None else self.question.policy.deadline_s

    def answered_by(self) -> list[str]:
        """Which plugins implement it, in the order in which they are asked."""
        return [implementation.plugin_name for implementation in self._implementations()]

    def _implementations(self) -> list[Implementation]:
        return self._dispatcher.implementations(self.question.hook)

    def _deadline(self) -> float:
        if self._deadline_s is None:
            hook = self.question.hook
            raise TypeError(f"{hook} has no deadline of its own: call it as hooks.{hook}.within(seconds)(...)")
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
        bound = self.question.bind(*args, **kwargs)
        return await self._dispatcher.first(self.question, bound, self._deadline())


class Collect(_Call[P, R]):
    """A hook that every plugin answers for itself."""

    def within(self, deadline_s: float) -> Collect[P, R]:
        """The same hook with this deadline."""
        return Collect(self._dispatcher, self._spec, deadline_s)

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Outcome[R]]:
        """Everyone's outcome; a plugin that failed is among them, with its fault."""
        bound = self.question.bind(*args, **kwargs)
        return await self._dispatcher.collect(self.question, bound, self._deadline())


class Notify(_Call[P, R]):
    """A hook that tells one plugin at a time: each is told at its own pace."""

    async def tell(self, plugin: str, *args: P.args, **kwargs: P.kwargs) -> Outcome[R] | None:
        """What came of telling this plugin; None when it does not listen (any more)."""
        bound = self.question.bind(*args, **kwargs)
        for implementation in self._implementations():
            if implementation.plugin_name == plugin:
                return await self._dispatcher.ask(self.question, implementation, bound, self._deadline())
        return None


class Serve(_Call[P, R]):
    """A hook that every plugin answers for as long as the host runs."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> AbstractAsyncContextManager[Serving]:
        """Serve inside of `async with`: each plugin in a task of its own, all of them ended at its end."""
        bound = self.question.bind(*args, **kwargs)
        return self._dispatcher.serve(self.question, bound)


class Hooks:
    """Every question of `tiltyard.hookspecs` that started plugins are asked."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.fetch_rows = First(dispatcher, hookspecs.fetch_rows)
        self.write_rows = First(dispatcher, hookspecs.write_rows)
        self.detect_columns = Collect(dispatcher, hookspecs.detect_columns)
        self.verify_player = Collect(dispatcher, hookspecs.verify_player)
        self.challenge_player = First(dispatcher, hookspecs.challenge_player)
        self.fetch_rank = First(dispatcher, hookspecs.fetch_rank)
        self.fetch_placements = Collect(dispatcher, hookspecs.fetch_placements)
        self.list_services = Collect(dispatcher, hookspecs.list_services)
        self.manage_service = First(dispatcher, hookspecs.manage_service)
        self.run_front_end = Serve(dispatcher, hookspecs.run_front_end)
        self.on_event = Notify(dispatcher, hookspecs.on_event)


class Asking:
    """Implements `tiltyard.plugin.Questions`, and lets the host serve the questions that plugins bring."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    def first(self, spec: Callable[P, Awaitable[R]]) -> First[P, R]:
        """A hook that the first plugin with an answer answers."""
        return First(self._dispatcher, spec)

    def collect(self, spec: Callable[P, Awaitable[R]]) -> Collect[P, R]:
        """A hook that every plugin answers for itself."""
        return Collect(self._dispatcher, spec)

    def serve(self, spec: Callable[P, Awaitable[R]]) -> Serve[P, R]:
        """A hook that every plugin answers for as long as the block runs."""
        return Serve(self._dispatcher, spec)
