"""
Which column is what: settings beat what is saved, which beats detection.
"""

from __future__ import annotations

import pytest

from tiltyard.errors import BadInput
from tiltyard.models import ColumnGuess, Role
from tiltyard.rows.mapping import fingerprint, key_column, resolve_explicit, settle_mapping


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
