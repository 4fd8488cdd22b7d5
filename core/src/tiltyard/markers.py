"""
The two decorators of the plugin system: `hookspec` states a question, `hookimpl` answers one.

A spec carries its policy beside it, so that the dispatcher, the documentation and `tiltyard plugins explain`
read the same words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar, cast

import pluggy
from attrs import frozen

PROJECT = "tiltyard"
"""Pluggy project name and entry-point group."""

P = ParamSpec("P")
R = TypeVar("R")

hookimpl = pluggy.HookimplMarker(PROJECT)
_pluggy_hookspec = pluggy.HookspecMarker(PROJECT)

_POLICY_ATTRIBUTE = "tiltyard_policy"


@frozen
class HookPolicy:
    """How a hook is called.

    mode        `first`: in order, until one answers other than None. `collect`: everyone, all answers
    deadline_s  each implementation gets this long; None: the caller says (a request's own deadline)
    exclusive   `first` only: after a typed failure nobody else is asked, because it may have been applied
    since       the version of Tiltyard that brought it
    """

    mode: str
    deadline_s: float | None
    exclusive: bool = False
    since: str = "0.1"


def hookspec(
    *, mode: str, deadline_s: float | None, exclusive: bool = False, since: str = "0.1"
) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """Declare a question the host asks its plugins, with its policy."""

    def declare(function: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        setattr(function, _POLICY_ATTRIBUTE, HookPolicy(mode, deadline_s, exclusive, since))
        return _pluggy_hookspec(function)

    return declare


def policy_of(spec: Callable[..., object]) -> HookPolicy:
    """The policy that a spec was declared with."""
    return cast("HookPolicy", getattr(spec, _POLICY_ATTRIBUTE))
