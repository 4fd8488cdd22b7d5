"""
Which column is what: settings beat what is saved, which beats detection.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.errors import BadInput
from tiltyard.models import ColumnGuess, Role, RowSource, RowTable
from tiltyard.rows.mapping import Choice, fingerprint, key_column, resolve_explicit, settle_mapping, standing


def guess(index, role, confidence=0.9, header_row=0):
    return "sheets", ColumnGuess(index, Role(role), confidence, "because", header_row)


GUESSES = [guess(0, "discord"), guess(1, "ign")]


@pytest.fixture
def grid(table):
    return table(("Discord", "Riot ID", "Other"), ("ann", "Ann#EUW", ""))


def test_detection_decides_where_nobody_else_did(grid):
    settled = settle_mapping(grid, GUESSES, explicit=None, saved=None)

    assert (settled.mapping.columns, settled.mapping.origin) == ({Role.DISCORD: 0, Role.IGN: 1}, "detected")
    assert settled.reason(Role.IGN) == "because"


def test_what_a_person_named_beats_detection_which_fills_the_rest(grid):
    settled = settle_mapping(grid, GUESSES, explicit={Role.IGN: 2}, saved=None)

    assert settled.mapping.columns == {Role.DISCORD: 0, Role.IGN: 2}
    assert settled.reason(Role.IGN) == "you said so"


def test_what_is_saved_stays_until_the_header_changes(grid, table, mapped):
    saved = mapped(grid, ign=2)

    assert settle_mapping(grid, GUESSES, explicit=None, saved=saved).mapping.columns == {Role.IGN: 2}

    renamed = table(("Discord", "Riot ID", "New"), ("ann", "Ann#EUW", ""))
    assert settle_mapping(renamed, GUESSES, explicit=None, saved=saved).mapping.columns[Role.IGN] == 1


def test_of_two_plugins_the_surer_one_is_believed(grid):
    guesses = [guess(1, "ign", 0.6), ("other", ColumnGuess(2, Role.IGN, 0.8, "mine"))]

    assert settle_mapping(grid, guesses, explicit=None, saved=None).source(Role.IGN) == "other"


def test_without_a_name_column_the_headers_are_named(grid):
    with pytest.raises(BadInput, match=r'Discord, Riot ID, Other.*--column ign="Riot ID"'):
        settle_mapping(grid, [guess(0, "discord")], explicit=None, saved=None)


@pytest.mark.parametrize(
    ("named", "words"),
    [({"ingame": "Riot ID"}, "no such role"), ({"ign": "Gone"}, "no column has that header")],
)
def test_a_wrong_column_option_says_what_there_is(named, words, grid):
    with pytest.raises(BadInput, match=words):
        resolve_explicit(named, grid, GUESSES)


def test_headers_are_named_without_minding_case(grid):
    assert resolve_explicit({"ign": " riot id "}, grid, GUESSES) == {Role.IGN: 1}


def test_a_header_with_other_case_and_added_blank_columns_is_the_same_header():
    assert fingerprint(["Discord", "Riot ID"]) == fingerprint(["DISCORD ", "riot id", "", ""])


def test_rows_are_found_by_account_before_name(grid, mapped):
    assert key_column(mapped(grid, discord=0, ign=1)) == 0
    assert key_column(mapped(grid, ign=1)) == 1


def test_plugins_that_agree_outvote_a_surer_one(grid):
    guesses = [
        guess(1, "ign", 0.8),
        ("a", ColumnGuess(2, Role.IGN, 0.6, "I think")),
        ("b", ColumnGuess(2, Role.IGN, 0.7, "me too")),
    ]

    settled = settle_mapping(grid, guesses, explicit=None, saved=None)

    assert settled.chosen[Role.IGN] == Choice(2, 0.7, "me too", "b")


def test_a_plugin_that_repeats_itself_has_one_vote(grid):
    guesses = [guess(1, "ign", 0.8), *[("a", ColumnGuess(2, Role.IGN, 0.6, "again"))] * 5]

    assert settle_mapping(grid, guesses, explicit=None, saved=None).mapping.columns == {Role.IGN: 1}


def test_a_column_plays_one_role(grid):
    guesses = [guess(1, "ign", 0.9), guess(1, "alt_ign", 0.8), guess(2, "alt_ign", 0.5)]

    settled = settle_mapping(grid, guesses, explicit=None, saved=None)

    assert settled.mapping.columns == {Role.IGN: 1, Role.ALT_IGN: 2}


def test_a_guess_beyond_the_table_is_no_guess(grid):
    with pytest.raises(BadInput, match="no column holds"):
        settle_mapping(grid, [guess(9, "ign")], explicit=None, saved=None)


def test_the_header_line_is_the_one_the_plugins_are_surest_of(table):
    grid = table(("Cup", "x"), ("Discord", "Riot ID"), ("ann", "Ann#EUW"))
    guesses = [guess(1, "ign", 0.9, header_row=0), guess(0, "discord", 0.6, 1), guess(1, "ign", 0.6, 1)]

    settled = settle_mapping(grid, guesses, explicit=None, saved=None)

    assert (settled.mapping.header_row, settled.confidence(Role.IGN)) == (1, 0.6)


def test_without_any_plugin_the_header_is_the_first_line_with_several_cells(table):
    grid = table(("Cup",), (), ("Handle", "Riot ID"), ("ann", "Ann#EUW"))
    explicit = resolve_explicit({"ign": "riot id", "discord": "Handle"}, grid, [])

    mapping = settle_mapping(grid, [], explicit=explicit, saved=None).mapping

    assert (mapping.header_row, mapping.columns) == (2, {Role.IGN: 1, Role.DISCORD: 0})


def test_what_is_saved_moves_with_its_header_line(grid, table, mapped):
    saved = mapped(grid, ign=2)
    below = table(("A title somebody added",), *grid.cells)

    settled = settle_mapping(below, GUESSES, explicit=None, saved=saved)

    assert (settled.mapping.header_row, settled.mapping.columns, settled.mapping.origin) == (1, {Role.IGN: 2}, "saved")


def test_naming_one_column_keeps_what_is_saved_about_the_others(grid, mapped):
    saved = mapped(grid, discord=0, ign=1, notes=2)

    settled = settle_mapping(grid, [], explicit={Role.IGN: 2}, saved=saved)

    assert settled.mapping.columns == {Role.IGN: 2, Role.DISCORD: 0}
    assert settled.mapping.origin == "settings"
    assert [settled.source(role) for role in (Role.IGN, Role.DISCORD)] == ["settings", "saved"]


def test_a_saved_role_shows_why_a_plugin_still_thinks_so(grid, mapped):
    settled = settle_mapping(grid, GUESSES, explicit=None, saved=mapped(grid, ign=1, team=2))

    assert (settled.reason(Role.IGN), settled.source(Role.IGN)) == ("because", "sheets")
    assert settled.reason(Role.TEAM) == "as it was settled before"


def test_a_column_may_be_named_by_its_number(grid):
    assert resolve_explicit({"ign": "#2", "notes": "#3"}, grid, GUESSES) == {Role.IGN: 1, Role.NOTES: 2}


@pytest.mark.parametrize("header", ["#0", "#4", "#99"])
def test_a_number_beyond_the_table_is_no_column(header, grid):
    with pytest.raises(BadInput, match="no column has that header"):
        resolve_explicit({"ign": header}, grid, GUESSES)


def test_a_header_that_is_there_twice_must_be_named_by_number(table):
    grid = table(("Name", "Name"), ("ann", "Ann#EUW"))

    with pytest.raises(BadInput, match=r"2 columns have that header.*ign=#3"):
        resolve_explicit({"ign": "name"}, grid, [])


def test_one_column_cannot_be_named_for_two_roles(grid):
    with pytest.raises(BadInput, match="two roles"):
        resolve_explicit({"ign": "Riot ID", "notes": "#2"}, grid, GUESSES)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]),
            st.builds(
                ColumnGuess,
                st.integers(0, 3),
                st.sampled_from([Role.IGN, Role.DISCORD, Role.TEAM]),
                st.floats(0, 1),
                st.just("because"),
                st.integers(-1, 2),
            ),
        )
    )
)
def test_no_column_is_given_two_roles_and_order_of_plugins_does_not_matter(guesses):
    grid = RowTable(RowSource("csv", "x"), [["a", "b", "c", "d"]] * 3, "r", datetime(2026, 12, 5, tzinfo=UTC))

    def settled(these):
        return settle_mapping(grid, these, explicit={Role.NOTES: 0, Role.IGN: 1}, saved=None).mapping

    mapping = settled(guesses)
    assert len(set(mapping.columns.values())) == len(mapping.columns)
    one_each = list({(plugin, one.role, one.index): (plugin, one) for plugin, one in guesses}.values())
    assert settled(one_each) == settled(one_each[::-1])


def test_marked_columns_are_found_after_they_were_moved_and_renamed(table, mapped):
    before = table(["Discord", "IGN"], ["ann", "Ann#1"])
    saved = mapped(before, discord=0, ign=1)
    after = evolve(
        table(["Cup", "", ""], ["Own", "Name in game", "Who"], ["", "Ann#1", "ann"]),
        marked_columns={"ign": 1, "discord": 2},
        marked_header=1,
    )

    found = standing(saved, after)

    assert (found.header_row, found.columns) == (1, {Role.IGN: 1, Role.DISCORD: 2})
    assert standing(saved, evolve(after, marked_columns={"ign": 1})) is None


def test_a_header_that_was_sorted_in_among_the_rows_is_found_although_its_mark_stayed_behind(table, mapped):
    header, rows = ["Discord", "IGN", "Notes"], [[f"p{n}", f"P{n}#1", ""] for n in range(40)]
    saved = mapped(table(header, *rows), discord=0, ign=1)
    after = evolve(table(*rows, header), marked_columns={"discord": 0, "ign": 1}, marked_header=0)
    reworded = evolve(
        table(["Who", "IGN", "Notes"], *rows, header), marked_columns=after.marked_columns, marked_header=0
    )

    assert standing(saved, after).header_row == 40
    assert standing(saved, reworded).header_row == 0
