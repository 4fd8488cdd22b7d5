"""
Ask plugins over pluggy's public API: isolated, timed, deadlined, named, in a stated order.

pluggy itself never awaits, takes the first coroutine for the first answer, and lets one failing plugin silence the
rest; so it only keeps the register here, and the calling is ours.
"""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import pluggy
import structlog
import typeguard

from tiltyard.clock import Clock
from tiltyard.errors import HookFailed, TiltyardError, Unavailable
from tiltyard.host.breaker import Breakers, Place
from tiltyard.host.isolation import Isolation, Ran
from tiltyard.host.question import Question
from tiltyard.host.serving import Serving
from tiltyard.host.slots import Slots
from tiltyard.host.tally import Tallies
from tiltyard.log import scrub_value
from tiltyard.outcome import Fault, FaultKind, Outcome

log = structlog.get_logger(__name__)

Implementation = pluggy.HookImpl

SLOW_S = 0.1
"""Longer than this on the event loop between two awaits is told, though it is no fault yet."""


class Dispatcher:
    """Calls the implementations of a hook.

    order    plugin names that come first, as the settings say; the others follow by name
    tallies  what came of the calls of this process
    """

    def __init__(
        self, register: pluggy.PluginManager, isolation: Isolation, clock: Clock, order: Sequence[str] = ()
    ) -> None:
        self._register = register
        self._isolation = isolation
        self._clock = clock
        self._order = {name: place for place, name in enumerate(order)}
        self._breakers = Breakers()
        self._slots = Slots()
        self.tallies = Tallies()

    def implementations(self, hook: str) -> list[Implementation]:
        """Who answers this hook, in the order in which they are asked."""
        caller = getattr(self._register.hook, hook, None)
        return sorted(caller.get_hookimpls(), key=self._place) if caller else []

    async def first(self, question: Question, kwargs: dict[str, Any], deadline_s: float) -> Any | None:
        """The first answer other than None.

        returns  None when nobody had anything to say
        raises   the first plugin's typed error, or HookFailed, when nobody answered and somebody failed
        """
        failed: list[Outcome[Any]] = []
        for implementation in self.implementations(question.hook):
            outcome = await self.ask(question, implementation, kwargs, deadline_s)
            if outcome.value is not None:
                return outcome.value
            if outcome.failure:
                failed.append(outcome)
                if question.policy.exclusive:
                    break
        for outcome in failed:
            if outcome.error:
                raise outcome.error
        if failed:
            raise HookFailed(question.hook, [(outcome.plugin, outcome.failure) for outcome in failed])
        return None

    async def collect(self, question: Question, kwargs: dict[str, Any], deadline_s: float) -> list[Outcome[Any]]:
        """Everyone's outcome, asked at the same time, in order."""
        asked = [
            self.ask(question, implementation, kwargs, deadline_s)
            for implementation in self.implementations(question.hook)
        ]
        return [await asked[0]] if len(asked) == 1 else list(await asyncio.gather(*asked))

    async def ask(
        self, question: Question, implementation: Implementation, kwargs: Mapping[str, Any], deadline_s: float
    ) -> Outcome[Any]:
        """One plugin's outcome."""
        place = Place(implementation.plugin_name, question.hook, question.policy.source_of(kwargs))
        if rest_s := self._breakers.rest_left_s(place, self._clock.monotonic()):
            words = f"rests for {rest_s:.0f} s more after {self._breakers.faults(place)} faults in a row"
            return Outcome(place.plugin, place.hook, fault=Fault(FaultKind.RESTING, words))
        taken = {name: kwargs[name] for name in implementation.argnames}
        begun_s = time.perf_counter()
        try:
            ran = await self._run(question, place, implementation.function, taken, deadline_s)
        except asyncio.CancelledError:
            self._breakers.undecided(place)
            raise
        fault = ran.fault or (None if ran.error else _type_fault(ran.value, question.returns))
        value = None if fault and fault.kind is not FaultKind.BLOCKED else ran.value
        outcome = Outcome(
            place.plugin, place.hook, value, _signed(ran.error), fault, elapsed_s=time.perf_counter() - begun_s
        )
        self._count(place, outcome, ran.blocked_s)
        log.debug("plugin_asked", **place._asdict(), elapsed_s=outcome.elapsed_s, failure=outcome.failure)
        return outcome

    @asynccontextmanager
    async def serve(self, question: Question, kwargs: Mapping[str, Any]) -> AsyncIterator[Serving]:
        """Let everyone serve until the end of the block."""
        serving = Serving(question.hook, self._clock)
        for implementation in self.implementations(question.hook):
            serve = cast("Callable[..., Awaitable[object]]", implementation.function)
            taken = {name: kwargs[name] for name in implementation.argnames}
            serving.begin(implementation.plugin_name, functools.partial(serve, **taken))
        try:
            yield serving
        finally:
            await serving.end()

    async def _run(
        self, question: Question, place: Place, code: Callable[..., Any], kwargs: dict[str, Any], deadline_s: float
    ) -> Ran:
        if not question.policy.exclusive:
            return await self._isolation.run(place.plugin, code, kwargs, deadline_s)
        give_back = await self._slots.take(place, deadline_s)
        if give_back is None:
            return Ran(
                error=Unavailable(
                    "an earlier call is still under way",
                    which=f"{place.hook} of {place.plugin}, {place.source or 'all sources'}",
                    next_step="It was given up and has not ended; the next one begins when it has.",
                )
            )
        return await self._isolation.run(place.plugin, code, kwargs, deadline_s, ended=give_back)

    def _count(self, place: Place, outcome: Outcome[Any], blocked_s: float) -> None:
        tally = self.tallies.of(place.plugin, place.hook)
        tally.took(outcome.elapsed_s)
        if outcome.error or outcome.fault:
            tally.last_error = str(scrub_value(str(outcome.error or outcome.fault)))
            tally.last_error_at = self._clock.now().isoformat(timespec="seconds")
        if outcome.error:
            tally.errors += 1
        if outcome.fault is None or not outcome.fault.counts:
            self._settle(place, outcome)
        else:
            tally.faults += 1
            self._note_fault(place, outcome.fault, outcome.elapsed_s)
        if blocked_s > SLOW_S:
            log.warning("plugin_blocked_loop", plugin=place.plugin, hook=place.hook, blocked_s=round(blocked_s, 3))

    def _settle(self, place: Place, outcome: Outcome[Any]) -> None:
        if outcome.fault:
            self._breakers.undecided(place)
        elif self._breakers.worked(place):
            log.info("plugin_recovered", **place._asdict())

    def _note_fault(self, place: Place, fault: Fault, elapsed_s: float) -> None:
        told = {"plugin": place.plugin, "hook": place.hook, "fault": str(fault)}
        log.warning("plugin_fault", **told, elapsed_s=round(elapsed_s, 3))
        if rest_s := self._breakers.failed(place, self._clock.monotonic()):
            log.warning("plugin_rests", **place._asdict(), rest_s=rest_s, faults=self._breakers.faults(place))

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
