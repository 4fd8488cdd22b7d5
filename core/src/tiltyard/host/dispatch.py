"""
Ask plugins over pluggy's public API: isolated, timed, deadlined, named, in a stated order.

pluggy itself never awaits, takes the first coroutine for the first answer, and lets one failing plugin silence the
rest; so it only keeps the register here, and the calling is ours.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import pluggy
import structlog
import typeguard

from tiltyard.errors import HookFailed, TiltyardError
from tiltyard.host.isolation import Isolation
from tiltyard.host.outcome import Fault, FaultKind, Outcome
from tiltyard.markers import HookPolicy

log = structlog.get_logger(__name__)

Implementation = pluggy.HookImpl


class Dispatcher:
    """Calls the implementations of a hook.

    order  plugin names that come first, as the settings say; the others follow by name
    """

    def __init__(self, register: pluggy.PluginManager, isolation: Isolation, order: Sequence[str]) -> None:
        self._register = register
        self._isolation = isolation
        self._order = {name: place for place, name in enumerate(order)}

    def implementations(self, hook: str) -> list[Implementation]:
        """Who answers this hook, in the order in which they are asked."""
        caller = getattr(self._register.hook, hook)
        return sorted(caller.get_hookimpls(), key=self._place)

    async def first(
        self, hook: str, policy: HookPolicy, kwargs: dict[str, Any], returns: Any, deadline_s: float
    ) -> Any | None:
        """The first answer other than None.

        returns  None when nobody had anything to say
        raises   the first plugin's typed error, or HookFailed, when nobody answered and somebody failed
        """
        failed: list[Outcome[Any]] = []
        for implementation in self.implementations(hook):
            outcome = await self._ask(hook, implementation, kwargs, returns, deadline_s)
            if outcome.value is not None:
                return outcome.value
            if outcome.failure:
                failed.append(outcome)
                if policy.exclusive:
                    break
        for outcome in failed:
            if outcome.error:
                raise outcome.error
        if failed:
            raise HookFailed(hook, [(outcome.plugin, outcome.failure) for outcome in failed])
        return None

    async def collect(self, hook: str, kwargs: dict[str, Any], returns: Any, deadline_s: float) -> list[Outcome[Any]]:
        """Everyone's outcome, asked at the same time, in order."""
        asked = (
            self._ask(hook, implementation, kwargs, returns, deadline_s)
            for implementation in self.implementations(hook)
        )
        return list(await asyncio.gather(*asked))

    async def _ask(
        self, hook: str, implementation: Implementation, kwargs: dict[str, Any], returns: Any, deadline_s: float
    ) -> Outcome[Any]:
        plugin = implementation.plugin_name
        taken = {name: kwargs[name] for name in implementation.argnames}
        begun = time.perf_counter()
        ran = await self._isolation.run(implementation.function, taken, deadline_s)
        elapsed_s = time.perf_counter() - begun
        fault = ran.fault or (None if ran.error else _type_fault(ran.value, returns))
        if fault:
            log.warning("plugin_fault", plugin=plugin, hook=hook, fault=str(fault), elapsed_s=round(elapsed_s, 3))
            return Outcome(plugin, hook, fault=fault, elapsed_s=elapsed_s)
        return Outcome(plugin, hook, ran.value, _signed(ran.error), elapsed_s=elapsed_s)

    def _place(self, implementation: Implementation) -> tuple[int, str]:
        name = implementation.plugin_name
        return self._order.get(name, len(self._order)), name


def _type_fault(value: Any, returns: Any) -> Fault | None:
    if value is None:
        return None
    try:
        typeguard.check_type(value, returns, collection_check_strategy=typeguard.CollectionCheckStrategy.ALL_ITEMS)
    except typeguard.TypeCheckError as error:
        return Fault(FaultKind.WRONG_TYPE, str(error))
    return None


def _signed(error: TiltyardError | None) -> TiltyardError | None:
    """The traceback of a plugin's answer says nothing to whom it is shown; its words do."""
    return error.with_traceback(None) if error else None
