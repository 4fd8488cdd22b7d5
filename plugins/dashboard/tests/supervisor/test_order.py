"""
The order of services is a pure question.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.errors import BadInput, SettingsError
from tiltyard.models import ServiceSpec
from tiltyard_dashboard.supervisor.order import chosen, start_order, with_dependencies


def spec(name, *needs, port=None):
    return ServiceSpec(name, ("true",), depends_on=needs, port=port)


@st.composite
def acyclic(draw):
    """Services, each depending on some of those with a smaller number, in any order."""
    count = draw(st.integers(1, 8))
    specs = [
        spec(f"s{number}", *(f"s{needed}" for needed in draw(st.sets(st.integers(0, number - 1), max_size=3))))
        if number
        else spec("s0")
        for number in range(count)
    ]
    return draw(st.permutations(specs))


@given(acyclic())
def test_each_service_comes_once_and_after_all_it_depends_on(specs):
    ordered = [one.name for one in start_order(specs)]

    assert sorted(ordered) == sorted(one.name for one in specs)
    assert all(ordered.index(needed) < ordered.index(one.name) for one in specs for needed in one.depends_on)


@given(acyclic(), st.data())
def test_a_choice_with_dependencies_is_closed_and_holds_nothing_else(specs, data):
    wanted = {data.draw(st.sampled_from(specs)).name}
    ordered = start_order(specs)

    got = with_dependencies(ordered, wanted)

    names = {one.name for one in got}
    assert wanted <= names
    assert all(set(one.depends_on) <= names for one in got)
    assert all(name in wanted or any(name in one.depends_on for one in got) for name in names)


@pytest.mark.parametrize(
    ("specs", "words"),
    [
        pytest.param([spec("a", "b"), spec("b", "c"), spec("c", "a")], "circle", id="circle"),
        pytest.param([spec("a", "a")], "circle", id="itself"),
        pytest.param([spec("a", "b")], r"does not exist: a -> b", id="unknown"),
        pytest.param([spec("a"), spec("a")], "same name: a", id="twins"),
        pytest.param([spec("a", port=1), spec("b", port=1)], "port 1: a and b", id="same-port"),
        pytest.param([spec("../a")], r"name.*'\.\./a'", id="path"),
        pytest.param([ServiceSpec("a", ())], "no program", id="no-program"),
    ],
)
def test_specs_that_cannot_work_are_refused_with_the_names(specs, words):
    with pytest.raises(SettingsError, match=words):
        start_order(specs)


def test_names_choose_and_none_chooses_all():
    specs = [spec("a"), spec("b")]

    assert chosen(specs, ["b"]) == [spec("b")]
    assert chosen(specs, None) == specs
    assert chosen(specs, []) == []


def test_a_name_nobody_has_is_refused():
    with pytest.raises(BadInput, match="c"):
        chosen([spec("a")], ["c"])
