"""
Whether a plugin's hook implementations can be called, before any of them is.

pluggy finds a misspelt hook only when asked, ignores keyword-only arguments until the call fails, and lets a default
decide instead of the caller; so those are looked for here, each with the words that mend it.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pluggy
from attrs import frozen

from tiltyard.errors import SettingsError
from tiltyard.host.question import Question
from tiltyard.markers import PROJECT


@frozen
class Answers:
    """What a plugin implements.

    hooks    questions that somebody asks
    dormant  questions that nobody asks here: the plugin that would is not installed
    """

    hooks: tuple[str, ...]
    dormant: tuple[str, ...]


class Unfit(SettingsError):
    """A plugin's hooks do not fit the questions; only its author can mend that."""


def check_hooks(plugin: Any, name: str, questions: Mapping[str, Question]) -> Answers:
    """What a plugin answers.

    questions  every hook there is, by name
    raises     Unfit, naming the hook, what is wrong with it and what it should be
    """
    implementations = dict(_implementations(plugin))
    for hook, (function, options) in implementations.items():
        question = questions.get(hook)
        if question is None and not options.get("optionalhook"):
            raise Unfit(f"there is no hook {hook}", which=f"plugin {name}", next_step=_did_you_mean(hook, questions))
        if wrong := _wrong_with(function, options, question):
            raise Unfit(f"{hook} {wrong[0]}", which=f"plugin {name}", next_step=wrong[1])
    return Answers(
        tuple(sorted(hook for hook in implementations if hook in questions)),
        tuple(sorted(hook for hook in implementations if hook not in questions)),
    )


def _implementations(plugin: Any) -> Iterator[tuple[str, tuple[Callable[..., Any], Mapping[str, Any]]]]:
    register = pluggy.PluginManager(PROJECT)
    for attribute in dir(plugin):
        options = register.parse_hookimpl_opts(plugin, attribute)
        if options is not None:
            yield options.get("specname") or attribute, (getattr(plugin, attribute), options)


def _wrong_with(
    function: Callable[..., Any], options: Mapping[str, Any], question: Question | None
) -> tuple[str, str] | None:
    """What is wrong with an implementation, and how to mend it."""
    if options.get("wrapper") or options.get("hookwrapper"):
        return "is a wrapper", "Tiltyard has no wrappers: each plugin answers for itself. Remove the option."
    if inspect.isasyncgenfunction(function) or inspect.isgeneratorfunction(function):
        return "is a generator", "Return the answer instead of yielding it."
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is not parameter.POSITIONAL_OR_KEYWORD:
            return f"takes {parameter}, which is not a plain argument", "Take plain arguments: no *, no / and no **."
        if parameter.default is not parameter.empty:
            return f"gives {parameter.name} a default", "Remove the default: the host always passes the argument."
        if question and parameter.name not in question.arguments:
            known = ", ".join(question.arguments)
            return f"takes {parameter.name}, which is not asked", f"It may take: {known}."
    if question and question.policy.mode == "serve" and not inspect.iscoroutinefunction(function):
        return "serves, so it must be `async def`", "A thread cannot be asked to end."
    return None


def _did_you_mean(hook: str, questions: Mapping[str, Question]) -> str:
    near = difflib.get_close_matches(hook, questions, n=1)
    if near:
        return f"Did you mean {near[0]}?"
    return (
        "docs/reference/hooks.md lists the hooks. If another plugin asks it, mark it @hookimpl(optionalhook=True), "
        "and it sleeps until that one is installed."
    )
