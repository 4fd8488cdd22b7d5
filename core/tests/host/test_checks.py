"""
Hook implementations that cannot be called are found before any is.
"""

from __future__ import annotations

import pytest

from tiltyard import hookimpl, hookspecs
from tiltyard.host.checks import Unfit, check_hooks
from tiltyard.host.question import Question
from tiltyard.markers import hookspec, specs_of

QUESTIONS = {name: Question.of(spec) for name, spec in specs_of(hookspecs).items()}


def plugin_with(function, **options):
    return type("Plugin", (), {function.__name__: hookimpl(**options)(function)})()


async def verify_playr(self, claim): ...


async def quite_another(self, claim): ...


async def verify_player(self, claim): ...


def keyword_only():
    async def verify_player(self, *, claim): ...

    return verify_player


def defaulted():
    async def verify_player(self, claim=None): ...

    return verify_player


def catch_all():
    async def verify_player(self, **claims): ...

    return verify_player


def of_another_question():
    async def verify_player(self, claim, colour): ...

    return verify_player


def generator():
    async def verify_player(self, claim):
        yield []

    return verify_player


@pytest.mark.parametrize(
    ("function", "words"),
    [
        pytest.param(verify_playr, "there is no hook verify_playr.*Did you mean verify_player", id="misspelt"),
        pytest.param(quite_another, "there is no hook quite_another.*optionalhook=True", id="unknown"),
        pytest.param(keyword_only(), "takes claim, which is not a plain argument", id="keyword-only"),
        pytest.param(defaulted(), "gives claim a default", id="default"),
        pytest.param(catch_all(), r"takes \*\*claims", id="catch-all"),
        pytest.param(of_another_question(), "takes colour, which is not asked.*It may take: claim", id="argument"),
        pytest.param(generator(), "is a generator", id="generator"),
    ],
)
def test_what_cannot_be_called_is_named_with_what_to_do(function, words):
    with pytest.raises(Unfit, match=f"(?s){words}"):
        check_hooks(plugin_with(function), "p", QUESTIONS)


def test_a_wrapper_is_refused():
    def verify_player(self, claim):
        return (yield)

    with pytest.raises(Unfit, match="is a wrapper"):
        check_hooks(plugin_with(verify_player, wrapper=True), "p", QUESTIONS)


def test_a_server_must_be_async():
    @hookspec(mode="serve", deadline_s=None)
    async def serve_people(desk: object) -> None: ...

    def implementation(self, desk): ...

    implementation.__name__ = "serve_people"
    with pytest.raises(Unfit, match="must be `async def`"):
        check_hooks(plugin_with(implementation), "p", {"serve_people": Question.of(serve_people)})


def test_an_answer_to_an_absent_plugin_sleeps():
    answers = check_hooks(plugin_with(quite_another, optionalhook=True), "p", QUESTIONS)

    assert (answers.hooks, answers.dormant) == ((), ("quite_another",))


def test_arguments_may_be_left_out():
    async def write_rows(self, source): ...

    assert check_hooks(plugin_with(write_rows), "p", QUESTIONS).hooks == ("write_rows",)


def test_another_name_may_be_given_to_the_method():
    assert check_hooks(plugin_with(quite_another, specname="verify_player"), "p", QUESTIONS).hooks == ("verify_player",)
