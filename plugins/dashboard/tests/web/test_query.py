"""
What a visitor asks of a roster, from an address and back.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import EntrantStatus
from tiltyard_dashboard.web.query import ALL, PAGE, Query, Status, found, pages, parse, plain, shown, traits
from tiltyard_dashboard.web.shapes import Player, Teammate


def player(name: str = "Ann#EUW", *, order: int = 1, seated: bool = True, here: bool = False, **fields) -> Player:
    status = EntrantStatus(fields.pop("status", "registered" if seated else "waitlisted"))
    return Player(f"id-{order}", order, name, status, seated, None if seated else order, here, **fields)


names = st.text(min_size=1, max_size=20).filter(lambda name: name.strip() == name and plain(name))


@given(who=names, status=st.sampled_from(Status), page=st.integers(1, 999_999))
def test_an_address_says_all_that_was_asked(who, status, page):
    asked = Query(who, status, page)

    assert parse(dict(parse_qsl(asked.address().removeprefix("?")))) == asked


@given(st.dictionaries(st.sampled_from(["who", "status", "page"]), st.text(max_size=300)))
def test_an_address_that_makes_no_sense_asks_for_something_sensible(words):
    asked = parse(words)

    assert asked.page >= 1
    assert len(asked.who) <= 200


def test_nothing_asked_leaves_the_address_as_it_is():
    assert ALL.address() == ""
    assert Query("Ann", page=3).address(page=1) == "?who=Ann"


@given(st.integers(0, 350), st.integers(1, 6))
def test_every_player_is_on_exactly_one_page(count, beyond):
    players = [player(order=order) for order in range(count)]
    seen = [key for page in range(1, pages(count) + 1) for key in shown(players, Query(page=page))]

    assert sorted(seen) == sorted(one.id for one in players)
    assert shown(players, Query(page=pages(count) + beyond)) == shown(players, Query(page=pages(count)))
    assert all(len(shown(players, Query(page=page))) <= PAGE for page in range(1, pages(count) + 1))


@pytest.mark.parametrize(
    ("one", "statuses"),
    [
        pytest.param(player(here=True), {"all", "seated", "here"}, id="here"),
        pytest.param(player(), {"all", "seated", "missing"}, id="missing"),
        pytest.param(player(seated=False), {"all", "waiting"}, id="waiting"),
        pytest.param(player(status="pending"), {"all", "seated", "missing", "checking"}, id="being-checked"),
    ],
)
def test_a_player_is_shown_under_what_holds_of_them(one, statuses):
    assert set(traits(one)) == statuses


@pytest.mark.parametrize(
    ("who", "meant"),
    [
        pytest.param("ann", ["Ann#EUW"], id="whole-name-without-its-tag"),
        pytest.param("  ANN # euw", ["Ann#EUW"], id="stray-spaces-and-case"),
        pytest.param("Annik", ["Annika#EUW"], id="beginning"),
        pytest.param("nn", ["Ann#EUW", "Annika#EUW"], id="inside"),
        pytest.param("Fay", ["The Foxes"], id="a-teams-member"),
        pytest.param("nobody", [], id="nobody"),
        pytest.param("   ", [], id="blank"),
    ],
)
def test_the_best_fitting_names_are_meant(who, meant):
    foxes = player("The Foxes", members=(Teammate("Fay#EUW", checked_in=False), Teammate("Gus#EUW", checked_in=True)))

    assert [one.name for one in found([player("Ann#EUW"), player("Annika#EUW"), foxes], who)] == meant


@given(names)
def test_whoever_types_their_whole_name_is_found(name):
    assert found([player("Somebody Else#EUW"), player(name, order=2)], name)[-1].name in {name, "Somebody Else#EUW"}
    assert found([player(name)], name) == [player(name)]
