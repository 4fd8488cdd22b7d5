"""
Plugins that misbehave on purpose, to see what your own code makes of it.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from tiltyard.errors import Unavailable
from tiltyard.markers import hookimpl

P = TypeVar("P")

BLOCK_S = 2.0
"""How long `block` keeps the event loop: longer than a host bears without calling it a fault."""


class Misbehaviour(StrEnum):
    """How a hook goes wrong."""

    RAISE = "raise"
    """It raises an error of its own making."""
    HANG = "hang"
    """It never answers, but ends when it is cancelled."""
    SWALLOW = "swallow"
    """It never answers, and does not end when it is cancelled either."""
    BLOCK = "block"
    """It keeps the event loop to itself."""
    LIE = "lie"
    """It answers something that is no answer."""
    EXIT = "exit"
    """It wants to end the process."""
    DOWN = "down"
    """Its vendor is down: that is an answer, and no fault."""


def misbehaving(plugin: type[P], hook: str, how: Misbehaviour | str) -> type[P]:
    """A plugin class like this one whose `hook` misbehaves.

    raises  ValueError when the plugin does not implement the hook
    """
    original = getattr(plugin, hook, None)
    if original is None or not hasattr(original, "tiltyard_impl"):
        raise ValueError(f"{plugin.__name__} does not implement {hook}")
    stand_in = _taking(inspect.signature(original), _BEHAVIOURS[Misbehaviour(how)])
    return type(plugin.__name__, (plugin,), {hook: hookimpl(functools.wraps(original)(stand_in))})


def _taking(signature: inspect.Signature, behave: Callable[[], Any]) -> Callable[..., Any]:
    """A coroutine function with these very parameters: pluggy reads names off the code, not off `__signature__`."""
    source = f"async def stand_in({', '.join(signature.parameters)}):\n    return await behave()\n"
    namespace: dict[str, Any] = {"behave": behave}
    exec(source, namespace)  # noqa: S102 # names of parameters of a function that exists
    stand_in: Callable[..., Any] = namespace["stand_in"]
    return stand_in


async def _raise() -> None:
    raise RuntimeError("misbehaving on purpose")


async def _hang() -> None:
    await asyncio.Event().wait()


async def _swallow() -> None:
    # Long enough for every host to give up on it, and not for ever: the test must end.
    ends_at_s = time.monotonic() + 1.0
    while (left_s := ends_at_s - time.monotonic()) > 0:
        try:
            await asyncio.sleep(left_s)
        except asyncio.CancelledError:
            continue


async def _block() -> None:
    time.sleep(BLOCK_S)  # noqa: ASYNC251 # this is what must not be done


async def _lie() -> object:
    return object()


async def _exit() -> None:
    raise SystemExit(1)


async def _down() -> None:
    raise Unavailable("the vendor is down, on purpose", retry_after_s=1.0)


_BEHAVIOURS: dict[Misbehaviour, Callable[[], Any]] = {
    Misbehaviour.RAISE: _raise,
    Misbehaviour.HANG: _hang,
    Misbehaviour.SWALLOW: _swallow,
    Misbehaviour.BLOCK: _block,
    Misbehaviour.LIE: _lie,
    Misbehaviour.EXIT: _exit,
    Misbehaviour.DOWN: _down,
}
