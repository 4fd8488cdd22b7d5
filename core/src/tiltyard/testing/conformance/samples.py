"""
Ask a plugin what hypothesis makes up.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiltyard.host import Host
from tiltyard.host.question import Question
from tiltyard.outcome import Outcome
from tiltyard.testing.conformance.inputs import arguments_for
from tiltyard.testing.conformance.subject import NotApplicable, Subject

CALLS = 25
"""Generated calls of each hook: enough to meet the odd samples, few enough to run at each commit."""

WITHIN_S = 10.0
"""For a hook that has no deadline of its own."""


def calls_of(subject: Subject) -> list[tuple[Question, dict[str, Any]]]:
    """What to ask: for each hook it answers, arguments that are the same at each run.

    raises  NotApplicable when there is nothing that can be asked from outside
    """
    calls = [
        (question, arguments)
        for hook in subject.answers().hooks
        if (question := subject.questions[hook]).policy.mode != "serve"
        if (strategy := arguments_for(question.arguments)) is not None
        for arguments in _samples(strategy)
    ]
    if not calls:
        raise NotApplicable("it answers no hook of core that can be asked from outside")
    return calls


async def ask(
    host: Host, subject: Subject, question: Question, arguments: dict[str, Any], *, within_s: float | None = None
) -> Outcome[Any]:
    """What came of asking the plugin."""
    call = host.asking.collect(subject.specs[question.hook])
    deadline_s = within_s if within_s is not None else (question.policy.deadline_s or WITHIN_S)
    (outcome,) = await call.within(deadline_s)(**arguments)
    return outcome


def _samples(strategy: st.SearchStrategy[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    made: list[dict[str, Any]] = []

    @settings(
        max_examples=CALLS, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(strategy)
    def collect(arguments: dict[str, Any]) -> None:
        made.append(arguments)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # hypothesis remarks on how it is used; nobody here can act on that
        collect()
    yield from made
