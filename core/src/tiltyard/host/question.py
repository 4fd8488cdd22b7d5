"""
A spec, read once: its name, policy, arguments and the type of its answer.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Awaitable, Callable
from typing import Any

from attrs import frozen

from tiltyard.markers import HookPolicy, policy_of


@frozen
class Question:
    """What the dispatcher needs to know of a hook.

    returns  the type that an answer must have
    doc      the spec's docstring, dedented
    """

    hook: str
    policy: HookPolicy
    signature: inspect.Signature
    returns: Any
    doc: str

    @classmethod
    def of(cls, spec: Callable[..., Awaitable[Any]]) -> Question:
        """Read a spec."""
        returns = typing.get_type_hints(spec)["return"]
        return cls(spec.__name__, policy_of(spec), inspect.signature(spec), returns, inspect.getdoc(spec) or "")

    @property
    def arguments(self) -> list[str]:
        """Names of the arguments, in order. A spec in a class has no `self`: it is a question, not a method."""
        return list(self.signature.parameters)

    def bind(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Arguments by name.

        raises  TypeError for arguments that the spec does not have
        """
        return dict(self.signature.bind(*args, **kwargs).arguments)
