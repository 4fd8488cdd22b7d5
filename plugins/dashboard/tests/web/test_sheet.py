"""
What is sent brings an older page exactly to the newer one.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tiltyard_dashboard.web.sheet import Moves, Sheet, moves, patch

KEYS = st.sampled_from("abcdefgh")
ORDERS = st.lists(KEYS, unique=True).map(tuple)
ROWS = st.dictionaries(KEYS, st.sampled_from(["<old>", "<new>"]))


def applied(order: tuple[str, ...], moved: Moves) -> tuple[str, ...]:
    """What the script in the browser does."""
    rows = [key for key in order if key not in moved.gone]
    for key, after in moved.put:
        rows.insert(0 if after is None else rows.index(after) + 1, key)
    return tuple(rows)


@given(ORDERS, ORDERS)
def test_moves_lead_from_any_order_to_any_other(old, new):
    assert applied(old, moves(old, new)) == new


@given(ORDERS)
def test_an_order_that_stays_needs_no_move(order):
    assert moves(order, order) == Moves((), ())


@given(ORDERS, st.data())
def test_one_that_leaves_is_one_move(order, data):
    leaver = data.draw(st.sampled_from(order)) if order else None

    moved = moves(order, [key for key in order if key != leaver])

    assert moved == Moves((leaver,) if leaver else (), ())


def test_one_that_goes_to_the_end_moves_alone():
    assert moves("abcde", "acdeb") == Moves(("b",), (("b", "e"),))


@given(ROWS, ROWS)
def test_only_rows_that_look_different_are_sent(old, new):
    sent = patch(Sheet(lists={"seated": old}), Sheet(lists={"seated": new})) or {"rows": {}}

    assert sent["rows"] == {key: html for key, html in new.items() if old.get(key) != html}


def test_a_row_that_changes_its_list_is_taken_from_one_and_put_into_the_other():
    old = Sheet(lists={"seated": {"a": "<a>"}, "waiting": {"b": "<b>", "c": "<c>"}})
    new = Sheet(lists={"seated": {"a": "<a>", "b": "<b>"}, "waiting": {"c": "<c>"}})

    assert patch(old, new) == {
        "parts": {},
        "rows": {},
        "lists": {"seated": {"gone": (), "put": (("b", "a"),)}, "waiting": {"gone": ("b",), "put": ()}},
    }


def test_only_parts_that_look_different_are_sent():
    sent = patch(Sheet({"seats": "1", "schedule": "x"}), Sheet({"seats": "2", "schedule": "x"}))

    assert sent == {"parts": {"seats": "2"}, "rows": {}, "lists": {}}


@given(ROWS)
def test_nothing_is_sent_when_nothing_changed(rows):
    sheet = Sheet({"seats": "1"}, {"seated": rows})

    assert patch(sheet, sheet) is None
