"""
The two decorators of the plugin system: `hookspec` states a question, `hookimpl` answers one.

A spec carries its policy beside it, so that the dispatcher, the documentation and `tiltyard plugins explain`
read the same words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from operator import attrgetter
from typing import Any, Literal, ParamSpec, TypeVar, cast

import pluggy
from attrs import frozen

PROJECT = "tiltyard"
"""Pluggy project name and entry-point group."""

P = ParamSpec("P")
R = TypeVar("R")

hookimpl = pluggy.HookimplMarker(PROJECT)
_pluggy_hookspec = pluggy.HookspecMarker(PROJECT)

_POLICY_ATTRIBUTE = "tiltyard_policy"

Mode = Literal["first", "collect", "notify", "serve", "register"]


@frozen
class HookPolicy:
    """How a hook is called.

    mode        `first`: in order, until one answers other than None. `collect`: everyone, all answers. `notify`: each
                plugin by itself, told again until it took it. `serve`: each plugin in a task of its own, until stopped.
                `register`: each plugin adds to a register of its own, without being started
    deadline_s  each implementation gets this long; None: the caller says (a request's own deadline), or `serve`
    exclusive   `first` only: after a failure nobody else is asked, because it may have been applied; and one source
                is written by one call at a time, until that call has really ended
    source      dotted path to the argument that names whose call it is, such as `source` or `event.stream`; what
                keeps failing rests for that source alone. Blank: one for all
    since       the version of Tiltyard that brought it
    """

    mode: Mode
    deadline_s: float | None
    exclusive: bool = False
    source: str = ""
    since: str = "0.1"

    def source_of(self, kwargs: Mapping[str, Any]) -> str:
        """Whose call this is."""
        argument, _, rest = self.source.partition(".")
        if not argument:
            return ""
        return str(attrgetter(rest)(kwargs[argument]) if rest else kwargs[argument])


def hookspec(
    *, mode: Mode, deadline_s: float | None, exclusive: bool = False, source: str = "", since: str = "0.1"
) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """Declare a question the host asks its plugins, with its policy."""

    def declare(function: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        setattr(function, _POLICY_ATTRIBUTE, HookPolicy(mode, deadline_s, exclusive, source, since))
        return _pluggy_hookspec(function)

    return declare


def policy_of(spec: Callable[..., object]) -> HookPolicy:
    """The policy that a spec was declared with."""
    return cast("HookPolicy", getattr(spec, _POLICY_ATTRIBUTE))


def specs_of(namespace: object) -> dict[str, Callable[..., Awaitable[Any]]]:
    """The specs that a module or class declares, by name."""
    named = ((name, getattr(namespace, name)) for name in dir(namespace))
    return {name: one for name, one in named if hasattr(one, _POLICY_ATTRIBUTE)}
